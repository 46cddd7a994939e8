"""The steps of the bot's few dialogues. Their names are stored; a renamed step ends the dialogues that stand in it."""

from aiogram.fsm.state import State, StatesGroup


class EmailDialogue(StatesGroup):
    """Somebody gives an address."""

    address = State()


class BroadcastDialogue(StatesGroup):
    """An admin hands in a message."""

    message = State()
