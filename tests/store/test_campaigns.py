"""Campaigns: one per occurrence, started once, and their places in a life."""

import asyncio
from datetime import datetime, timedelta

import pytest

from delivery.core.campaign import (
    LIFETIME,
    Audience,
    BroadcastContent,
    CampaignKind,
    CampaignStatus,
    PauseReason,
)
from delivery.core.channel import ChannelName
from delivery.core.delivery import Event
from delivery.core.language import Language
from delivery.store import KeyRing, Store, open_store
from tests.support.people import add_people
from tests.support.sending import EVERYBODY, claim, open_campaign, settle, settlement

CONTENT = BroadcastContent(from_chat=42, message_ids=(7, 8), text="Good day", html="<b>Good</b> day")


async def test_an_occurrence_has_one_campaign(database_url: str, keys: KeyRing, now: datetime) -> None:
    """Two processes tick, each several times: one campaign."""

    async def tick(store: Store) -> int | None:
        async with store.begin() as tx:
            return await tx.campaigns.open(CampaignKind.DIGEST, "digest:2024-01-15", EVERYBODY, now)

    async with open_store(database_url, keys) as one, open_store(database_url, keys) as other:
        opened = await asyncio.gather(*(tick(store) for store in (one, other) * 10))

    assert sum(campaign_id is not None for campaign_id in opened) == 1


