"""Confirmations: random tokens, stored hashed, each used once by one caller."""

import asyncio
from datetime import datetime, timedelta

import pytest

from delivery.core.channel import ChannelName
from delivery.core.subscription import SubscriptionStatus
from delivery.store import Store
from tests.support.people import Person, add_person

ADDRESS = "anna@example.org"
DAY = timedelta(days=1)


async def _asked(store: Store, now: datetime, token: str = "a-token") -> Person:
    person = await add_person(store, now, address=ADDRESS, channel=ChannelName.EMAIL, status=SubscriptionStatus.PENDING)
    async with store.begin() as tx:
        await tx.confirmations.add(person.subscription_id, ADDRESS, token, now, now + DAY)
    return person


async def test_a_token_is_found_by_itself_only(store: Store, now: datetime) -> None:
    person = await _asked(store, now)
    async with store.read() as tx:
        found = await tx.confirmations.find("a-token")
        assert await tx.confirmations.find("another") is None

    assert found is not None
    assert (found.subscription_id, found.expires_at, found.used_at) == (person.subscription_id, now + DAY, None)


async def test_a_token_is_used_once_among_many_at_once(store: Store, now: datetime) -> None:
    await _asked(store, now)

    async def use() -> bool:
        async with store.begin() as tx:
            found = await tx.confirmations.find("a-token")
            assert found is not None
            return await tx.confirmations.use(found.id, now)

    assert sum(await asyncio.gather(*(use() for _ in range(20)))) == 1


async def test_limits_count_by_address_and_by_asker(store: Store, now: datetime) -> None:
    one = await _asked(store, now, "first")
    other = await _asked(store, now, "second")
    async with store.begin() as tx:
        await tx.confirmations.add(one.subscription_id, ADDRESS, "third", now + DAY, now + 2 * DAY)

        assert await tx.confirmations.mailed_since(ADDRESS, now) == 3
        assert await tx.confirmations.mailed_since(ADDRESS, now + DAY) == 1
        assert await tx.confirmations.mailed_since("boris@example.org", now) == 0
        assert await tx.confirmations.asked_since(one.subscriber_id, now) == 2
        assert await tx.confirmations.asked_since(other.subscriber_id, now) == 1


async def test_an_answer_makes_up_for_what_was_left_unanswered_before(store: Store, now: datetime) -> None:
    person = await _asked(store, now, "first")
    async with store.begin() as tx:
        await tx.confirmations.add(person.subscription_id, ADDRESS, "second", now, now + DAY)
        assert await tx.confirmations.unanswered(ADDRESS) == 2

        used = await tx.confirmations.find("first")
        assert used is not None
        await tx.confirmations.use(used.id, now)
        assert await tx.confirmations.unanswered(ADDRESS) == 0

        await tx.confirmations.add(person.subscription_id, ADDRESS, "third", now + DAY, now + 2 * DAY)
        assert await tx.confirmations.unanswered(ADDRESS) == 1


@pytest.mark.parametrize("proved", [True, False])
async def test_erasure_forgets_what_went_to_a_mailbox_that_proved_to_be_the_readers(
    store: Store, now: datetime, proved: bool
) -> None:
    person = await _asked(store, now)
    async with store.begin() as tx:
        found = await tx.confirmations.find("a-token")
        assert found is not None
        if proved:
            await tx.confirmations.use(found.id, now)

        await tx.confirmations.forget(person.subscription_id)

        assert (await tx.confirmations.find("a-token") is None) == proved
