"""How fast a bot may write. The real figures are deliberately vague; these are what telegram.md gathered."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from delivery.sandbox.botapi.answers import too_many

MINUTE = 60.0
SECOND = 1.0
EARLY = 0.01
"""Seconds that a client may come too early: timers are not exact."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures that the simulator enforces. Content limits are not here: nobody may relax those.

    per_second: messages over all chats; paid_per_second: the same with `allow_paid_broadcast`.
    chat_per_second, chat_burst: calls into one chat, and how many pass at once before that rate holds.
    group_per_minute: messages into one group or channel.
    callback_life: how long a press of a button can be answered. update_life: how long an update waits.
    delete_life: how long a bot may delete its message. webhook_pause: the wait before an update is sent again.
    """

    per_second: float = 30
    paid_per_second: float = 1000
    chat_per_second: float = 1
    chat_burst: float = 8
    group_per_minute: float = 20
    callback_life: timedelta = timedelta(seconds=150)
    update_life: timedelta = timedelta(hours=24)
    delete_life: timedelta = timedelta(hours=48)
    webhook_pause: timedelta = timedelta(seconds=1)

    @classmethod
    def unlimited(cls) -> "Limits":
        """No 429 unless a fault is scripted; for tests and measurements of something else."""
        free = math.inf
        return cls(per_second=free, paid_per_second=free, chat_per_second=free, chat_burst=free, group_per_minute=free)


class Window:
    """At most `most` events in any `span` of seconds."""

    def __init__(self, most: float, span: float) -> None:
        self.most = most
        self.span = span
        self._times: deque[float] = deque()

    def wait(self, now: float, count: int) -> float:
        """Seconds until `count` more would pass. More than the window can ever hold counts as a full one."""
        while self._times and self._times[0] <= now - self.span:
            self._times.popleft()
        surplus = len(self._times) + min(count, self.most) - self.most
        return 0.0 if surplus <= 0 else self._times[math.ceil(surplus) - 1] + self.span - now

    def add(self, now: float, count: int) -> None:
        if self.most < math.inf:
            self._times.extend([now] * count)


@dataclass(slots=True)
class Bucket:
    """`burst` calls at once, then `rate` a second."""

    rate: float
    burst: float
    level: float = field(init=False)
    seen: float = 0.0

    def __post_init__(self) -> None:
        self.level = self.burst

    def wait(self, now: float) -> float:
        """Seconds until one more call passes."""
        if self.burst == math.inf:
            return 0.0
        self.level = min(self.burst, self.level + (now - self.seen) * self.rate)
        self.seen = now
        return max(0.0, (1 - self.level) / self.rate)

    def add(self) -> None:
        self.level -= 1


class Pace:
    """Says yes or 429 to everything that is shown to people: sends, copies, forwards and edits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all = Window(limits.per_second, SECOND)
        self._paid = Window(limits.paid_per_second, SECOND)
        self._groups: dict[int, Window] = {}
        self._chats: dict[int, Bucket] = {}

    def admit(self, chat_id: int, count: int, now: float, paid: bool = False) -> None:
        """Count `count` messages of one call into a chat, or raise 429.

        An album is one call into its chat, but as many messages for the other figures. A refused call costs
        nothing. Private chats have positive ids, all others negative ones.
        """
        everywhere = self._paid if paid else self._all
        chat = self._chats.setdefault(chat_id, Bucket(self._limits.chat_per_second, self._limits.chat_burst))
        windows = [everywhere] if chat_id > 0 else [everywhere, self._group(chat_id)]
        wait = max(chat.wait(now), *(window.wait(now, count) for window in windows))
        if wait > EARLY:
            raise too_many(max(1, math.ceil(wait)))
        chat.add()
        for window in windows:
            window.add(now, count)

    def _group(self, chat_id: int) -> Window:
        return self._groups.setdefault(chat_id, Window(self._limits.group_per_minute, MINUTE))
