"""Settling: outcomes are written under the lease; doubt is known, and resolved at most once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from delivery.core.campaign import LIFETIME, CampaignKind, Progress
from delivery.core.channel import ChannelName
from delivery.core.delivery import FINISHED, TRANSITIONS, Event, State
from delivery.core.settlement import Settlement
from delivery.store import KeyRing, Store, open_store
from delivery.store.tables import delivery
from tests.support.people import add_people, add_person
from tests.support.sending import EVERYBODY, LEASE, claim, open_campaign, progress, settle, settlement

MINUTE = timedelta(minutes=1)
OF_A_SENDER = [event for event in TRANSITIONS[State.SENDING] if event is not Event.TOO_OLD]


@pytest.mark.parametrize("event", OF_A_SENDER)
async def test_the_state_that_follows_is_the_tables(store: Store, now: datetime, event: Event) -> None:
    await add_person(store, now)
    campaign_id = await open_campaign(store, now)
    (claimed,) = await claim(store, now)

    await settle(store, now, settlement(claimed, event, due_at=now))

    assert await progress(store, campaign_id) == Progress(**{TRANSITIONS[State.SENDING][event]: 1})


async def test_many_are_settled_at_once_each_with_its_own_outcome(store: Store, now: datetime) -> None:
    await add_people(store, now, 4)
    campaign_id = await open_campaign(store, now)
    taken = await claim(store, now)

    await settle(store, now, *(settlement(one, event) for one, event in zip(taken, OF_A_SENDER, strict=True)))

    assert await progress(store, campaign_id) == Progress(queued=1, delivered=1, doubtful=1, refused=1)


async def test_a_late_sender_changes_nothing(store: Store, now: datetime) -> None:
    """Frozen past its lease and back: its delivery was found in doubt, released, and is another sender's now."""
    await add_person(store, now)
    campaign_id = await open_campaign(store, now)
    (frozen,) = await claim(store, now, lease="frozen")
    later = now + LEASE + MINUTE
    async with store.begin() as tx:
        assert await tx.outbox.reap(later) == 1
        assert await tx.outbox.release(ChannelName.TELEGRAM, later, later) == 1
    (held,) = await claim(store, later, lease="other")

    async with store.begin() as tx:
        assert await tx.outbox.still_held([settlement(frozen, Event.ACCEPTED)]) == {}
        await tx.outbox.settle([settlement(frozen, Event.REJECTED)], later)
        await tx.outbox.part_done(frozen.id, frozen.lease, 7)
        await tx.outbox.renew([frozen.lease], later + 10 * LEASE)
        assert await tx.outbox.still_held([settlement(held, Event.ACCEPTED)]) == {held.id: held.subscription_id}

    assert await progress(store, campaign_id) == Progress(sending=1)
    async with store.begin() as tx:
        assert await tx.outbox.reap(later + LEASE + MINUTE) == 1
        assert await tx.outbox.release(ChannelName.TELEGRAM, later, later) == 0, "once in its life"


async def test_settling_twice_keeps_the_first(store: Store, now: datetime) -> None:
    await add_person(store, now)
    campaign_id = await open_campaign(store, now)
    (claimed,) = await claim(store, now)

    await settle(store, now, settlement(claimed, Event.ACCEPTED))
    await settle(store, now, settlement(claimed, Event.REJECTED))

    assert await progress(store, campaign_id) == Progress(delivered=1)


async def test_a_sender_that_renews_keeps_its_deliveries(store: Store, now: datetime) -> None:
    await add_person(store, now)
    await open_campaign(store, now)
    (claimed,) = await claim(store, now)
    later = now + LEASE + MINUTE

    async with store.begin() as tx:
        await tx.outbox.renew([claimed.lease], later + MINUTE)
        assert await tx.outbox.reap(later) == 0
        assert await tx.outbox.reap(later + 2 * MINUTE) == 1


