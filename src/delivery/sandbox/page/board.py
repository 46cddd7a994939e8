"""What the page shows: people, rooms, messages, letters, clock and counters, as JSON for the browser."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from delivery.sandbox.botapi import BotApi, Message, Person
from delivery.sandbox.botapi.answers import Json
from delivery.sandbox.botapi.chats import Chat, Kind
from delivery.sandbox.botapi.groups import Room
from delivery.sandbox.mail import Letter, MailCatcher
from delivery.sandbox.turned import TurnedClock

NEWEST = 200
"""Messages of a chat that the page shows."""
PREVIEW = 80


class Service(Protocol):
    """The running service, as far as the page's buttons need it."""

    async def send_now(self) -> str:
        """Send this week's digest; returns a sentence that tells what happened."""
        ...

    async def knock(self) -> None:
        """Let the scheduler look again, because the clock has moved."""
        ...

    def next_send(self) -> datetime:
        """When the next digest is due."""
        ...


class Board:
    """The parts of the demo in one hand. `zone` is the service's time zone; `admins` run it from the chat."""

    def __init__(
        self, api: BotApi, catcher: MailCatcher, clock: TurnedClock, service: Service, zone: ZoneInfo,
        admins: frozenset[int],
    ) -> None:  # fmt: skip
        self.api = api
        self.catcher = catcher
        self.clock = clock
        self.service = service
        self.zone = zone
        self.admins = admins

    def overview(self) -> Json:
        """All but the messages and the letters' contents."""
        world = self.api.world
        rooms = [chat for chat in world.chats.values() if isinstance(chat, Room)]
        return {
            "bot": {"name": world.profile.text("name", None), "username": world.bot["username"]},
            "people": [self._person(person) for person in world.people.values()],
            "rooms": [self._room(room) for room in rooms],
            "letters": [_heading(letter) for letter in reversed(self.catcher.ledger)],
            "clock": self._clock(),
            "counters": self._counters(),
        }

    def chat(self, chat: Chat, reader: Person | None) -> Json:
        """The messages of a chat as `reader` sees them, with the menu, the keyboard and the notices of presses."""
        language = reader.language if reader else None
        return {
            "id": chat.id,
            "kind": chat.kind,
            "standing": chat.standing,
            "messages": [_message(message) for message in chat.history[-NEWEST:]],
            "keyboard": chat.keyboard,
            "commands": self.api.world.profile.commands_for(chat.id, language),
            "about": self.api.world.profile.text("description", language),
            "notices": _notices(reader),
        }

    def _person(self, person: Person) -> Json:
        return _line(person.chat) | {
            "name": person.name,
            "language": person.language or "",
            "admin": person.id in self.admins,
        }

    def _room(self, room: Room) -> Json:
        members = [
            {"id": person.id, "name": person.name, "role": standing} for person, standing in room.members.values()
        ]
        return _line(room) | {"name": room.title, "members": members}

    def _clock(self) -> Json:
        now, due = self.clock.now(), self.service.next_send()
        return {
            "now": now.timestamp(),
            "next_send": due.timestamp(),
            "zone": self.zone.key,
            "turned": self.clock.offset.total_seconds() > 1,
        }

    def _counters(self) -> Json:
        ledger = self.api.ledger
        return {
            "sent": len(ledger.sends),
            "edited": len(ledger.edits),
            "throttled": ledger.throttled,
            "peak": ledger.peak_per_second,
            "letters": len(self.catcher.ledger),
        }


def letter(found: Letter) -> Json:
    """One letter, opened."""
    return _heading(found) | {
        "text": found.text,
        "html": bool(found.html),
        "headers": found.headers,
        "envelope": {"from": found.sender, "to": list(found.recipients)},
        "raw": found.raw.decode("utf-8", "replace"),
    }


def _heading(found: Letter) -> Json:
    return {
        "number": found.number,
        "at": found.at.timestamp(),
        "from": found.header("From"),
        "to": ", ".join(found.recipients),
        "subject": found.subject,
    }


def _line(chat: Chat) -> Json:
    """What the list on the left shows of a chat."""
    history = chat.history
    newest = history[-1] if history else None
    return {
        "id": chat.id,
        "kind": chat.kind,
        "standing": chat.standing,
        "closed": chat.closed is not None,
        "writes": chat.kind is not Kind.CHANNEL,
        "from_bot": len(chat.messages),
        "preview": "" if newest is None else (newest.text or _thing(newest))[:PREVIEW],
        "at": None if newest is None else newest.raw["date"],
    }


def _thing(message: Message) -> str:
    return "Photo" if "photo" in message.raw else "File" if "document" in message.raw else ""


def _message(message: Message) -> Json:
    return {"id": message.id, "by_bot": message.by_bot, "raw": message.raw}


def _notices(reader: Person | None) -> list[Json]:
    answers = reader.callback_answers if reader else []
    return [{"text": answer.text, "alert": answer.alert, "url": answer.url} for answer in answers]
