"""The methods that the simulator plays, one module per noun. Importing this package fills the register."""

from delivery.sandbox.botapi.methods import bot, chats, copies, edits, register, sends, updates

__all__ = ["bot", "chats", "copies", "edits", "register", "sends", "updates"]
