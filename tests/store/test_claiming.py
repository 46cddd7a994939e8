"""Claiming: a sender takes what is due, once, in order, and only for readers who want it at this moment."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from delivery.core.campaign import LIFETIME, CampaignKind, PauseReason
from delivery.core.channel import ChannelName
from delivery.core.delivery import Event
from delivery.core.language import Language
from delivery.core.subscription import MAY_RECEIVE, SubscriptionStatus, Via
from delivery.store import KeyRing, Store, open_store
from delivery.store.engine import make_engine
from delivery.store.subscribers import SubscriberSettings
from tests.support.people import add_people, add_person
from tests.support.sending import EVERYBODY, LEASE, claim, open_campaign, progress, settle, settlement

OTHERS = frozenset(SubscriptionStatus) - {SubscriptionStatus.ERASED}


async def test_a_claim_gives_all_that_sending_needs(store: Store, now: datetime) -> None:
    person = await add_person(store, now, address="anna@example.org", channel=ChannelName.EMAIL, language=Language.RU)
    async with store.begin() as tx:
        settings = SubscriberSettings(Language.RU, frozenset({"west", "east"}), None, silent=True, protect=True)
        await tx.subscribers.change(person.subscriber_id, settings)
        campaign_id = await tx.campaigns.open(CampaignKind.NOTICE, "confirm:1", EVERYBODY, now)
        assert campaign_id is not None
        payload = {"confirm": "a-token"}
        await tx.outbox.put(campaign_id, CampaignKind.NOTICE, person.subscription_id, payload, now)

    (claimed,) = await claim(store, now, channel=ChannelName.EMAIL, lease="mine")

    assert claimed.address == "anna@example.org"
    assert claimed.payload == payload
    assert claimed.topics == frozenset({"west", "east"})
    assert (claimed.language, claimed.kind) == (Language.RU, CampaignKind.NOTICE)
    assert (claimed.silent, claimed.protect, claimed.attempt, claimed.parts_done) == (True, True, 0, 0)
    assert (claimed.subscriber_id, claimed.subscription_id) == (person.subscriber_id, person.subscription_id)
    assert claimed.expires_at == now + LIFETIME[CampaignKind.NOTICE]
    assert claimed.lease == "mine"


async def test_nothing_is_claimed_twice(store: Store, now: datetime) -> None:
    await add_people(store, now, 5)
    await open_campaign(store, now)

    first, second = await claim(store, now, limit=3), await claim(store, now)

    assert len(first) == 3
    assert len({one.id for one in (*first, *second)}) == 5


async def test_many_claimers_at_once_share_the_work_without_doubles(
    database_url: str, keys: KeyRing, now: datetime
) -> None:
    async with open_store(database_url, keys) as one, open_store(database_url, keys) as other:
        await add_people(one, now, 60)
        await open_campaign(one, now)

        async def take_all(store: Store, lease: str) -> list[int]:
            taken: list[int] = []
            while batch := await claim(store, now, lease=lease, limit=7):
                taken += [claimed.id for claimed in batch]
            return taken

        shares = await asyncio.gather(*(take_all(store, f"{n}") for n, store in enumerate((one, other) * 3)))

    taken = [delivery_id for share in shares for delivery_id in share]
    assert len(taken) == len(set(taken)) == 60


async def test_rows_that_another_is_claiming_are_skipped_not_waited_for(
    postgresql_url: str, keys: KeyRing, now: datetime
) -> None:
    async with open_store(postgresql_url, keys) as store:
        await add_people(store, now, 4)
        await open_campaign(store, now)

        async with store.begin() as open_transaction:
            first = await open_transaction.outbox.claim(ChannelName.TELEGRAM, "a", 2, now, now + LEASE)
            second = await claim(store, now, lease="b", limit=10)

    assert {len(first), len(second)} == {2}
    assert not {one.id for one in first} & {one.id for one in second}


async def test_the_impatient_and_the_older_are_served_first(store: Store, now: datetime) -> None:
    people = await add_people(store, now, 3)
    late, early = now + timedelta(minutes=5), now
    await open_campaign(store, late, occurrence="digest:2024-01-22")
    await open_campaign(store, early, occurrence="digest:2024-01-15")
    async with store.begin() as tx:
        notice = await tx.campaigns.open(CampaignKind.NOTICE, "confirm:1", EVERYBODY, late)
        assert notice is not None
        await tx.outbox.put(notice, CampaignKind.NOTICE, people[2].subscription_id, {}, late)

    order = [(one.kind, one.subscription_id) for one in await claim(store, late)]

    digests = [(CampaignKind.DIGEST, person.subscription_id) for person in people]
    assert order == [(CampaignKind.NOTICE, people[2].subscription_id), *digests, *digests]


async def test_what_is_not_due_waits(store: Store, now: datetime) -> None:
    await add_person(store, now)
    await open_campaign(store, now)
    (claimed,) = await claim(store, now)
    later = now + timedelta(minutes=5)
    await settle(store, now, settlement(claimed, Event.POSTPONED, due_at=later))

    assert await claim(store, later - timedelta(microseconds=1)) == ()
    assert len(await claim(store, later)) == 1


async def test_channels_do_not_take_from_each_other(store: Store, now: datetime) -> None:
    await add_person(store, now, address="anna@example.org", channel=ChannelName.EMAIL)
    await open_campaign(store, now)

    assert await claim(store, now, channel=ChannelName.TELEGRAM) == ()
    assert len(await claim(store, now, channel=ChannelName.EMAIL)) == 1


@pytest.mark.parametrize("kind", CampaignKind)
async def test_consent_is_asked_of_the_present(store: Store, now: datetime, kind: CampaignKind) -> None:
    """Whoever changed their mind between the fan-out and the claim is withdrawn, by the kind of the campaign."""
    people = {status: await add_person(store, now, address=f"10{n}") for n, status in enumerate(OTHERS)}
    campaign_id = await open_campaign(store, now, kind=kind)
    async with store.begin() as tx:
        for status, person in people.items():
            await tx.subscriptions.set_status(person.subscription_id, status, Via.BOT, now)

    claimed = {one.subscription_id for one in await claim(store, now)}

    assert claimed == {people[status].subscription_id for status in MAY_RECEIVE[kind]}
    figures = await progress(store, campaign_id)
    assert (figures.sending, figures.withdrawn) == (len(claimed), len(people) - len(claimed))


async def test_a_reader_who_pauses_after_the_fan_out_is_withdrawn(store: Store, now: datetime) -> None:
    person = await add_person(store, now)
    campaign_id = await open_campaign(store, now)
    async with store.begin() as tx:
        settings = SubscriberSettings(Language.BE, None, now + timedelta(days=28), silent=False, protect=False)
        await tx.subscribers.change(person.subscriber_id, settings)

    assert await claim(store, now) == ()
    assert (await progress(store, campaign_id)).withdrawn == 1


async def test_a_pause_does_not_keep_back_what_the_reader_asked_for(store: Store, now: datetime) -> None:
    person = await add_person(store, now)
    async with store.begin() as tx:
        settings = SubscriberSettings(Language.BE, None, now + timedelta(days=28), silent=False, protect=False)
        await tx.subscribers.change(person.subscriber_id, settings)
        notice = await tx.campaigns.open(CampaignKind.NOTICE, "confirm:1", EVERYBODY, now)
        assert notice is not None
        await tx.outbox.put(notice, CampaignKind.NOTICE, person.subscription_id, {}, now)

    assert len(await claim(store, now)) == 1


async def test_what_is_too_old_expires_instead(store: Store, now: datetime) -> None:
    await add_person(store, now)
    campaign_id = await open_campaign(store, now)

    assert await claim(store, now + LIFETIME[CampaignKind.DIGEST]) == ()
    assert (await progress(store, campaign_id)).expired == 1


async def test_a_paused_campaign_rests_and_a_resumed_one_goes_on(store: Store, now: datetime) -> None:
    await add_person(store, now)
    campaign_id = await open_campaign(store, now)
    async with store.begin() as tx:
        assert await tx.campaigns.pause(campaign_id, PauseReason.ADMIN)

    assert await claim(store, now) == ()
    async with store.begin() as tx:
        assert await tx.campaigns.resume(campaign_id)
    assert len(await claim(store, now)) == 1


async def test_what_comes_back_to_a_cancelled_campaign_is_withdrawn(store: Store, now: datetime) -> None:
    await add_people(store, now, 2)
    campaign_id = await open_campaign(store, now)
    (held,) = await claim(store, now, limit=1)
    async with store.begin() as tx:
        await tx.campaigns.cancel(campaign_id, now)
        assert await tx.outbox.withdraw_campaign(campaign_id, now) == 1
    await settle(store, now, settlement(held, Event.POSTPONED, due_at=now))

    assert await claim(store, now) == ()
    assert (await progress(store, campaign_id)).withdrawn == 2


async def test_a_row_that_slips_into_a_finished_campaign_is_still_served(store: Store, now: datetime) -> None:
    person = await add_person(store, now)
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.open(CampaignKind.TEST, "test:1", EVERYBODY, now)
        assert campaign_id is not None
        assert await tx.campaigns.finish(now) == (campaign_id,)
        await tx.outbox.put(campaign_id, CampaignKind.TEST, person.subscription_id, {}, now)

    assert len(await claim(store, now)) == 1


@pytest.mark.parametrize("analysed", [False, True], ids=["unknown-figures", "known-figures"])
async def test_a_claim_finds_what_is_due_through_its_index_in_order(
    database_url: str, keys: KeyRing, now: datetime, analysed: bool
) -> None:
    engine = make_engine(database_url)
    store = Store(engine, keys)
    await add_people(store, now, 300)
    await open_campaign(store, now)
    if analysed:
        async with engine.begin() as connection:
            await connection.execute(text("ANALYZE"))
    seen: list[tuple[str, Any]] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *call: seen.append((call[2], call[3])))

    await claim(store, now, limit=10)

    taking = next(call for call in seen if call[0].startswith("WITH due"))
    plan = await _plan(engine, *taking)
    await engine.dispose()
    assert "ix_delivery_due" in plan
    assert not any(sorting in plan for sorting in ("Sort", "TEMP B-TREE")), "the index gives the order"


async def _plan(engine: AsyncEngine, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    async with engine.connect() as connection:
        return "\n".join(map(str, await connection.exec_driver_sql(f"{explain} {statement}", parameters)))
