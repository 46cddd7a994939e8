"""The weekly slot: one campaign per edition, late or not at all, whoever knocks and however often."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from delivery.core.campaign import CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.delivery import OnDoubt
from delivery.core.language import Language
from delivery.core.subscription import SubscriberKind
from delivery.core.week import SendTime, Week
from delivery.runtime.schedule import Schedule
from delivery.services import editions, sending, subscribing
from delivery.store import KeyRing, Store, open_store
from tests.runtime.clocks import PatientClock
from tests.support.editions import an_edition

SLOT = SendTime(0, time(9), ZoneInfo("Europe/Minsk"))
MONDAY_NINE = datetime(2024, 1, 22, 6, tzinfo=UTC)
POLICY = {ChannelName.TELEGRAM: OnDoubt.HOLD, ChannelName.EMAIL: OnDoubt.RESEND}


async def approved(store: Store, week: str, at: datetime) -> None:
    await editions.import_editions(store, (an_edition(week),), at)
    await editions.approve(store, Week.parse(week), at)


async def campaigns(store: Store) -> int:
    async with store.read() as tx:
        return len(await tx.campaigns.recent(CampaignKind.DIGEST))


async def knock(store: Store, now: datetime) -> None:
    await Schedule(store, SLOT, POLICY, PatientClock(now)).catch_up()


@pytest.fixture
async def ready(store: Store) -> Store:
    await subscribing.subscribe_chat(store, 1001, SubscriberKind.PERSON, Language.BE, MONDAY_NINE - timedelta(days=3))
    await approved(store, "2024-01-15", MONDAY_NINE - timedelta(days=1))
    return store


async def test_nothing_goes_out_before_the_slot(ready: Store) -> None:
    await knock(ready, MONDAY_NINE - timedelta(seconds=1))
    assert await campaigns(ready) == 0


async def test_the_slot_opens_one_campaign_however_often_it_is_knocked_at(ready: Store) -> None:
    for seconds in range(5):
        await knock(ready, MONDAY_NINE + timedelta(seconds=seconds))
    assert await campaigns(ready) == 1


async def test_a_stopped_service_catches_up_within_36_hours(ready: Store) -> None:
    await knock(ready, MONDAY_NINE + timedelta(hours=35, minutes=59))
    assert await campaigns(ready) == 1


async def test_an_older_slot_is_left_to_the_admins(ready: Store) -> None:
    await knock(ready, MONDAY_NINE + timedelta(hours=36, seconds=1))
    assert await campaigns(ready) == 0


async def test_an_edition_approved_after_the_slot_waits_for_the_next(store: Store) -> None:
    await approved(store, "2024-01-15", MONDAY_NINE + timedelta(minutes=1))
    await knock(store, MONDAY_NINE + timedelta(hours=1))
    assert await campaigns(store) == 0
    await knock(store, MONDAY_NINE + timedelta(weeks=1))
    assert await campaigns(store) == 1


async def test_two_approved_weeks_never_go_out_in_one_slot(ready: Store) -> None:
    await approved(ready, "2024-01-08", MONDAY_NINE - timedelta(hours=2))
    for hours in range(36):
        await knock(ready, MONDAY_NINE + timedelta(hours=hours))
    await knock(ready, MONDAY_NINE + timedelta(weeks=1))
    assert await campaigns(ready) == 1


async def test_what_a_person_sent_is_not_sent_by_the_slot(ready: Store) -> None:
    await sending.send_week(ready, Week.parse("2024-01-15"), MONDAY_NINE - timedelta(hours=1))
    await knock(ready, MONDAY_NINE)
    assert await campaigns(ready) == 1


async def test_eight_processes_may_knock_at_once(postgresql_url: str, keys: KeyRing) -> None:
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(open_store(postgresql_url, keys)) for _ in range(8)]
        await approved(stores[0], "2024-01-15", MONDAY_NINE - timedelta(days=1))
        await asyncio.gather(*(knock(store, MONDAY_NINE) for store in stores for _ in range(5)))
        assert await campaigns(stores[0]) == 1


async def test_a_turned_clock_is_caught_up_with_by_the_running_schedule(ready: Store) -> None:
    async with Schedule(ready, SLOT, POLICY, PatientClock(MONDAY_NINE)).running():
        assert await campaigns(ready) == 1
