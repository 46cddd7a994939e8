"""When to stop hurting: counts alike refusals of a campaign, and spaces the knocks at a closed door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CONTENT_LIMIT = 3  # Telegram refuses our text: the third alike is no accident
POLICY_LIMIT = 20  # a relay refuses us, not the reader
RECONNECT = timedelta(seconds=30)  # a relay that is down is asked at most this often


@dataclass(frozen=True, slots=True)
class Refusals:
    """Refusals in a row per campaign and reason. A success starts the count anew."""

    counts: Mapping[tuple[int, str], int] = field(default_factory=dict)

    def refused(self, campaign: int, reason: str) -> "Refusals":
        key = (campaign, reason)
        return Refusals({**self.counts, key: self.counts.get(key, 0) + 1})

    def succeeded(self, campaign: int) -> "Refusals":
        if all(key[0] != campaign for key in self.counts):
            return self
        return Refusals({key: n for key, n in self.counts.items() if key[0] != campaign})

    def count(self, campaign: int, reason: str) -> int:
        return self.counts.get((campaign, reason), 0)


@dataclass(frozen=True, slots=True)
class Door:
    """A server that may be down: open, or to be tried again no earlier than `closed_until`."""

    closed_until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.closed_until is None or now >= self.closed_until

    def failed(self, now: datetime) -> "Door":
        return Door(now + RECONNECT)

    def answered(self) -> "Door":
        return Door()
