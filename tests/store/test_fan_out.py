"""Fan-out: one statement puts one delivery for everybody who is meant, however often it runs."""

import asyncio
from datetime import datetime, timedelta

import pytest

from delivery.core.campaign import Audience, CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus
from delivery.store import Store
from delivery.store.subscribers import SubscriberSettings
from tests.support.people import add_people, add_person
from tests.support.sending import EVERYBODY, claim, open_campaign, progress


async def test_running_it_again_adds_only_who_is_missing(store: Store, now: datetime) -> None:
    await add_people(store, now, 3)
    campaign_id = await open_campaign(store, now)
    await add_person(store, now, address="2001")

    async with store.begin() as tx:
        added = [await tx.outbox.fan_out(campaign_id, CampaignKind.DIGEST, EVERYBODY, now) for _ in range(2)]

    assert added == [1, 0]
    assert (await progress(store, campaign_id)).total == 4


async def test_several_at_once_put_each_delivery_once(store: Store, now: datetime) -> None:
    await add_people(store, now, 20)
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.open(CampaignKind.DIGEST, "digest:2024-01-15", EVERYBODY, now)
    assert campaign_id is not None

    async def fan_out() -> int:
        async with store.begin() as tx:
            return await tx.outbox.fan_out(campaign_id, CampaignKind.DIGEST, EVERYBODY, now)

    assert sum(await asyncio.gather(*(fan_out() for _ in range(5)))) == 20
    assert (await progress(store, campaign_id)).total == 20


@pytest.mark.parametrize("status", [status for status in SubscriptionStatus if status is not SubscriptionStatus.ACTIVE])
async def test_only_active_subscriptions_are_meant(store: Store, now: datetime, status: SubscriptionStatus) -> None:
    await add_person(store, now, status=status)

    assert (await progress(store, await open_campaign(store, now))).total == 0


async def test_languages_and_channels_narrow_the_audience(store: Store, now: datetime) -> None:
    meant = await add_person(store, now, address="1001", language=Language.BE)
    await add_person(store, now, address="1002", language=Language.RU)
    await add_person(store, now, address="anna@example.org", language=Language.BE, channel=ChannelName.EMAIL)
    audience = Audience(frozenset({Language.BE}), frozenset({ChannelName.TELEGRAM}))

    campaign_id = await open_campaign(store, now, audience=audience)

    assert (await progress(store, campaign_id)).total == 1
    assert [one.subscription_id for one in await claim(store, now)] == [meant.subscription_id]
    async with store.read() as tx:
        assert await tx.report.audience(audience, now) == {ChannelName.TELEGRAM: {Language.BE: 1}}


async def test_who_pauses_is_left_out_until_the_pause_is_over(store: Store, now: datetime) -> None:
    person = await add_person(store, now)
    until = now + timedelta(days=1)
    async with store.begin() as tx:
        settings = SubscriberSettings(Language.BE, None, until, silent=False, protect=False)
        await tx.subscribers.change(person.subscriber_id, settings)

    during = await open_campaign(store, now, occurrence="digest:2024-01-15")
    after = await open_campaign(store, until, occurrence="digest:2024-01-22")

    assert (await progress(store, during)).total == 0
    assert (await progress(store, after)).total == 1
