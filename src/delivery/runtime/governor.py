"""The rate governor: one pace for all calls to the Bot API, replies to people before bulk."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from delivery.core.pace import Pace
from delivery.runtime.clock import Clock

LONGEST_REPLY_WAIT = 30.0  # seconds; a person who waits longer has gone


class Governor:
    """Permits at an even pace. A reply takes the next one at once; bulk takes what replies leave.

    Runs on the loop's monotonic time, so that a turned wall clock neither stops nor bursts it.
    """

    def __init__(self, per_second: float, clock: Clock, monotonic: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._monotonic = monotonic or asyncio.get_running_loop().time
        self._pace = Pace.of(per_second, self._now())

    async def reply(self) -> None:
        """Wait for a reply's turn. The permit is reserved first, so that bulk steps back."""
        now = self._now()
        wait = max(0.0, (self._pace.next_at - now).total_seconds())
        self._pace = self._pace.taken(1, now)
        if wait > 0:
            await self._clock.sleep(min(wait, LONGEST_REPLY_WAIT))

    def ready(self) -> int:
        """How many bulk sends may start now."""
        return self._pace.permits(self._now())

    async def wait(self) -> None:
        """Wait for a bulk permit and take it."""
        while not self.ready():
            await self._clock.sleep(self.seconds_to_next())
        self.take(1)

    def take(self, n: int) -> None:
        """So many bulk sends start now."""
        if n:
            self._pace = self._pace.taken(n, self._now())

    def hold(self, wait: timedelta) -> None:
        """A 429: nothing for so long; full pace again at once when it is over."""
        self._pace = self._pace.held(self._now() + wait)

    def seconds_to_next(self) -> float:
        """How long until the next permit."""
        return max(0.0, (self._pace.next_at - self._now()).total_seconds())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._monotonic(), UTC)


class Ungoverned:
    """For a channel that sets its own pace by its connections; a `hold` still stops it."""

    def __init__(self, monotonic: Callable[[], float] | None = None) -> None:
        self._monotonic = monotonic or asyncio.get_running_loop().time
        self._until = 0.0

    def ready(self) -> int:
        return 0 if self._monotonic() < self._until else 1_000_000

    async def wait(self) -> None:
        """There is nothing to wait for."""

    def hold(self, wait: timedelta) -> None:
        self._until = max(self._until, self._monotonic() + wait.total_seconds())

    def seconds_to_next(self) -> float:
        return max(0.0, self._until - self._monotonic())


Gate = Governor | Ungoverned
