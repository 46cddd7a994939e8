"""What a channel answers. Exceptions of the wire are translated into these values once, at the channel's door."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Scope(StrEnum):
    """Whom a refusal concerns, and so who has to act."""

    ADDRESS = "address"  # this reader is gone: the subscription ends
    CONTENT = "content"  # our text is at fault: the campaign pauses after a few alike, no reader is touched
    CHANNEL = "channel"  # our account or server is at fault: the whole channel stops, the operator is told


@dataclass(frozen=True, slots=True)
class Delivered:
    """The other side accepted it. `receipt` is what it called the message (a message id, a queue id)."""

    receipt: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Too fast: the whole channel waits, and no attempt is charged."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not go out, certainly; trying again is safe. `wait` is the server's own wish, where it has one."""

    reason: str
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The wire broke after the point of no return: it may have arrived, and nobody can tell."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The other side will not take it, now or later. `reason` is a short code or text without contact data."""

    scope: Scope
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The address changed (a Telegram group became a supergroup): to be sent again, once, to `address`."""

    address: str


Outcome = Delivered | Throttled | Failed | Doubtful | Refused | Moved
