"""All that the simulator knows: the bot, the people, the chats, the files. One world serves one bot."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from delivery.sandbox.bell import Bell
from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.chats import Chat, Kind
from delivery.sandbox.botapi.faults import Faults
from delivery.sandbox.botapi.files import Files
from delivery.sandbox.botapi.groups import Channel, Group
from delivery.sandbox.botapi.ledger import Ledger
from delivery.sandbox.botapi.limits import Limits, Pace
from delivery.sandbox.botapi.people import CallbackAnswer, Person
from delivery.sandbox.botapi.profile import Profile
from delivery.sandbox.botapi.updates import Updates

FIRST_PERSON = 7_000_000_000
"""Ids of people need more than 32 bits, so that a narrow column fails here and not in production."""
FIRST_GROUP = 5_000_001
SUPERGROUP = -1_000_000_000_000
"""Supergroups and channels have ids below this number."""


@dataclass(slots=True)
class Query:
    """A press of a button that waits for its answer."""

    person: Person
    at: float


class World:
    """The state behind the API. Its clocks are handed in: `clock` is monotonic seconds, `now` the date."""

    def __init__(
        self, token: str, username: str, limits: Limits, clock: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        self.bot: Json = {
            "id": int(token.partition(":")[0]), "is_bot": True, "first_name": username, "username": username,
        }  # fmt: skip
        self.limits = limits
        self.clock = clock
        self.now = now
        self.bell = Bell()
        self.pace = Pace(limits)
        self.faults = Faults()
        self.ledger = Ledger(self.bell)
        self.files = Files()
        self.profile = Profile(username)
        self.updates = Updates(self.bell, clock, limits.update_life)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.revoked = False
        self.logged_out = False
        self.on_change: list[Callable[[int], None]] = []
        self._queries: dict[str, Query] = {}
        self._numbers = itertools.count(1)
        self._message_ids: dict[int, itertools.count[int]] = {}
        self._common_ids = itertools.count(1)

    def timestamp(self) -> int:
        """Now as the API writes dates: Unix seconds."""
        return int(self.now().timestamp())

    def changed(self, chat: Chat) -> None:
        """Something in a chat is new: wake those who wait, tell those who watch."""
        self.bell.ring()
        for tell in self.on_change:
            tell(chat.id)

    # Chats and people

    def open_person(self, name: str, language: str | None, username: str | None, number: int | None) -> Person:
        """A new person, or ValueError if the number is taken."""
        number = number or FIRST_PERSON + next(self._numbers)
        if number in self.chats:
            raise ValueError(f"there is a chat {number} already")
        person = Person(self, number, name, language, username)
        self.people[number] = person
        self.chats[number] = person.chat
        return person

    def open_group(self, title: str, kind: Kind) -> Group:
        """A basic group, or a supergroup."""
        number = next(self._numbers)
        chat_id = SUPERGROUP - number if kind is Kind.SUPERGROUP else -(FIRST_GROUP + number)
        group = Group(self, chat_id, kind, title, None)
        self.chats[chat_id] = group
        return group

    def open_channel(self, title: str, username: str | None) -> Channel:
        channel = Channel(self, SUPERGROUP - next(self._numbers), Kind.CHANNEL, title, username)
        self.chats[channel.id] = channel
        return channel

    def chat(self, number: int | str) -> Chat:
        """The chat with an id or, for channels, a `@username`. Raises 400 if there is none."""
        if isinstance(number, str):
            names = {chat.about.get("username"): chat for chat in self.chats.values() if chat.id < 0}
            found = names.get(number.removeprefix("@"))
        else:
            found = self.chats.get(number)
        if found is None:
            raise bad("chat not found")
        return found

    def open_chat(self, number: int | str) -> Chat:
        """The chat, if the bot may write there; else what the real server answers."""
        chat = self.chat(number)
        chat.check_open()
        return chat

    # Numbers

    def next_message_id(self, chat: Chat) -> int:
        """Private chats and basic groups share one sequence; each supergroup and channel has its own."""
        own = chat.kind in (Kind.SUPERGROUP, Kind.CHANNEL)
        return next(self._message_ids.setdefault(chat.id, itertools.count(1)) if own else self._common_ids)

    def next_album_id(self) -> str:
        return str(13_000_000_000_000_000 + next(self._numbers))

    # Presses

    def new_query(self, person: Person) -> str:
        """Note a press of a button; returns the id under which it is answered."""
        query = str(person.id << 20 | next(self._numbers))
        self._queries[query] = Query(person, self.clock())
        return query

    def answer_query(self, query_id: str, text: str, alert: bool, url: str | None) -> None:
        """Show the answer to the person. Raises 400 if the press is unknown or too old; repeating is allowed."""
        query = self._queries.get(query_id)
        if query is None or self.clock() - query.at > self.limits.callback_life.total_seconds():
            raise bad("query is too old and response timeout expired or query ID is invalid")
        query.person.callback_answers.append(CallbackAnswer(query_id, text, alert, url))
        self.changed(query.person.chat)
