"""/help, and an answer to what nobody understood. The last to be asked."""

from aiogram import Bot, F, Router
from aiogram.enums import ContentType
from aiogram.filters import Command
from aiogram.types import Message

from bot import commands
from bot.commands import Described
from bot.filters import IN_PRIVATE, FromAdmin
from bot.screen import Screen, show
from delivery.core.subscription import Reader
from delivery.core.words import Words

SAID = frozenset({
    ContentType.TEXT, ContentType.PHOTO, ContentType.VIDEO, ContentType.DOCUMENT, ContentType.AUDIO, ContentType.VOICE,
    ContentType.STICKER, ContentType.ANIMATION, ContentType.VIDEO_NOTE, ContentType.LOCATION, ContentType.CONTACT,
})  # fmt: skip
"""What people send to be understood; the rest is said by the client (a message pinned, a picture changed)."""


def router() -> Router:
    router = Router(name="general")
    router.message.register(help_admin, Command("help"), FromAdmin())
    router.message.register(help_reader, Command("help"), IN_PRIVATE)
    router.message.register(not_understood, IN_PRIVATE, F.content_type.in_(SAID), ~F.media_group_id)
    return router


async def help_reader(message: Message, words: Words, bot: Bot) -> None:
    await show(bot, message.chat.id, _help(commands.of_readers(words), words))


async def help_admin(message: Message, words: Words, bot: Bot) -> None:
    await show(bot, message.chat.id, _help(commands.of_admins(words) + commands.of_readers(words), words))


async def not_understood(message: Message, reader: Reader | None, words: Words, bot: Bot) -> None:
    """Also the answer to an admin's command from anybody else."""
    if reader is None:
        body = words.gettext("To subscribe to the weekly digest: /start\nWhat this bot can do: /help")
    else:
        body = words.gettext("The latest digest: /latest\nSettings: /settings\nWhat this bot can do: /help")
    lead = words.gettext("This bot understands only its commands.")
    await show(bot, message.chat.id, Screen(body=f"{lead}\n\n{body}"))


def _help(described: Described, words: Words) -> Screen:
    about = words.gettext("Once a week: the situation in Belarus, with commentary by analysts.")
    lines = "\n".join(f"/{name} – {text}" for name, text in described)
    return Screen(words.gettext("Weekly digest"), f"{about}\n\n{lines}")
