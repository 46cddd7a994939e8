"""A chat: who may write there, what stands in it, and how to wait for what comes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from delivery.sandbox.botapi.answers import ApiError, Json, bad, forbidden, moved
from delivery.sandbox.botapi.message import Message

if TYPE_CHECKING:
    from delivery.sandbox.botapi.world import World

Wanted = str | Callable[[Message], bool] | None


class Kind(StrEnum):
    """The four kinds of chats that the Bot API knows."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Standing(StrEnum):
    """What the bot, or a person, is in a chat. A stranger was never there."""

    STRANGER = "stranger"
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


CLOSED: dict[tuple[Kind, Standing], ApiError] = {
    (Kind.PRIVATE, Standing.STRANGER): forbidden("bot can't initiate conversation with a user"),
    (Kind.PRIVATE, Standing.KICKED): forbidden("bot was blocked by the user"),
} | {
    (kind, standing): error
    for kind in (Kind.GROUP, Kind.SUPERGROUP, Kind.CHANNEL)
    for standing, error in (
        (Standing.STRANGER, bad("chat not found")),
        (Standing.LEFT, forbidden(f"bot is not a member of the {kind} chat")),
        (Standing.KICKED, forbidden(f"bot was kicked from the {kind} chat")),
    )
}
"""Why the bot may not write, by kind of chat and its standing there; a pair that is not here may."""


@dataclass(frozen=True, slots=True)
class Event:
    """A message of the bot arrived in the chat, or was edited. The message is as it was then."""

    message: Message


class NothingCame(AssertionError):
    """The message that a test waited for did not come in time; the text tells what did."""


class Chat:
    """Messages of one chat, in order, and the bot's standing in it."""

    def __init__(self, world: "World", number: int, kind: Kind, about: Json) -> None:
        self.world = world
        self.id = number
        self.kind = kind
        self.about = about
        self.standing = Standing.STRANGER
        self.closed: ApiError | None = None
        self.keyboard: Json | None = None
        self._history: dict[int, Message] = {}
        self._events: list[Event] = []
        self._seen = 0

    def raw(self) -> Json:
        """The chat as the `chat` field of a message."""
        return {"id": self.id, "type": self.kind.value} | self.about

    @property
    def history(self) -> list[Message]:
        """What stands in the chat now, oldest first."""
        return list(self._history.values())

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote and did not delete, oldest first, edits applied."""
        return [message for message in self._history.values() if message.by_bot]

    def find(self, message_id: int) -> Message | None:
        return self._history.get(message_id)

    def check_open(self) -> None:
        """Raise what the real server answers if the bot may not write here."""
        error = self.closed or CLOSED.get((self.kind, self.standing))
        if error is not None:
            raise ApiError(error.code, error.description, error.parameters)
        if self.kind is Kind.CHANNEL and self.standing is not Standing.ADMINISTRATOR:
            raise bad("need administrator rights in the channel chat")

    def put(self, fields: Json, *, by_bot: bool, keyboard: Json | None = None) -> Message:
        """Add a message: the fields get an id, a date and the chat."""
        number = self.world.next_message_id(self)
        head = {"message_id": number, "date": self.world.timestamp(), "chat": self.raw()}
        message = Message(head | fields, by_bot, keyboard)
        self._history[number] = message
        if keyboard is not None:
            self.keyboard = None if "remove_keyboard" in keyboard else keyboard
        self._tell(message)
        return message

    def change(self, message: Message, fields: Json, *, drop: tuple[str, ...] = ()) -> Message:
        """Edit a message: replace the fields and remove those in `drop`."""
        kept = {name: value for name, value in message.raw.items() if name not in drop}
        changed = replace(message, raw=kept | fields | {"edit_date": self.world.timestamp()})
        self._history[message.id] = changed
        self._tell(changed)
        return changed

    def remove(self, message_id: int) -> None:
        del self._history[message_id]
        self.world.changed(self)

    def _tell(self, message: Message) -> None:
        if message.by_bot:
            self._events.append(Event(message))
        self.world.changed(self)

    async def expect(self, wanted: Wanted = None, timeout: float = 5) -> Message:
        """Wait until the bot writes or edits a message that fits, and return it as it was then.

        wanted: a part of its text, a predicate, or None for any. Events are used up in order: what came before
        the one that fits is passed over, and the next call looks behind it. Raises NothingCame after `timeout`
        seconds.
        """
        fits = wanted if callable(wanted) else lambda message: (wanted or "") in message.text
        try:
            return await self.world.bell.until(lambda: self._next(fits), timeout)
        except TimeoutError:
            raise NothingCame(self._report(wanted, timeout)) from None

    def _next(self, fits: Callable[[Message], bool]) -> Message | None:
        for position in range(self._seen, len(self._events)):
            if fits(self._events[position].message):
                self._seen = position + 1
                return self._events[position].message
        return None

    def _report(self, wanted: Wanted, timeout: float) -> str:
        unseen = [event.message for event in self._events[self._seen :]]
        lines = [f"  {message.text!r} {list(message.labels)}" for message in unseen] or ["  nothing"]
        return "\n".join([f"{timeout} s passed without {wanted!r} in chat {self.id}; what came:", *lines])

    def close(self, error: ApiError) -> None:
        """From now on every request for this chat gets `error`."""
        self.closed = error

    def move(self, new_chat_id: int) -> None:
        """The group lives on under another id."""
        self.close(moved(new_chat_id))
