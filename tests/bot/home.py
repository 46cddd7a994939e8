"""A bot at home: awake inside a block, with what tests ask of its store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram import Bot

from bot.app import make_dispatcher
from bot.desk import Desk
from bot.polling import poll
from bot.watching import keep_cards
from delivery.core.channel import ChannelName
from delivery.core.subscription import Reader
from delivery.sandbox.bell import Bell
from delivery.sandbox.botapi import BotApi, Message, Person
from delivery.services import editions, sending, subscribing
from delivery.store import Store
from tests.support.editions import an_edition

ADMIN = 7_000_500_001


class HandClock:
    """A clock that stands still until a test turns it; who sleeps wakes when it is turned far enough."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._bell = Bell()
        self._asleep: list[float] = []
        self._slept: Counter[float] = Counter()

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        until = self._now + timedelta(seconds=seconds)
        self._asleep.append(seconds)
        self._slept[seconds] += 1
        self._bell.ring()
        try:
            await self._bell.until(lambda: True if self._now >= until else None)
        finally:
            self._asleep.remove(seconds)

    async def somebody_sleeps(self, seconds: float, times: int = 1) -> None:
        """Wait until somebody sleeps for exactly so long, for the `times`-th time. Raises TimeoutError."""
        await self._bell.until(lambda: (self._slept[seconds] >= times and seconds in self._asleep) or None, 5)

    def turn(self, span: timedelta) -> None:
        """So much later."""
        self._now += span
        self._bell.ring()


@dataclass
class Home:
    """The simulator, the bot's client and its desk."""

    api: BotApi
    bot: Bot
    desk: Desk

    @property
    def store(self) -> Store:
        return self.desk.store

    @property
    def clock(self) -> HandClock:
        assert isinstance(self.desk.clock, HandClock)
        return self.desk.clock

    @asynccontextmanager
    async def awake(self) -> AsyncIterator[None]:
        """Poll and keep cards with a dispatcher of its own, inside the block."""
        stopping = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            polling = group.create_task(poll(self.bot, make_dispatcher(self.desk), self.desk, stopping))
            cards = group.create_task(keep_cards(self.desk, self.bot))
            try:
                yield
            finally:
                stopping.set()
                await asyncio.wait([polling])
                cards.cancel()

    async def reader(self, chat: Person | int) -> Reader | None:
        """Who reads in the chat."""
        return await subscribing.reader_in(self.store, chat if isinstance(chat, int) else chat.id)

    async def active(self, chat: Person | int, channel: ChannelName = ChannelName.TELEGRAM) -> bool:
        reader = await self.reader(chat)
        return reader is not None and reader.on(channel) is not None

    async def subscribed(self, person: Person, language: str = "English") -> Message:
        """Let a person subscribe as people do; returns the welcome."""
        person.start()
        greeting = await person.expect(lambda message: any(language in label for label in message.labels))
        label = next(label for label in greeting.labels if language in label)
        person.press(greeting, label)
        welcome = await person.expect(lambda message: message.edited)
        await person.expect_answer()
        return welcome

    async def said(self, person: Person, text: str) -> Message:
        """Say something, and have the bot's next message."""
        person.say(text)
        return await person.expect()

    async def pressed(self, person: Person, message: Message, label: str) -> Message:
        """Press a button, and have the message that shows what came of it."""
        person.press(message, label)
        shown = await person.expect()
        await person.expect_answer()
        return shown

    async def publish(self) -> None:
        """An edition is out."""
        await self.approve()
        await sending.send_week(self.store, an_edition().week, self.clock.now())

    async def approve(self) -> None:
        """An edition is approved."""
        edition = an_edition()
        await editions.import_editions(self.store, (edition,), self.clock.now())
        await editions.approve(self.store, edition.week, self.clock.now())
