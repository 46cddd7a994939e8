"""Groups and channels: their members, the bot's coming and going, and the move to a supergroup."""

from typing import TYPE_CHECKING

from delivery.sandbox.botapi.answers import Json, forbidden
from delivery.sandbox.botapi.chats import Chat, Kind, Standing
from delivery.sandbox.botapi.members import tell_bot
from delivery.sandbox.botapi.message import Message

if TYPE_CHECKING:
    from delivery.sandbox.botapi.people import Person
    from delivery.sandbox.botapi.world import World


class Room(Chat):
    """What groups and channels share."""

    def __init__(self, world: "World", number: int, kind: Kind, title: str, username: str | None) -> None:
        super().__init__(world, number, kind, {"title": title} | ({"username": username} if username else {}))
        self.members: dict[int, tuple[Person, Standing]] = {}

    @property
    def title(self) -> str:
        return str(self.about["title"])

    def set_member(self, person: "Person", standing: Standing = Standing.MEMBER) -> None:
        """Give a person a role, or let them leave. The bot is not told: it does not ask for `chat_member`."""
        self.members[person.id] = (person, standing)
        self.world.changed(self)

    def standing_of(self, person_id: int) -> Standing:
        known = self.members.get(person_id)
        return Standing.LEFT if known is None else known[1]

    def add_bot(self, by: "Person", *, administrator: bool = False) -> None:
        """`by` adds the bot, as an administrator if wanted (a channel has no other bots)."""
        tell_bot(self, by.user(), Standing.ADMINISTRATOR if administrator else Standing.MEMBER)

    def remove_bot(self, by: "Person") -> None:
        """`by` throws the bot out."""
        tell_bot(self, by.user(), Standing.KICKED)

    def written_by(self, person: "Person", fields: Json) -> Message:
        """Somebody's message in the room; the bot gets an update if it can see it."""
        raise NotImplementedError

    def delete(self) -> None:
        """The owner deletes the whole room."""
        self.close(forbidden(f"the {self.kind} chat was deleted"))


class Group(Room):
    """A basic group or a supergroup. The bot is in privacy mode, as bots are by default."""

    def written_by(self, person: "Person", fields: Json) -> Message:
        message = self.put({"from": person.user()} | fields, by_bot=False)
        if self._bot_sees(message):
            self.world.updates.add("message", message.raw)
        return message

    def _bot_sees(self, message: Message) -> bool:
        """In privacy mode a bot sees commands that may be its own, replies to it, and mentions; an admin all."""
        if self.standing is not Standing.MEMBER:
            return self.standing is Standing.ADMINISTRATOR
        name = f"@{self.world.bot['username']}".lower()
        to_bot = message.raw.get("reply_to_message", {}).get("from", {}).get("id") == self.world.bot["id"]
        first, *_ = message.text.split() or [""]
        command, at, addressee = first.partition("@")
        own_command = command.startswith("/") and (not at or f"@{addressee}".lower() == name)
        return to_bot or own_command or (not command.startswith("/") and name in message.text.lower())

    def migrate(self) -> "Group":
        """Upgrade to a supergroup. The old id answers with `migrate_to_chat_id` from now on."""
        new = self.world.open_group(self.title, Kind.SUPERGROUP)
        new.members, new.standing = dict(self.members), self.standing
        owner = {"from": self._owner_user()}
        leaving = self.put(owner | {"migrate_to_chat_id": new.id}, by_bot=False)
        arriving = new.put(owner | {"migrate_from_chat_id": self.id}, by_bot=False)
        self.move(new.id)
        for message in (leaving, arriving):
            self.world.updates.add("message", message.raw)
        return new

    def _owner_user(self) -> Json:
        owners = [person for person, standing in self.members.values() if standing is Standing.CREATOR]
        everybody = owners or [person for person, _ in self.members.values()]
        return everybody[0].user() if everybody else {"id": 777000, "is_bot": False, "first_name": "Telegram"}


class Channel(Room):
    """A channel: the bot posts there as an administrator; its readers cannot write."""

    def written_by(self, person: "Person", fields: Json) -> Message:
        """A post, signed by the channel itself."""
        message = self.put({"sender_chat": self.raw()} | fields, by_bot=False)
        if self.standing is Standing.ADMINISTRATOR:
            self.world.updates.add("channel_post", message.raw)
        return message
