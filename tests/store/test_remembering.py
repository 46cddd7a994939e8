"""The small memories: leases, dialogues, updates, suppressions, and what is done alone."""

import asyncio
from datetime import datetime, timedelta

from delivery.core.channel import ChannelName
from delivery.store import KeyRing, Store, open_store

MINUTE = timedelta(minutes=1)


async def test_one_holds_a_lease_until_it_runs_out_or_is_dropped(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        assert await tx.leases.take("bot", "a", now, now + MINUTE)
        assert not await tx.leases.take("bot", "b", now, now + MINUTE)
        assert await tx.leases.take("web", "b", now, now + MINUTE), "another name is another lease"
        assert await tx.leases.take("bot", "a", now, now + 2 * MINUTE), "the holder prolongs"
        assert not await tx.leases.take("bot", "b", now + MINUTE, now + 3 * MINUTE)
        assert await tx.leases.take("bot", "b", now + 2 * MINUTE, now + 3 * MINUTE), "it ran out"
        await tx.leases.drop("bot", "a")
        assert not await tx.leases.take("bot", "a", now + 2 * MINUTE, now + 4 * MINUTE), "only the holder drops it"
        await tx.leases.drop("bot", "b")
        assert await tx.leases.take("bot", "a", now + 2 * MINUTE, now + 4 * MINUTE)


async def test_one_of_many_gets_a_free_lease(database_url: str, keys: KeyRing, now: datetime) -> None:
    async def take(store: Store, holder: str) -> bool:
        async with store.begin() as tx:
            return await tx.leases.take("scheduler", holder, now, now + MINUTE)

    async with open_store(database_url, keys) as one, open_store(database_url, keys) as other:
        taken = await asyncio.gather(*(take(store, f"{n}") for n, store in enumerate((one, other) * 5)))

    assert sum(taken) == 1


async def test_a_dialogue_is_kept_changed_and_forgotten(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        assert await tx.dialogues.get("1:2:3") == (None, {})
        await tx.dialogues.put("1:2:3", "email", {"address": "anna@example.org"}, now)
        assert await tx.dialogues.get("1:2:3") == ("email", {"address": "anna@example.org"})
        await tx.dialogues.put("1:2:3", None, {"n": 1}, now)
        assert await tx.dialogues.get("1:2:3") == (None, {"n": 1})
        await tx.dialogues.put("1:2:3", None, {}, now)
        assert await tx.dialogues.get("1:2:3") == (None, {})


async def test_dialogues_that_nobody_continued_are_dropped(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        await tx.dialogues.put("old", "email", {}, now - MINUTE)
        await tx.dialogues.put("new", "email", {}, now)
        await tx.dialogues.forget_before(now)

        assert await tx.dialogues.get("old") == (None, {})
        assert await tx.dialogues.get("new") == ("email", {})


async def test_an_update_is_known_once_it_was_handled(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        assert not await tx.updates.seen(7, 2**40)
        await tx.updates.handled(7, 2**40, now)
        await tx.updates.handled(7, 2**40, now)
        assert await tx.updates.seen(7, 2**40)
        assert not await tx.updates.seen(8, 2**40), "another bot counts for itself"
        await tx.updates.forget_before(now + MINUTE)
        assert not await tx.updates.seen(7, 2**40)


async def test_a_suppressed_address_is_known_on_its_channel(store: Store, now: datetime) -> None:
    async with store.begin() as tx:
        for reason in ("bounced", "asked"):
            await tx.suppressions.add(ChannelName.EMAIL, "anna@example.org", reason, now)

        assert await tx.suppressions.holds(ChannelName.EMAIL, "anna@example.org")
        assert not await tx.suppressions.holds(ChannelName.TELEGRAM, "anna@example.org")
        assert not await tx.suppressions.holds(ChannelName.EMAIL, "boris@example.org")


async def test_what_is_looked_up_first_and_written_after_is_done_alone(
    database_url: str, keys: KeyRing, now: datetime
) -> None:
    async def once(store: Store) -> bool:
        async with store.begin() as tx:
            await tx.alone("a thing")
            if await tx.updates.seen(1, 1):
                return False
            await tx.updates.handled(1, 1, now)
            return True

    async with open_store(database_url, keys) as one, open_store(database_url, keys) as other:
        assert sum(await asyncio.gather(*(once(store) for store in (one, other) * 5))) == 1


async def test_a_block_that_raises_leaves_nothing(store: Store, now: datetime) -> None:
    class Change(Exception):
        """Something came up."""

    try:
        async with store.begin() as tx:
            await tx.updates.handled(1, 1, now)
            raise Change
    except Change:
        pass

    async with store.read() as tx:
        assert not await tx.updates.seen(1, 1)
