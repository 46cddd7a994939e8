"""Long polling: handle, commit, and only then acknowledge. One process polls at a time; a dead one is succeeded."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta

import structlog
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import Update

from bot import faults
from bot.desk import Desk
from bot.setup import introduce
from delivery.services import receiving
from delivery.store import STORE_ERRORS

log = structlog.get_logger(__name__)

UPDATES = ["message", "channel_post", "callback_query", "my_chat_member"]
LONG_POLL = 20  # seconds that Telegram may hold a request open
ANSWER = 15  # seconds for the rest of that request
TERM = timedelta(seconds=15)  # a dead poller is succeeded after this
STORE_DOWN = 1.0  # seconds before the store is asked again
OTHER_POLLER = 10.0  # seconds: whoever polls beside us, perhaps an older version, is about to stop
REFUSED = 60.0  # seconds: the token is wrong, and only the operator can help
LONGEST_WAIT = 30.0  # seconds between tries while Telegram is out of reach
TRIES = 5  # of an update whose handling the store refuses while it is there: a fault of ours, not an outage


class TurnLost(Exception):
    """Another process polls now."""


async def poll(bot: Bot, dispatcher: Dispatcher, desk: Desk, stopping: asyncio.Event) -> None:
    """Receive updates until `stopping`; what was begun is finished, and the next poller may start at once."""
    poller = Poller(bot, dispatcher, desk)
    try:
        async with asyncio.TaskGroup() as group:
            turns = group.create_task(poller.turns())
            await stopping.wait()
            async with poller.handling:
                turns.cancel()
    finally:
        await poller.step_down()


class Poller:
    """One process's part in polling. `handling` is held while updates are being handled."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, desk: Desk) -> None:
        self.handling = asyncio.Lock()
        self._bot = bot
        self._dispatcher = dispatcher
        self._desk = desk
        self._holder = desk.token()
        self._tries: Counter[int] = Counter()

    async def turns(self) -> None:
        """For ever: wait for the turn, poll while it lasts."""
        while True:
            while not await self._hold():
                await self._desk.clock.sleep(TERM.total_seconds() / 3)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._stay())
                    group.create_task(self._receive())
            except* TurnLost:
                log.warning("another process polls now")

    async def step_down(self) -> None:
        """Let another process poll at once."""
        try:
            await receiving.give_turn(self._desk.store, self._holder)
        except STORE_ERRORS as error:
            faults.note("the turn runs out by itself", error)

    async def _hold(self) -> bool:
        """Take or keep the turn; False while another has it, or nobody can tell."""
        try:
            return await receiving.take_turn(self._desk.store, self._holder, self._desk.now(), TERM)
        except STORE_ERRORS as error:
            faults.note("polling waits for the store", error)
            return False

    async def _stay(self) -> None:
        while True:
            await self._desk.clock.sleep(TERM.total_seconds() / 3)
            if not await self._hold():
                raise TurnLost

    async def _receive(self) -> None:
        """Fetch, handle, acknowledge by the next fetch."""
        await self._begin()
        offset, failures = None, 0
        while True:
            try:
                updates = await self._bot.get_updates(
                    offset, timeout=LONG_POLL, allowed_updates=UPDATES, request_timeout=LONG_POLL + ANSWER
                )
            except AiogramError as error:
                failures += 1
                await self._desk.clock.sleep(wait_after(error, failures))
                continue
            failures = 0
            async with self.handling:
                handled = await self._handle_all(updates)
            if not handled:
                await self._desk.clock.sleep(STORE_DOWN)
            elif updates:
                offset = updates[-1].update_id + 1

    async def _begin(self) -> None:
        """A webhook of before would keep the updates to itself."""
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
        except AiogramError as error:
            faults.note("the webhook was not removed", error)
        await introduce(self._bot, self._desk.admin_ids)

    async def _handle_all(self, updates: Sequence[Update]) -> bool:
        """Chats side by side, each chat's updates in their order. True if all may be acknowledged."""
        chats: dict[int, list[Update]] = defaultdict(list)
        for update in updates:
            chats[_chat(update)].append(update)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._handle_in_order(queue)) for queue in chats.values()]
        return all(task.result() for task in tasks)

    async def _handle_in_order(self, updates: Sequence[Update]) -> bool:
        for update in updates:
            if not await self._handle(update):
                return False
        return True

    async def _handle(self, update: Update) -> bool:
        """False while the store cannot take it: it is fetched again, and what was handled before is let pass."""
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except STORE_ERRORS as error:
            faults.note("an update waits for the store", error, update=update.update_id)
            return await self._is_hopeless(update)
        except Exception as error:
            faults.note("an update was not handled", error, update=update.update_id)
        self._tries.pop(update.update_id, None)
        return True

    async def _is_hopeless(self, update: Update) -> bool:
        """The store is there and refuses this one again and again: let it go, so that the others come through."""
        self._tries[update.update_id] += 1
        if self._tries[update.update_id] < TRIES or not await self._hold():
            return False
        del self._tries[update.update_id]
        log.error("an update was given up", update=update.update_id)
        return True


def wait_after(error: AiogramError, failures: int) -> float:
    """Seconds before the next try, after so many failures in a row; says in the log what the operator should know."""
    match error:
        case TelegramConflictError():
            log.warning("another bot polls with this token; waiting for it to stop")
            return OTHER_POLLER
        case TelegramUnauthorizedError() | TelegramNotFound():
            log.error("telegram does not know this token; check DIGEST_BOT_TOKEN")
            return REFUSED
        case TelegramRetryAfter(retry_after=seconds):
            return float(seconds)
        case _:
            log.warning("telegram is out of reach", error=type(error).__name__, failures=failures)
            return min(LONGEST_WAIT, 2.0 ** min(failures, 10) / 2)


def _chat(update: Update) -> int:
    """The chat whose updates must stay in order; 0 for what belongs to none."""
    event = update.message or update.channel_post or update.my_chat_member
    chat = event.chat if event else None
    if update.callback_query and update.callback_query.message:
        chat = update.callback_query.message.chat
    return chat.id if chat else 0