async def test_a_lost_sender_leaves_doubt_not_a_second_message(store: Store, now: datetime) -> None:
    await add_people(store, now, 3)
    campaign_id = await open_campaign(store, now)
    await claim(store, now, limit=2)
    later = now + LEASE + MINUTE

    async with store.begin() as tx:
        assert await tx.outbox.reap(later) == 2
        assert await tx.outbox.reap(later) == 0

    assert await progress(store, campaign_id) == Progress(queued=1, doubtful=2)
    assert len(await claim(store, later)) == 1, "what is in doubt is not sent by itself"


async def test_doubt_is_released_on_its_own_channel_only(store: Store, now: datetime) -> None:
    await add_person(store, now, address="1001")
    await add_person(store, now, address="anna@example.org", channel=ChannelName.EMAIL)
    campaign_id = await open_campaign(store, now)
    for channel in ChannelName:
        (claimed,) = await claim(store, now, channel=channel)
        await settle(store, now, settlement(claimed, Event.LOST_TRACK))

    async with store.begin() as tx:
        assert await tx.outbox.release(ChannelName.EMAIL, now, now + MINUTE) == 1

    assert await progress(store, campaign_id) == Progress(queued=1, doubtful=1)
    assert await claim(store, now, channel=ChannelName.EMAIL) == ()
    assert len(await claim(store, now + MINUTE, channel=ChannelName.EMAIL)) == 1


async def test_a_campaign_that_closed_with_doubts_runs_again_to_resolve_them(store: Store, now: datetime) -> None:
    await add_person(store, now)
    campaign_id = await open_campaign(store, now)
    (claimed,) = await claim(store, now)
    await settle(store, now, settlement(claimed, Event.LOST_TRACK))
    async with store.begin() as tx:
        assert await tx.campaigns.finish(now) == (campaign_id,)
        assert await tx.outbox.release(ChannelName.TELEGRAM, now, now) == 0

        await tx.campaigns.reopen(ChannelName.TELEGRAM, now)
        assert await tx.outbox.release(ChannelName.TELEGRAM, now, now) == 1
        assert await tx.campaigns.finish(now) == ()

    (again,) = await claim(store, now)
    await settle(store, now, settlement(again, Event.LOST_TRACK))
    async with store.begin() as tx:
        assert await tx.campaigns.finish(now) == (campaign_id,)
        await tx.campaigns.reopen(ChannelName.TELEGRAM, now)
        assert await tx.campaigns.finish(now) == (), "nothing left to release, so it stays closed"


async def test_a_doubt_too_old_stays_known(store: Store, now: datetime) -> None:
    await add_person(store, now)
    campaign_id = await open_campaign(store, now)
    (claimed,) = await claim(store, now)
    await settle(store, now, settlement(claimed, Event.LOST_TRACK))
    too_late = now + LIFETIME[CampaignKind.DIGEST]

    async with store.begin() as tx:
        assert await tx.outbox.release(ChannelName.TELEGRAM, too_late, too_late) == 0
        assert await tx.outbox.expire(too_late) == 0

    assert await progress(store, campaign_id) == Progress(doubtful=1)


async def test_parts_that_arrived_are_not_sent_again(store: Store, now: datetime) -> None:
    await add_person(store, now)
    await open_campaign(store, now)
    (claimed,) = await claim(store, now)
    async with store.begin() as tx:
        await tx.outbox.part_done(claimed.id, claimed.lease, 2)
        await tx.outbox.reap(now + LEASE + MINUTE)
        await tx.outbox.release(ChannelName.TELEGRAM, now, now)

    (again,) = await claim(store, now)

    assert again.parts_done == 2


async def test_a_failure_costs_an_attempt_and_keeps_its_reason_short(store: Store, now: datetime) -> None:
    await add_person(store, now)
    await open_campaign(store, now)
    (claimed,) = await claim(store, now)
    failed = Settlement(claimed.id, claimed.lease, Event.POSTPONED, 1, 0, due_at=now, reason="x" * 1000)

    await settle(store, now, failed)

    (again,) = await claim(store, now)
    assert again.attempt == 1


