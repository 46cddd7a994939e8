"""What a channel is: something that takes one finished message and says what became of it."""

from dataclasses import dataclass
from typing import Protocol, TypeVar

from delivery.core.channel import ChannelName
from delivery.core.message import MailEnvelope, TelegramPart
from delivery.core.outcome import Outcome

Post_contra = TypeVar("Post_contra", contravariant=True)


class Channel(Protocol[Post_contra]):
    """A way out. `Post` is the unit it takes: one Telegram message, one mail."""

    @property
    def name(self) -> ChannelName: ...

    async def send(self, post: Post_contra, attempt: int) -> Outcome:
        """Hand one unit over, once, and say what became of it.

        attempt: failed attempts so far. Raises nothing that the wire does; a cancellation leaves the unit in doubt.
        """
        ...

    async def close(self) -> None:
        """Let go of what the channel opened."""
        ...


@dataclass(frozen=True, slots=True)
class TelegramPost:
    """One part of a Telegram delivery; the sender hands over the parts one by one, so that each is settled."""

    chat_id: int
    part: TelegramPart
    silent: bool = False
    protect: bool = False


@dataclass(frozen=True, slots=True)
class MailPost:
    """One mail: its envelope and its finished bytes, as `core.mime.fill` makes them."""

    envelope: MailEnvelope
    data: bytes
