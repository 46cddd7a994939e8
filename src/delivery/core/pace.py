"""How fast to send: a cell-rate pace without bursts, and a wait that a 429 imposes.

Measured on peers: a bucket's burst at the start earns 429s, and recovering slowly from one costs half of the permitted
rate. So the pace spaces sends evenly, keeps a small tolerance for a late wake-up, and returns to full rate at once
when the time that the server asked for is over. In any second at most `rate × (1 + tolerance) + 1` sends start: at the
default of 25/s that is 28, under Telegram's 30.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Evenly spaced permits: `next_at` is when the next falls due, `tolerance` how late one may still be used."""

    interval: timedelta
    next_at: datetime
    tolerance: timedelta = timedelta(milliseconds=100)

    @classmethod
    def of(cls, per_second: float, now: datetime) -> "Pace":
        return cls(timedelta(seconds=1 / per_second), now)

    def permits(self, now: datetime) -> int:
        """How many sends may start at `now`."""
        behind = now - max(self.next_at, now - self.tolerance)
        return 0 if now < self.next_at else int(behind / self.interval) + 1

    def taken(self, n: int, now: datetime) -> "Pace":
        """The pace after `n` sends started at `now`."""
        start = max(self.next_at, now - self.tolerance)
        return replace(self, next_at=start + n * self.interval)

    def held(self, until: datetime) -> "Pace":
        """The pace after a 429: nothing before `until`."""
        return replace(self, next_at=max(self.next_at, until))
