"""Subscribing in a chat: one subscription per chat, whatever happens how often and at once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import PAUSE, SubscriberKind, SubscriptionStatus, Via
from delivery.services import subscribing
from delivery.services.subscribing import NoTopics, NotSubscribed
from delivery.store import Store
from tests.services.reading import DAY, MAILBOX, add_mailbox, ask, due, fan_out, present, start, status

TELEGRAM, EMAIL = ChannelName.TELEGRAM, ChannelName.EMAIL
CHAT = 1001
NOBODY = 999_999


async def test_subscribing_twice_is_one_subscription(store: Store, now: datetime) -> None:
    first = await start(store, now)
    second = await start(store, now + DAY)
    assert second == first
    async with store.read() as tx:
        assert len(await tx.subscriptions.proofs(first.subscriptions[0].id)) == 1


async def test_many_starts_of_a_new_chat_at_once_end_in_one_subscriber(store: Store, now: datetime) -> None:
    readers = await asyncio.gather(*(start(store, now) for _ in range(20)))
    assert len({reader.id for reader in readers}) == 1
    async with store.read() as tx:
        assert sum(row.count for row in await tx.report.readers()) == 1


async def test_starting_again_takes_the_new_language_ends_the_pause_and_keeps_the_topics(
    store: Store, now: datetime
) -> None:
    reader = await start(store, now)
    await subscribing.choose_topics(store, reader.id, frozenset({"west"}))
    await subscribing.pause(store, reader.id, now)
    again = await start(store, now, language=Language.EN)
    assert (again.language, again.paused_until, again.topics) == (Language.EN, None, frozenset({"west"}))


async def test_a_chat_that_blocked_the_bot_comes_back_with_start(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    await subscribing.chat_lost(store, CHAT, now)
    assert await status(store, reader, TELEGRAM) is SubscriptionStatus.BLOCKED
    assert (await start(store, now)).id == reader.id
    assert await status(store, reader, TELEGRAM) is SubscriptionStatus.ACTIVE


async def test_unblocking_brings_back_who_blocked_and_not_who_left(store: Store, now: datetime) -> None:
    blocked, left = await start(store, now, 1), await start(store, now, 2)
    await subscribing.chat_lost(store, 1, now)
    await subscribing.leave(store, left.id, Via.BOT, now)
    await subscribing.chat_lost(store, 2, now)
    await subscribing.return_chat(store, 1, now)
    await subscribing.return_chat(store, 2, now)
    assert await status(store, blocked, TELEGRAM) is SubscriptionStatus.ACTIVE
    assert await status(store, left, TELEGRAM) is SubscriptionStatus.UNSUBSCRIBED
    assert await subscribing.return_chat(store, NOBODY, now) is None


async def test_losing_a_chat_withdraws_what_waits_and_happens_once(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    campaign_id = await fan_out(store, now)
    for _ in range(2):
        await subscribing.chat_lost(store, CHAT, now)
    await subscribing.chat_lost(store, NOBODY, now)
    assert await due(store, now) == []
    async with store.read() as tx:
        assert (await tx.report.progress(campaign_id))[TELEGRAM].withdrawn == 1
        assert len(await tx.subscriptions.proofs(reader.subscriptions[0].id)) == 2


async def test_leaving_withdraws_what_waits(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    await due(store, now)
    await fan_out(store, now)
    await subscribing.leave(store, reader.id, Via.BOT, now)
    assert await due(store, now) == []
    assert await status(store, reader, TELEGRAM) is SubscriptionStatus.UNSUBSCRIBED
    assert await status(store, reader, EMAIL) is SubscriptionStatus.UNSUBSCRIBED


async def test_leaving_one_channel_keeps_the_other(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    await due(store, now)
    await fan_out(store, now)
    await subscribing.leave(store, reader.id, Via.BOT, now, TELEGRAM)
    assert await due(store, now) == [(EMAIL, MAILBOX)]


async def test_leaving_takes_back_an_unanswered_confirmation(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    await ask(store, reader, now)
    await subscribing.leave(store, reader.id, Via.BOT, now, EMAIL)
    assert await due(store, now) == []


async def test_a_pause_sends_nothing_for_four_weeks_and_then_goes_on(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    await fan_out(store, now, "before")
    paused = await subscribing.pause(store, reader.id, now)
    assert paused.is_paused(now)
    assert await due(store, now) == []
    await fan_out(store, now + DAY, "within")
    assert await due(store, now + DAY) == []
    after = now + PAUSE + timedelta(seconds=1)
    await fan_out(store, after, "after")
    assert await due(store, after) == [(TELEGRAM, str(CHAT))]


async def test_resuming_ends_a_pause(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    await subscribing.pause(store, reader.id, now)
    assert not (await subscribing.resume(store, reader.id)).is_paused(now)
    await fan_out(store, now)
    assert await due(store, now) == [(TELEGRAM, str(CHAT))]


async def test_settings_change_one_by_one(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    await subscribing.choose_language(store, reader.id, Language.RU)
    await subscribing.choose_topics(store, reader.id, frozenset({"west", "economy"}))
    await subscribing.choose_quiet(store, reader.id, silent=True, protect=False)
    found = await present(store, reader)
    assert (found.language, found.topics, found.silent, found.protect) == (
        Language.RU,
        frozenset({"west", "economy"}),
        True,
        False,
    )
    assert (await subscribing.choose_topics(store, reader.id, None)).topics is None


async def test_a_reader_keeps_at_least_one_topic(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    with pytest.raises(NoTopics):
        await subscribing.choose_topics(store, reader.id, frozenset())
    assert (await present(store, reader)).topics is None


async def test_joining_again_needs_an_address_that_was_confirmed(store: Store, now: datetime) -> None:
    reader = await start(store, now)
    with pytest.raises(NotSubscribed):
        await subscribing.join(store, reader.id, EMAIL, Via.BOT, now)
    await ask(store, reader, now)
    await subscribing.leave(store, reader.id, Via.BOT, now, EMAIL)
    with pytest.raises(NotSubscribed):
        await subscribing.join(store, reader.id, EMAIL, Via.BOT, now)


async def test_joining_again_brings_the_channel_back(store: Store, now: datetime) -> None:
    reader = await add_mailbox(store, await start(store, now), now)
    await subscribing.leave(store, reader.id, Via.BOT, now)
    back = await subscribing.join(store, reader.id, EMAIL, Via.BOT, now)
    assert back.on(EMAIL) is not None
    assert back.on(TELEGRAM) is None
    assert await subscribing.join(store, reader.id, EMAIL, Via.BOT, now) == back


async def test_a_group_that_moved_is_the_same_reader_at_a_new_address(store: Store, now: datetime) -> None:
    group = await subscribing.subscribe_chat(store, -5, SubscriberKind.GROUP, Language.RU, now)
    await fan_out(store, now)
    for _ in range(2):  # Telegram tells it twice, from the old chat and from the new one
        await subscribing.chat_moved(store, -5, -1005, now)
    found = await subscribing.reader_in(store, -1005)
    assert found is not None
    assert (found.id, found.language) == (group.id, Language.RU)
    assert await subscribing.reader_in(store, -5) is None
    assert await due(store, now) == [(TELEGRAM, "-1005")]


async def test_a_group_that_moved_to_a_known_one_is_written_to_once(store: Store, now: datetime) -> None:
    for chat_id in (-5, -1005):
        await subscribing.subscribe_chat(store, chat_id, SubscriberKind.GROUP, Language.BE, now)
    await fan_out(store, now)
    await subscribing.chat_moved(store, -5, -1005, now)
    assert await due(store, now) == [(TELEGRAM, "-1005")]
    assert await subscribing.reader_in(store, -5) is None


async def test_moving_and_subscribing_at_once_end_in_one_reader(store: Store, now: datetime) -> None:
    await subscribing.subscribe_chat(store, -5, SubscriberKind.GROUP, Language.BE, now)
    await asyncio.gather(
        *(subscribing.chat_moved(store, -5, -1005, now) for _ in range(5)),
        *(subscribing.subscribe_chat(store, -1005, SubscriberKind.GROUP, Language.BE, now) for _ in range(5)),
    )
    await fan_out(store, now)
    assert await due(store, now) == [(TELEGRAM, "-1005")]


async def test_who_is_not_there_is_told_so(store: Store, now: datetime) -> None:
    with pytest.raises(NotSubscribed):
        await subscribing.choose_language(store, NOBODY, Language.EN)
    with pytest.raises(NotSubscribed):
        await subscribing.leave(store, NOBODY, Via.BOT, now)
    assert await subscribing.reader_in(store, NOBODY) is None
