"""/latest: the newest digest, at once."""

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.desk import Desk
from bot.filters import IN_PRIVATE, PRESSED_IN_PRIVATE
from bot.screen import Notice, Screen, chat_of, hand_over, show
from delivery.core.subscription import Reader
from delivery.core.words import Words
from delivery.services.subscribing import NotSubscribed

LATEST = "latest"


def router() -> Router:
    router = Router(name="latest")
    router.message.register(send, Command("latest"), IN_PRIVATE)
    router.callback_query.register(press, F.data == LATEST, PRESSED_IN_PRIVATE)
    return router


async def send(message: Message, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> None:
    missing = await _send(message.chat.id, desk, reader, words, bot)
    if missing:
        await show(bot, message.chat.id, Screen(body=missing))


async def press(query: CallbackQuery, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> Notice | None:
    missing = await _send(chat_of(query), desk, reader, words, bot)
    return Notice(missing, alert=True) if missing else None


async def _send(chat_id: int, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> str | None:
    """Send it; or the sentence that says why not."""
    if reader is None:
        raise NotSubscribed
    digest = await desk.latest(reader)
    if digest is None:
        return words.gettext("There is no digest yet. The first one comes to you as soon as it is out.")
    if not await hand_over(bot, chat_id, digest, protect=reader.protect):
        return words.gettext("The digest cannot be sent at this moment. Please try again in a few minutes.")
    return None
