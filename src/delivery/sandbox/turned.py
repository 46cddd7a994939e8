"""The machine's clock, turned forward: `digest demo` jumps over the days until the digest is due."""

from datetime import UTC, datetime, timedelta

from delivery.sandbox.bell import Bell


class TurnedClock:
    """A clock as production knows it (`delivery.runtime.clock.Clock`), that can be set to a later moment."""

    def __init__(self) -> None:
        self._offset = timedelta(0)
        self._bell = Bell()

    @property
    def offset(self) -> timedelta:
        """How far it stands from the machine's clock."""
        return self._offset

    def now(self) -> datetime:
        """The moment it shows, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    def jump(self, to: datetime) -> None:
        """Show `to` from now on. Sleepers whose time has come by then wake up."""
        self._offset = to - datetime.now(UTC)
        self._bell.ring()

    async def sleep(self, seconds: float) -> None:
        """Come back when this clock shows `seconds` more: after real time, or after a jump."""
        due = self.now() + timedelta(seconds=seconds)
        while (left := (due - self.now()).total_seconds()) > 0:
            try:
                await self._bell.until(lambda: True if self.now() >= due else None, left)
            except TimeoutError:
                continue
