"""The people who use the bot: what they do in their client, and what they see there."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from delivery.sandbox.botapi.answers import Json, forbidden
from delivery.sandbox.botapi.chats import Chat, Kind, NothingCame, Standing, Wanted
from delivery.sandbox.botapi.members import tell_bot
from delivery.sandbox.botapi.message import Message
from delivery.sandbox.botapi.richtext import typed
from delivery.sandbox.botapi.wire import Upload

if TYPE_CHECKING:
    from delivery.sandbox.botapi.groups import Room
    from delivery.sandbox.botapi.world import World


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the client shows after a press: nothing, a short notice, an alert, or a page to open."""

    query_id: str
    text: str
    alert: bool
    url: str | None


class Person:
    """Somebody with a Telegram account. Actions are synchronous: they leave an update for the bot.

    `chat` in an action is the group where it happens; None means the private chat with the bot.
    """

    def __init__(self, world: "World", number: int, name: str, language: str | None, username: str | None) -> None:
        self._world = world
        self.id = number
        self.name = name
        self.language = language
        names = {"first_name": name} | ({"username": username} if username else {})
        self.chat = Chat(world, number, Kind.PRIVATE, names)
        self.callback_answers: list[CallbackAnswer] = []
        self._answers_seen = 0

    def user(self) -> Json:
        """The person as the `from` field of an update."""
        spoken = {"language_code": self.language} if self.language else {}
        names = {name: self.chat.about[name] for name in ("first_name", "username") if name in self.chat.about}
        return {"id": self.id, "is_bot": False} | names | spoken

    # What they see

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote to them privately, oldest first, edits applied."""
        return self.chat.messages

    async def expect(self, wanted: Wanted = None, timeout: float = 5) -> Message:
        """Wait for a message or an edit in the private chat; see Chat.expect."""
        return await self.chat.expect(wanted, timeout)

    async def expect_answer(self, timeout: float = 5) -> CallbackAnswer:
        """Wait for the bot's answer to the next press that was not waited for yet. Raises NothingCame."""
        try:
            answer = await self._world.bell.until(self._next_answer, timeout)
        except TimeoutError:
            raise NothingCame(f"{timeout} s passed without an answer to a press of {self.name}") from None
        self._answers_seen += 1
        return answer

    def _next_answer(self) -> CallbackAnswer | None:
        return next(iter(self.callback_answers[self._answers_seen :]), None)

    # What they do

    def start(self, payload: str = "") -> Message:
        """Press *Start*, or follow a link `t.me/bot?start=payload`. Unblocks the bot if it was blocked."""
        if self.chat.standing is Standing.KICKED:
            self.unblock()
        return self.say(f"/start {payload}".strip())

    def say(self, text: str, *, chat: "Room | None" = None, reply_to: Message | None = None) -> Message:
        """Type a text. Raises ValueError in a chat with a blocked bot: no client lets one write there."""
        quoted = {"reply_to_message": reply_to.raw} if reply_to else {}
        return self._write(typed(text).fields("text", "entities") | quoted, chat)

    def press(self, message: Message, words: str) -> str:
        """Press the inline button with this text or callback data; returns the id of the query.

        A button of the reply keyboard is pressed by saying its text. Raises LookupError if the message has no
        such button now.
        """
        current = self._world.chat(message.chat_id).find(message.id) or message
        button = current.button(words)
        if button.data is None:
            raise LookupError(f"the button {words!r} opens {button.url!r}, it calls nothing back")
        return self.call_back(message, button.data)

    def call_back(self, message: Message, data: str) -> str:
        """Send callback data that no button need show: an old button, or a forged one."""
        current = self._world.chat(message.chat_id).find(message.id) or message
        query = self._world.new_query(self)
        self._world.updates.add("callback_query", {
            "id": query, "from": self.user(), "message": current.raw,
            "chat_instance": str(-self.id), "data": data,
        })  # fmt: skip
        return query

    def send_photo(self, picture: bytes, caption: str = "", *, chat: "Room | None" = None) -> Message:
        """Send a picture (PNG, JPEG, GIF or WebP)."""
        content = self._world.files.keep_photo(Upload("photo.jpg", picture, "image/jpeg"))
        return self._write(content | typed(caption).fields("caption", "caption_entities"), chat)

    def send_document(
        self, content: bytes, name: str = "file.bin", caption: str = "",
        *, content_type: str = "application/octet-stream", chat: "Room | None" = None,
    ) -> Message:  # fmt: skip
        """Send a file."""
        stored = self._world.files.keep_document(Upload(name, content, content_type))
        return self._write(stored | typed(caption).fields("caption", "caption_entities"), chat)

    def send_album(self, pictures: Sequence[bytes], caption: str = "", *, chat: "Room | None" = None) -> list[Message]:
        """Send pictures as one album; the caption belongs to the first."""
        group = {"media_group_id": self._world.next_album_id()}
        captions = itertools.chain([typed(caption).fields("caption", "caption_entities")], itertools.repeat({}))
        return [
            self._write(self._world.files.keep_photo(Upload("photo.jpg", picture, "image/jpeg")) | group | words, chat)
            for picture, words in zip(pictures, captions, strict=False)
        ]

    def block(self) -> None:
        """Block the bot. The chat is told with `my_chat_member`, as on every block and unblock."""
        tell_bot(self.chat, self.user(), Standing.KICKED)

    def unblock(self) -> None:
        """Let the bot write again."""
        tell_bot(self.chat, self.user(), Standing.MEMBER)

    def deactivate(self) -> None:
        """Delete the account."""
        self.chat.close(forbidden("user is deactivated"))

    def _write(self, fields: Json, room: "Room | None") -> Message:
        if room is not None:
            return room.written_by(self, fields)
        if self.chat.standing is Standing.KICKED:
            raise ValueError(f"{self.name} blocked the bot: unblock it, or start() again")
        self.chat.standing = Standing.MEMBER
        message = self.chat.put({"from": self.user()} | fields, by_bot=False)
        self._world.updates.add("message", message.raw)
        return message
