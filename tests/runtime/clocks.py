"""A clock for tests of pure waiting: its time passes only when somebody sleeps, and then at once."""

from datetime import UTC, datetime, timedelta


class PatientClock:
    """Shows `start` plus all the sleeping done. A sleep ends at once."""

    def __init__(self, start: datetime = datetime(2024, 1, 22, 6, tzinfo=UTC)) -> None:
        self._start = start
        self.slept = 0.0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept += max(seconds, 0.0)

    def monotonic(self) -> float:
        return self.slept