async def test_old_campaigns_expire_what_waits_and_nothing_else(store: Store, now: datetime) -> None:
    await add_people(store, now, 2)
    campaign_id = await open_campaign(store, now)
    (claimed,) = await claim(store, now, limit=1)
    await settle(store, now, settlement(claimed, Event.ACCEPTED))
    end = now + LIFETIME[CampaignKind.DIGEST]

    async with store.begin() as tx:
        assert await tx.outbox.expire(end - MINUTE) == 0
        assert await tx.outbox.expire(end) == 1

    assert await progress(store, campaign_id) == Progress(delivered=1, expired=1)


async def test_who_leaves_gets_nothing_more_and_a_doubt_is_not_repeated(store: Store, now: datetime) -> None:
    people = await add_people(store, now, 2)
    first = await open_campaign(store, now, occurrence="digest:2024-01-15")
    doubts = await claim(store, now)
    await settle(store, now, *(settlement(one, Event.LOST_TRACK) for one in doubts))
    second = await open_campaign(store, now, occurrence="digest:2024-01-22")

    async with store.begin() as tx:
        assert await tx.outbox.withdraw(people[0].subscription_id, now) == 2

    assert await progress(store, first) == Progress(withdrawn=1, doubtful=1)
    assert await progress(store, second) == Progress(withdrawn=1, queued=1)


async def test_what_was_refused_for_our_fault_can_be_tried_again(store: Store, now: datetime) -> None:
    await add_people(store, now, 2)
    campaign_id = await open_campaign(store, now)
    ours, gone = await claim(store, now)
    refused = Settlement(gone.id, gone.lease, Event.REJECTED, 0, 0, reason="403", gone=True)
    await settle(store, now, settlement(ours, Event.REJECTED), refused)

    async with store.begin() as tx:
        assert await tx.outbox.retry(campaign_id, now) == 1

    assert [one.id for one in await claim(store, now)] == [ours.id]


@pytest.mark.parametrize("event", OF_A_SENDER)
async def test_a_payload_is_sealed_and_goes_when_the_delivery_is_finished(
    database_url: str, keys: KeyRing, now: datetime, event: Event
) -> None:
    async with open_store(database_url, keys) as store:
        await _notice(store, now)
        (claimed,) = await claim(store, now)
        sealed = await _payload(store)
        await settle(store, now, settlement(claimed, event, due_at=now))
        left = await _payload(store)

    assert claimed.payload == {"confirm": "a-secret-token"}
    assert sealed is not None
    assert b"a-secret-token" not in sealed
    assert (left is None) == (TRANSITIONS[State.SENDING][event] in FINISHED)


@pytest.mark.parametrize("end", ["withdraw", "expire", "claim too late"])
async def test_a_payload_goes_with_what_is_never_sent(store: Store, now: datetime, end: str) -> None:
    subscription_id = await _notice(store, now)
    too_late = now + LIFETIME[CampaignKind.NOTICE]
    match end:
        case "withdraw":
            async with store.begin() as tx:
                await tx.outbox.withdraw(subscription_id, now)
        case "expire":
            async with store.begin() as tx:
                await tx.outbox.expire(too_late)
        case _:
            await claim(store, too_late)

    assert await _payload(store) is None


async def _notice(store: Store, now: datetime) -> int:
    person = await add_person(store, now)
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.open(CampaignKind.NOTICE, "confirm:1", EVERYBODY, now)
        assert campaign_id is not None
        payload = {"confirm": "a-secret-token"}
        await tx.outbox.put(campaign_id, CampaignKind.NOTICE, person.subscription_id, payload, now)
    return person.subscription_id


async def _payload(store: Store) -> bytes | None:
    async with store._engine.connect() as connection:
        found: bytes | None = (await connection.execute(select(delivery.c.payload))).scalar_one()
        return found
