"""Figures: they add up, and they count what was meant."""

from datetime import datetime, timedelta

from delivery.core.campaign import Audience, CampaignKind, Progress
from delivery.core.channel import ChannelName
from delivery.core.delivery import Event
from delivery.core.language import Language
from delivery.core.settlement import Settlement
from delivery.core.subscription import SubscriptionStatus
from delivery.store import Store
from delivery.store.report import Readers
from delivery.store.subscribers import SubscriberSettings
from tests.support.people import add_people, add_person
from tests.support.sending import EVERYBODY, claim, open_campaign, settle, settlement


async def test_every_delivery_is_counted_once_by_channel_and_state(store: Store, now: datetime) -> None:
    people = await add_people(store, now, 7)
    await add_person(store, now, address="anna@example.org", channel=ChannelName.EMAIL)
    campaign_id = await open_campaign(store, now)
    accepted, rejected, gone, lost, postponed, _ = await claim(store, now, limit=6)
    blocked = Settlement(gone.id, gone.lease, Event.REJECTED, 0, 0, reason="403", gone=True)
    later = now + timedelta(minutes=5)
    await settle(
        store,
        now,
        settlement(accepted, Event.ACCEPTED),
        settlement(rejected, Event.REJECTED),
        blocked,
        settlement(lost, Event.LOST_TRACK),
        settlement(postponed, Event.POSTPONED, due_at=later),
    )
    async with store.begin() as tx:
        await tx.outbox.withdraw(people[6].subscription_id, now)
    async with store.read() as tx:
        by_channel = await tx.report.progress(campaign_id)

    telegram, email = by_channel[ChannelName.TELEGRAM], by_channel[ChannelName.EMAIL]
    assert email == Progress(queued=1)
    assert telegram == Progress(queued=1, sending=1, delivered=1, doubtful=1, refused=2, withdrawn=1, blocked=1)
    assert telegram.total == 7
    assert (telegram.left, telegram.failed) == (2, 2)


async def test_an_unknown_campaign_has_no_figures(store: Store) -> None:
    async with store.read() as tx:
        assert await tx.report.progress(404) == {}


async def test_readers_are_counted_by_language_channel_and_status(store: Store, now: datetime) -> None:
    await add_people(store, now, 2, language=Language.BE)
    await add_person(store, now, address="2001", language=Language.EN, status=SubscriptionStatus.BLOCKED)
    await add_person(store, now, address="anna@example.org", language=Language.EN, channel=ChannelName.EMAIL)
    async with store.read() as tx:
        counted = await tx.report.readers()

    assert counted == (
        Readers(Language.BE, ChannelName.TELEGRAM, SubscriptionStatus.ACTIVE, 2),
        Readers(Language.EN, ChannelName.EMAIL, SubscriptionStatus.ACTIVE, 1),
        Readers(Language.EN, ChannelName.TELEGRAM, SubscriptionStatus.BLOCKED, 1),
    )


async def test_the_audience_is_what_a_fan_out_would_serve(store: Store, now: datetime) -> None:
    people = await add_people(store, now, 3, language=Language.BE)
    await add_person(store, now, address="2001", language=Language.RU)
    await add_person(store, now, address="2002", status=SubscriptionStatus.UNSUBSCRIBED)
    async with store.begin() as tx:
        paused = SubscriberSettings(Language.BE, None, now + timedelta(days=1), silent=False, protect=False)
        await tx.subscribers.change(people[0].subscriber_id, paused)
        counted = await tx.report.audience(EVERYBODY, now)
        nobody = await tx.report.audience(Audience(frozenset(), frozenset()), now)
        campaign_id = await tx.campaigns.open(CampaignKind.DIGEST, "digest:2024-01-15", EVERYBODY, now)
        assert campaign_id is not None
        fanned_out = await tx.outbox.fan_out(campaign_id, CampaignKind.DIGEST, EVERYBODY, now)

    assert counted == {ChannelName.TELEGRAM: {Language.BE: 2, Language.RU: 1}}
    assert nobody == {}
    assert fanned_out == 3


async def test_a_reader_sees_what_was_sent_to_them_and_no_more(store: Store, now: datetime) -> None:
    person, _ = await add_people(store, now, 2)
    await open_campaign(store, now)
    await open_campaign(store, now, kind=CampaignKind.BROADCAST, occurrence="broadcast:secret")
    (digest, *_others) = await claim(store, now)
    await settle(store, now, settlement(digest, Event.ACCEPTED))
    async with store.read() as tx:
        seen = await tx.report.deliveries_of(person.subscriber_id)

    assert seen == (
        ("digest:2024-01-15", "telegram", "delivered", now),
        ("broadcast", "telegram", "sending", None),
    )