async def test_a_broadcast_starts_once_among_fifty_presses(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.draft("broadcast:1", CONTENT, EVERYBODY, now)
        await tx.campaigns.arm(campaign_id, "a-token")

    async def press() -> bool:
        async with store.begin() as tx:
            return await tx.campaigns.start(campaign_id, "a-token", now)

    assert sum(await asyncio.gather(*(press() for _ in range(50)))) == 1


async def test_only_the_newest_token_starts_it(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.draft("broadcast:1", CONTENT, EVERYBODY, now)
        assert not await tx.campaigns.start(campaign_id, "", now), "a draft that was not armed does not start"
        await tx.campaigns.arm(campaign_id, "first")
        await tx.campaigns.arm(campaign_id, "second")

        assert not await tx.campaigns.start(campaign_id, "first", now)
        assert await tx.campaigns.start(campaign_id, "second", now)


async def test_another_audience_voids_the_confirm_of_the_old_one(store: Store, now: datetime) -> None:
    narrow = Audience(frozenset({Language.BE}), frozenset({ChannelName.TELEGRAM}))
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.draft("broadcast:1", CONTENT, EVERYBODY, now)
        await tx.campaigns.arm(campaign_id, "a-token")
        await tx.campaigns.address(campaign_id, narrow)

        assert not await tx.campaigns.start(campaign_id, "a-token", now)
        campaign = await tx.campaigns.get(campaign_id)

    assert campaign is not None
    assert campaign.audience == narrow


async def test_a_draft_becomes_a_running_campaign_with_its_content(store: Store, now: datetime) -> None:
    started = now + timedelta(minutes=5)
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.draft("broadcast:1", CONTENT, EVERYBODY, now)
        await tx.campaigns.arm(campaign_id, "a-token")
        await tx.campaigns.start(campaign_id, "a-token", started)
    async with store.read() as tx:
        campaign = await tx.campaigns.of_occurrence("broadcast:1")
        assert await tx.campaigns.content(campaign_id) == CONTENT

    assert campaign is not None
    assert (campaign.id, campaign.kind) == (campaign_id, CampaignKind.BROADCAST)
    assert (campaign.status, campaign.created_at, campaign.started_at) == (CampaignStatus.RUNNING, now, started)
    assert campaign.audience == EVERYBODY


async def test_an_unknown_campaign_is_none(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        assert await tx.campaigns.get(404) is None
        assert await tx.campaigns.of_occurrence("digest:1999-01-04") is None
        assert await tx.campaigns.content(404) is None
        assert await tx.campaigns.card(404) is None
        assert not await tx.campaigns.cancel(404, now)


async def test_pause_says_why_and_resume_forgets_it(store: Store, now: datetime) -> None:
    campaign_id = await open_campaign(store, now)
    async with store.begin() as tx:
        assert not await tx.campaigns.resume(campaign_id), "it was not paused"
        assert await tx.campaigns.pause(campaign_id, PauseReason.OUR_CONTENT)
        assert not await tx.campaigns.pause(campaign_id, PauseReason.ADMIN), "the first reason stands"
        paused = await tx.campaigns.get(campaign_id)
        assert await tx.campaigns.resume(campaign_id)
        resumed = await tx.campaigns.get(campaign_id)

    assert paused is not None
    assert resumed is not None
    assert (paused.status, paused.pause_reason) == (CampaignStatus.PAUSED, PauseReason.OUR_CONTENT)
    assert (resumed.status, resumed.pause_reason) == (CampaignStatus.RUNNING, None)


@pytest.mark.parametrize("before", ["draft", "running", "paused"])
async def test_what_is_unfinished_can_be_cancelled_once(store: Store, now: datetime, before: str) -> None:
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.draft("broadcast:1", CONTENT, EVERYBODY, now)
        if before != "draft":
            await tx.campaigns.arm(campaign_id, "a-token")
            await tx.campaigns.start(campaign_id, "a-token", now)
        if before == "paused":
            await tx.campaigns.pause(campaign_id, PauseReason.ADMIN)

        assert await tx.campaigns.cancel(campaign_id, now)
        assert not await tx.campaigns.cancel(campaign_id, now)
        assert not await tx.campaigns.resume(campaign_id)
        assert not await tx.campaigns.start(campaign_id, "a-token", now)


async def test_a_campaign_finishes_when_nothing_is_left_to_send(store: Store, now: datetime) -> None:
    await add_people(store, now, 2)
    campaign_id = await open_campaign(store, now)
    finished = []
    for event in (Event.ACCEPTED, Event.LOST_TRACK):
        async with store.begin() as tx:
            finished.append(await tx.campaigns.finish(now))
        (claimed,) = await claim(store, now, limit=1)
        await settle(store, now, settlement(claimed, event))
    async with store.begin() as tx:
        finished += [await tx.campaigns.finish(now), await tx.campaigns.finish(now)]
        campaign = await tx.campaigns.get(campaign_id)

    assert finished == [(), (), (campaign_id,), ()]
    assert campaign is not None
    assert (campaign.status, campaign.finished_at) == (CampaignStatus.FINISHED, now)


async def test_the_progress_card_is_found_until_it_is_dropped(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        draft = await tx.campaigns.draft("broadcast:1", CONTENT, EVERYBODY, now)
        await tx.campaigns.set_card(draft, 42, 1001)
        assert await tx.campaigns.with_cards() == (), "a draft shows no progress"

        await tx.campaigns.arm(draft, "a-token")
        await tx.campaigns.start(draft, "a-token", now)
        assert [campaign.id for campaign in await tx.campaigns.with_cards()] == [draft]
        assert await tx.campaigns.card(draft) == (42, 1001)

        await tx.campaigns.drop_card(draft)
        assert await tx.campaigns.with_cards() == ()


async def test_recent_campaigns_are_of_the_kinds_asked_for_newest_first(store: Store, now: datetime) -> None:
    first = await open_campaign(store, now, occurrence="digest:2024-01-15")
    second = await open_campaign(store, now, occurrence="digest:2024-01-22")
    await open_campaign(store, now, kind=CampaignKind.TEST, occurrence="test:1")

    async with store.read() as tx:
        assert [one.id for one in await tx.campaigns.recent(CampaignKind.DIGEST)] == [second, first]
        assert [one.id for one in await tx.campaigns.recent(CampaignKind.DIGEST, limit=1)] == [second]
        assert await tx.campaigns.opened_since(CampaignKind.DIGEST, now)
        assert not await tx.campaigns.opened_since(CampaignKind.DIGEST, now + timedelta(microseconds=1))
        assert not await tx.campaigns.opened_since(CampaignKind.BROADCAST, now)


@pytest.mark.parametrize("kind", CampaignKind)
def test_every_kind_has_its_lifetime(kind: CampaignKind) -> None:
    assert LIFETIME[kind] > timedelta(0)
