"""A delivery's life: one campaign × one subscription, the row that proves what happened.

The table below is the single source of the states: the CHECK constraint, the diagram in docs/architecture.md and the
settling of outcomes are all made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from delivery.core.campaign import CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.language import Language


class State(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Event(StrEnum):
    """What can happen to a delivery."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    POSTPONED = "postponed"
    LOST_TRACK = "lost_track"
    REJECTED = "rejected"
    RELEASED = "released"
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"
    TOO_OLD = "too_old"
    RETRIED = "retried"


TRANSITIONS: Mapping[State, Mapping[Event, State]] = MappingProxyType(
    {
        State.QUEUED: {
            Event.CLAIMED: State.SENDING,
            Event.UNSUBSCRIBED: State.WITHDRAWN,
            Event.TOO_OLD: State.EXPIRED,
        },
        State.SENDING: {
            Event.ACCEPTED: State.DELIVERED,
            Event.POSTPONED: State.QUEUED,
            Event.LOST_TRACK: State.DOUBTFUL,
            Event.REJECTED: State.REFUSED,
            Event.TOO_OLD: State.EXPIRED,
        },
        State.DOUBTFUL: {
            Event.RELEASED: State.QUEUED,  # at most once per delivery: `released` remembers
            Event.CONFIRMED: State.DELIVERED,
            Event.UNSUBSCRIBED: State.WITHDRAWN,
            # No TOO_OLD: age does not settle whether it arrived; the doubt stays known until somebody resolves it.
        },
        # Refused for our own fault, the fault mended, the campaign resumed; a reader who is gone is not asked again.
        State.REFUSED: {Event.RETRIED: State.QUEUED},
    }
)

# Nothing more happens to these by itself; together with UNFINISHED they are all the states.
FINISHED = frozenset({State.DELIVERED, State.REFUSED, State.WITHDRAWN, State.EXPIRED})
UNFINISHED = frozenset({State.QUEUED, State.SENDING, State.DOUBTFUL})


class ImpossibleTransition(ValueError):
    """This event cannot happen to a delivery in this state."""


def after(state: State, event: Event) -> State:
    """The state that follows; raises ImpossibleTransition."""
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise ImpossibleTransition(f"{event} cannot happen to a delivery that is {state}") from None


class OnDoubt(StrEnum):
    """What to do with a delivery of which nobody knows whether it arrived."""

    RESEND = "resend"  # once more: at most one extra copy
    HOLD = "hold"  # the operator decides: no extra copy


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that a sender holds: everything it needs to send, and nothing it could look up about the reader."""

    id: int
    campaign_id: int
    kind: CampaignKind
    edition_id: int | None
    subscription_id: int
    subscriber_id: int
    channel: ChannelName
    language: Language
    address: str  # opened: a chat id as decimal digits, or a mail address
    topics: frozenset[str] | None  # None: all topics
    attempt: int  # failed attempts so far
    parts_done: int  # parts that are known to have arrived
    silent: bool
    protect: bool
    payload: Mapping[str, str]  # what only this delivery carries, for example the token of a confirmation
    expires_at: datetime
    lease: str  # proves to the store that the row is still this sender's
