"""A Bot API server on this machine, for tests and the demo. Start with `BotApi`."""

from delivery.sandbox.botapi.chats import NothingCame, Standing
from delivery.sandbox.botapi.faults import Fault
from delivery.sandbox.botapi.groups import Channel, Group
from delivery.sandbox.botapi.ledger import Entry
from delivery.sandbox.botapi.limits import Limits
from delivery.sandbox.botapi.message import Message
from delivery.sandbox.botapi.people import CallbackAnswer, Person
from delivery.sandbox.botapi.server import BotApi

__all__ = [
    "BotApi",
    "CallbackAnswer",
    "Channel",
    "Entry",
    "Fault",
    "Group",
    "Limits",
    "Message",
    "NothingCame",
    "Person",
    "Standing",
]
