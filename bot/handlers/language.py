"""/language: the language in which the digest comes and the bot speaks."""

from collections.abc import Iterator

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.desk import Desk
from bot.filters import IN_PRIVATE
from bot.screen import Screen, button, checked, replace, show
from delivery.core.language import Language
from delivery.core.subscription import Reader
from delivery.core.words import Words
from delivery.locales import words_for
from delivery.services import subscribing
from delivery.services.subscribing import NotSubscribed


class Speak(CallbackData, prefix="language"):
    """From now on in this language."""

    language: Language


def router() -> Router:
    router = Router(name="language")
    router.message.register(ask, Command("language"), IN_PRIVATE)
    router.callback_query.register(choose, Speak.filter())
    return router


async def ask(message: Message, reader: Reader | None, words: Words, bot: Bot) -> None:
    if reader is None:
        raise NotSubscribed
    await show(bot, message.chat.id, question(reader.language, words))


async def choose(query: CallbackQuery, callback_data: Speak, desk: Desk, reader: Reader | None, bot: Bot) -> None:
    """Also in groups, by their admins."""
    if reader is None:
        raise NotSubscribed
    await subscribing.choose_language(desk.store, reader.id, callback_data.language)
    await replace(query, bot, question(callback_data.language, words_for(callback_data.language)))


def native(present: Language | None) -> Iterator[tuple[Language, str]]:
    """The languages by their own names, the present one checked."""
    return ((code, checked(code.native_name, code is present)) for code in Language)


def question(present: Language, words: Words) -> Screen:
    """Which language; the present one is checked."""
    row = [button(text, Speak(language=code).pack()) for code, text in native(present)]
    return Screen(body=words.gettext("The digest comes in the language with the check mark."), rows=(row,))
