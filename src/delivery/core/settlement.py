"""From a channel's answer to the row's next state: the rule between the senders and the ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from delivery.core.delivery import Claimed, Event
from delivery.core.outcome import Delivered, Doubtful, Failed, Moved, Outcome, Refused, Scope, Throttled
from delivery.core.retry import next_try

# A channel that refuses us altogether is looked at again this much later; the operator was told meanwhile.
CHANNEL_REST = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What to write into a claimed row. `lease` guards it: a late worker overwrites nothing."""

    delivery_id: int
    lease: str
    event: Event
    attempt: int
    parts_done: int
    due_at: datetime | None = None  # for POSTPONED
    receipt: str | None = None
    reason: str | None = None
    gone: bool = False  # REJECTED, and the reader is gone
    moved_to: str | None = None  # the subscription's new address


def settle(claimed: Claimed, outcome: Outcome, parts_done: int, now: datetime, jitter: float) -> Settlement:
    """The settlement of `outcome`; `parts_done` parts are known to have arrived, `jitter` is in [0, 1)."""

    def settled(event: Event, **more: object) -> Settlement:
        values = {"attempt": claimed.attempt, "parts_done": parts_done, **more}
        return Settlement(claimed.id, claimed.lease, event, **values)  # type: ignore[arg-type]

    match outcome:
        case Delivered(receipt):
            return settled(Event.ACCEPTED, receipt=receipt)
        case Throttled(wait):
            return settled(Event.POSTPONED, due_at=now + wait, reason="throttled")
        case Failed(reason, wait):
            attempt = claimed.attempt + 1
            due_at = next_try(attempt, now, jitter, wait)
            event = Event.POSTPONED if due_at < claimed.expires_at else Event.TOO_OLD
            return settled(event, attempt=attempt, due_at=due_at, reason=reason)
        case Doubtful(reason):
            return settled(Event.LOST_TRACK, reason=reason)
        case Moved(address):
            return settled(Event.POSTPONED, attempt=claimed.attempt + 1, due_at=now, reason="moved", moved_to=address)
        case Refused(Scope.CHANNEL, reason):
            return settled(Event.POSTPONED, due_at=now + CHANNEL_REST, reason=reason)
        case Refused(scope, reason):
            return settled(Event.REJECTED, reason=reason, gone=scope is Scope.ADDRESS)
        case _:
            assert_never(outcome)
