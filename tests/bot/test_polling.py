"""Polling: an update acts once and is never lost; one process polls, and a dead one is succeeded."""

from datetime import timedelta

import pytest
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates

from bot import polling
from bot.app import make_dispatcher
from bot.polling import STORE_DOWN, TERM, TRIES, wait_after
from delivery.sandbox.botapi import BotApi, Fault, Person
from delivery.sandbox.botapi.updates import Update
from delivery.services import receiving
from tests.bot.home import Home

METHOD = GetUpdates()
RETRY = TERM.total_seconds() / 3


def again(api: BotApi, update: Update) -> None:
    """Give a confirmed update a second time, under its old id, as the real server sometimes does."""
    api.world.updates._queue.insert(0, update)
    api.world.bell.ring()


async def test_an_update_given_twice_acts_once(any_home: Home, api: BotApi, ann: Person) -> None:
    async with any_home.awake():
        ann.say("/help")
        update: Update = api.world.updates.pending[0]
        await ann.expect("Weekly digest")
        await api.consumed()
        again(api, update)
        await api.consumed()
    assert len(ann.messages) == 1


async def test_a_crash_between_handling_and_acknowledging_handles_nothing_twice(
    any_home: Home, api: BotApi, ann: Person
) -> None:
    ann.say("/help")
    (update,) = await any_home.bot.get_updates()
    await make_dispatcher(any_home.desk).feed_update(any_home.bot, update)  # and then the process died
    assert len(api.world.updates.pending) == 1
    async with any_home.awake():
        await api.consumed()
    assert len(ann.messages) == 1


async def test_an_unsubscribe_that_was_not_handled_before_a_crash_is_handled_after_it(home: Home, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
    ann.say("/unsubscribe")
    assert await home.bot.get_updates()  # fetched, and then the process died
    async with home.awake():
        await ann.expect("Nothing more comes")
    assert not await home.active(ann)


async def test_nothing_is_acknowledged_before_it_is_handled(home: Home, api: BotApi, ann: Person) -> None:
    api.faults.next(Fault.latency(0.2), method="sendMessage")
    async with home.awake():
        ann.say("/help")
        await ann.expect("Weekly digest")
        assert len(api.world.updates.pending) == 1
        await api.consumed()


async def test_updates_of_one_chat_keep_their_order(home: Home, api: BotApi, ann: Person) -> None:
    for command in ("/privacy", "/help", "/privacy", "/help"):
        ann.say(command)
    async with home.awake():
        await api.consumed()
    assert [message.text.splitlines()[0] for message in ann.messages] == [
        "What is stored and why",
        "Weekly digest",
        "What is stored and why",
        "Weekly digest",
    ]


async def test_one_slow_chat_does_not_hold_up_another(home: Home, api: BotApi, ann: Person) -> None:
    bob = api.person("Bob", "en")
    api.faults.next(Fault.latency(0.3), method="sendMessage", chat=ann)
    ann.say("/help")
    bob.say("/help")
    async with home.awake():
        await bob.expect("Weekly digest")
        assert ann.messages == []
        await ann.expect("Weekly digest")


async def test_who_blocked_the_bot_meanwhile_harms_nobody(home: Home, api: BotApi, ann: Person) -> None:
    ann.say("/help")
    ann.block()
    async with home.awake():
        await api.consumed()
        bob = api.person("Bob", "en")
        await home.said(bob, "/help")


async def test_only_one_process_polls(any_home: Home, api: BotApi, ann: Person) -> None:
    assert await receiving.take_turn(any_home.store, "another process", any_home.clock.now(), TERM)
    async with any_home.awake():
        await any_home.clock.somebody_sleeps(RETRY)
        ann.say("/help")
        assert not api.ledger.requests["getUpdates"]
        any_home.clock.turn(TERM)  # it died, and its term is over
        await ann.expect("Weekly digest")


async def test_an_orderly_stop_hands_over_at_once(any_home: Home, ann: Person) -> None:
    async with any_home.awake():
        await any_home.said(ann, "/help")
        assert not await receiving.take_turn(any_home.store, "another", any_home.clock.now(), TERM)
    assert await receiving.take_turn(any_home.store, "another", any_home.clock.now(), TERM)


async def test_who_lost_the_turn_stops_polling(home: Home, api: BotApi, ann: Person) -> None:
    async with home.awake():
        await home.said(ann, "/help")
        await receiving.take_turn(home.store, "another", home.clock.now() + TERM * 2, TERM * 100)
        await home.clock.somebody_sleeps(RETRY)
        home.clock.turn(TERM / 3)
        await home.clock.somebody_sleeps(RETRY, times=2)  # now as one who waits for the turn
        before = api.ledger.requests["getUpdates"]
        ann.say("/help")
        await home.reader(ann)
        assert api.ledger.requests["getUpdates"] == before


async def test_a_webhook_of_before_is_removed(home: Home, api: BotApi, ann: Person) -> None:
    await home.bot.set_webhook("https://digest.example.org/telegram", secret_token="of-before")
    async with home.awake():
        await home.said(ann, "/help")


async def test_telegram_out_of_reach_is_waited_for(home: Home, api: BotApi, ann: Person) -> None:
    api.faults.next(Fault.html(502), method="getUpdates", times=2)
    async with home.awake():
        ann.say("/help")
        for seconds in (1, 2):
            await home.clock.somebody_sleeps(seconds)
            home.clock.turn(timedelta(seconds=seconds))
        await ann.expect("Weekly digest")


@pytest.mark.parametrize(
    ("error", "failures", "seconds"),
    [
        (TelegramConflictError(METHOD, "Conflict"), 1, polling.OTHER_POLLER),
        (TelegramUnauthorizedError(METHOD, "Unauthorized"), 1, polling.REFUSED),
        (TelegramRetryAfter(METHOD, "Too Many Requests", retry_after=40), 1, 40),
        (TelegramNetworkError(METHOD, "cut"), 1, 1),
        (TelegramNetworkError(METHOD, "cut"), 3, 4),
        (TelegramNetworkError(METHOD, "cut"), 1000, polling.LONGEST_WAIT),
    ],
)
def test_each_trouble_has_its_wait(error: Exception, failures: int, seconds: float) -> None:
    assert wait_after(error, failures) == seconds  # type: ignore[arg-type]


async def test_a_store_that_is_away_keeps_the_update_waiting(home: Home, api: BotApi, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await api.consumed()
        await _execute(home, "ALTER TABLE seen_update RENAME TO away")
        ann.say("/unsubscribe")
        await home.clock.somebody_sleeps(STORE_DOWN)
        assert len(api.world.updates.pending) == 1
        await _execute(home, "ALTER TABLE away RENAME TO seen_update")
        home.clock.turn(timedelta(seconds=STORE_DOWN))
        await ann.expect("Nothing more comes")
    assert not await home.active(ann)


async def test_an_update_that_the_store_never_takes_is_given_up(home: Home, api: BotApi, ann: Person) -> None:
    async with home.awake():
        await home.subscribed(ann)
        await api.consumed()
        await _execute(home, "ALTER TABLE seen_update RENAME TO away")
        ann.say("/help")
        for n in range(1, TRIES):
            await home.clock.somebody_sleeps(STORE_DOWN, times=n)
            home.clock.turn(timedelta(seconds=STORE_DOWN))
        await api.consumed()


async def _execute(home: Home, statement: str) -> None:
    async with home.store.begin() as tx:
        await tx._connection.exec_driver_sql(statement)
