"""Updates on their way to the bot: kept until confirmed, given by long polling. Delivery to a webhook is next door."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from delivery.sandbox.bell import Bell
from delivery.sandbox.botapi.answers import Json, conflict

ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds of updates that come only to bots that ask for them."""
WEBHOOK_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
MOST_AT_ONCE = 100
LONGEST_POLL = 50


@dataclass(slots=True)
class Webhook:
    """Where updates go instead of waiting for a poll."""

    url: str
    secret: str | None
    max_connections: int
    last_error: str | None = None
    last_error_date: int | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """One update; `at` is when it came, on the monotonic clock."""

    id: int
    at: float
    kind: str
    content: Json = field(repr=False)

    def raw(self) -> Json:
        return {"update_id": self.id, self.kind: self.content}


class Updates:
    """The queue. An update leaves it when a poll confirms it, a webhook accepts it, or its life ends."""

    def __init__(self, bell: Bell, clock: Callable[[], float], life: timedelta, first_id: int = 100_000) -> None:
        self.webhook: Webhook | None = None
        self.allowed: Sequence[str] = ()
        self._bell = bell
        self._clock = clock
        self._life = life
        self._next_id = first_id
        self._queue: list[Update] = []
        self._turn = 0
        self._verdict = ""

    def add(self, kind: str, content: Json) -> None:
        """A new update, unless the bot does not want its kind."""
        if self._wanted(kind):
            self._queue.append(Update(self._next_id, self._clock(), kind, content))
            self._next_id += 1
            self._bell.ring()

    def _wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST_ONLY

    @property
    def pending(self) -> list[Update]:
        """Those that still wait, oldest first."""
        oldest = self._clock() - self._life.total_seconds()
        self._queue = [update for update in self._queue if update.at >= oldest]
        return list(self._queue)

    def confirm(self, before: int) -> None:
        """Forget the updates with smaller ids. A negative number keeps only that many of the newest."""
        if before < 0:
            self._queue = self._queue[before:]
        else:
            self._queue = [update for update in self._queue if update.id >= before]
        self._bell.ring()

    def drop(self) -> None:
        """Forget all that wait."""
        self._queue.clear()
        self._bell.ring()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Long polling. A poll that is still waiting when the next one comes ends with 409; so does any poll
        while a webhook is set.
        """
        if self.webhook is not None:
            raise conflict(WEBHOOK_SET)
        self.interrupt(OTHER_POLLER)
        turn = self._turn
        self.confirm(offset)
        try:
            await self._bell.until(lambda: turn != self._turn or self.pending or None, min(seconds, LONGEST_POLL))
        except TimeoutError:
            return []
        if turn != self._turn:
            raise conflict(self._verdict)
        return [update.raw() for update in self.pending[: max(1, min(limit, MOST_AT_ONCE))]]

    def interrupt(self, why: str) -> None:
        """End the poll that waits now, if one does, with 409."""
        self._turn += 1
        self._verdict = why
        self._bell.ring()
