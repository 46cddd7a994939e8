"""Weeks, and the moment in a week when the digest goes out."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SLOT = re.compile(rf"({'|'.join(WEEKDAYS)})[a-z]*\s+([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)

# A slot missed by a stopped service is still served if it is younger than this; an older one is left to the admins.
CATCH_UP = timedelta(hours=36)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """A calendar week, Monday to Sunday; named by its Monday."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise NotAMonday(self.monday)

    def __str__(self) -> str:
        return self.monday.isoformat()

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @classmethod
    def parse(cls, text: str) -> "Week":
        """`2024-01-15` → that week. Raises ValueError for another form, NotAMonday for another day."""
        return cls(date.fromisoformat(text))

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week that holds `day`."""
        return cls(day - timedelta(days=day.weekday()))


class NotAMonday(ValueError):
    """A week is named by its Monday."""

    def __init__(self, day: date) -> None:
        nearest = day - timedelta(days=day.weekday())
        super().__init__(f"{day.isoformat()} is not a Monday; the week's name is {nearest.isoformat()}")


@dataclass(frozen=True, slots=True)
class SendTime:
    """When the digest goes out: a weekday and a wall-clock time in one time zone."""

    weekday: int  # 0 is Monday
    at: time
    zone: ZoneInfo

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> "SendTime":
        """`mon 09:00` → Monday, nine o'clock. Raises ValueError that says what is expected."""
        written = SLOT.fullmatch(text.strip().lower())
        if written is None:
            raise ValueError(f"{text!r}: expected a weekday and a time, for example `mon 09:00`")
        day, hour, minute = written.groups()
        return cls(WEEKDAYS.index(day), time(int(hour), int(minute)), zone)

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"

    def in_week(self, week: Week) -> datetime:
        """The moment of the slot in `week`, in UTC.

        A wall-clock time that a spring change skips is taken as the same time before the change (an hour later on the
        new clock); a time that an autumn change repeats is taken once, the first time (PEP 495, fold=0).
        """
        local = datetime.combine(week.monday + timedelta(days=self.weekday), self.at, self.zone)
        return local.astimezone(UTC)

    def last(self, now: datetime) -> datetime:
        """The newest slot that is not after `now`."""
        return max(slot for slot in self._around(now) if slot <= now)

    def next(self, now: datetime) -> datetime:
        """The first slot after `now`."""
        return min(slot for slot in self._around(now) if slot > now)

    def due(self, now: datetime) -> datetime | None:
        """The slot to be served at `now`: the last one, unless it is older than CATCH_UP."""
        slot = self.last(now)
        return slot if now - slot <= CATCH_UP else None

    def _around(self, now: datetime) -> list[datetime]:
        today = Week.of(now.astimezone(self.zone).date())
        return [self.in_week(Week(today.monday + timedelta(weeks=n))) for n in (-1, 0, 1)]
