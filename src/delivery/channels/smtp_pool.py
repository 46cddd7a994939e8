"""The lines to one relay: reused, limited in number and age, and opened again gently when the relay was down."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery.channels.smtp_dial import NoLine
from delivery.channels.smtp_line import SmtpLine
from delivery.core.breaker import RECONNECT, Door
from delivery.core.outcome import Throttled


@dataclass(frozen=True, slots=True)
class LineLimits:
    """When a line is retired. Providers hang up silently after some hundred mails or minutes; we go first."""

    mails: int = 100
    idle: timedelta = timedelta(seconds=60)


LINE_LIMITS = LineLimits()


class Pool:
    """Up to `size` lines, the first dialled alone. A relay that cannot be reached, or that drops a line before it took
    a mail, closes the door: then one knock per RECONNECT until it opens. Lines that work go on meanwhile.

    dial: opens a line, raises NoLine. now: the clock.
    """

    def __init__(
        self, dial: Callable[[], Awaitable[SmtpLine]], size: int, now: Callable[[], datetime], limits: LineLimits
    ) -> None:
        self._dial, self._size, self._now, self._limits = dial, size, now, limits
        self._door = Door()
        self._answers = False  # the last dial succeeded
        self._idle: list[SmtpLine] = []  # the last is the freshest
        self._out = 0
        self._dialling = 0
        self._closed = False
        self._changed = asyncio.Event()

    async def take(self) -> SmtpLine:
        """A line for one mail; give it back. Waits while all are in use. Raises NoLine while the relay is down."""
        while (line := self._fresh()) is None:
            if self._may_dial():
                return await self._open()
            await self._wait()
        self._out += 1
        return line

    def give_back(self, line: SmtpLine) -> None:
        """The line is free again, or broken."""
        self._out -= 1
        line.idle_since = self._now()
        if line.usable and line.mails < self._limits.mails and not self._closed:
            self._idle.append(line)
        else:
            self._drop(line)
        self._announce()

    def close(self) -> None:
        """Hang up: the idle lines now, those in use when they come back."""
        self._closed = True
        while self._idle:
            self._idle.pop().leave()

    def _drop(self, line: SmtpLine) -> None:
        if not line.usable and not line.mails:
            self._shut_door()
        line.leave()

    def _shut_door(self) -> None:
        self._door, self._answers = self._door.failed(self._now()), False

    def _fresh(self) -> SmtpLine | None:
        """The freshest idle line; those that are broken or too old are left on the way."""
        while self._idle:
            line = self._idle.pop()
            rested = self._now() - (line.idle_since or self._now())
            if line.usable and rested <= self._limits.idle:
                return line
            line.leave()
        return None

    def _may_dial(self) -> bool:
        if self._out + self._dialling >= self._size:
            return False
        alone = not self._dialling
        return (self._answers or alone) and self._door.is_open(self._now())

    async def _open(self) -> SmtpLine:
        self._dialling += 1
        try:
            line = await self._dial()
        except NoLine:
            self._shut_door()
            raise
        finally:
            self._dialling -= 1
            self._announce()
        self._door, self._answers = self._door.answered(), True
        self._out += 1
        return line

    async def _wait(self) -> None:
        """Until a line comes back, a dial ends, or the door opens. Raises NoLine where none of them is to come."""
        shut = self._door.closed_until
        wait = max(shut - self._now(), timedelta(0)) if shut else None
        if not self._out and not self._dialling:
            raise NoLine(Throttled(wait or RECONNECT))  # no attempt is charged for an outage
        changed = self._changed
        try:
            # While one dials there is nothing to expect of the door, however long it has been open.
            async with asyncio.timeout(wait.total_seconds() if wait and not self._dialling else None):
                await changed.wait()
        except TimeoutError:
            return

    def _announce(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
