"""/export, /delete, /privacy: a person's own data."""

import json
from enum import StrEnum

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.desk import Desk
from bot.filters import IN_PRIVATE, PRESSED_IN_PRIVATE
from bot.screen import Screen, button, replace, show
from delivery.core.subscription import Reader, Via
from delivery.core.words import Words
from delivery.services import owndata

FILE_NAME = "weekly-digest-my-data.json"


class Answer(StrEnum):
    """Whether to erase."""

    YES = "yes"
    NO = "no"


class Erase(CallbackData, prefix="erase"):
    """The second tap."""

    answer: Answer


def router() -> Router:
    router = Router(name="owndata")
    router.message.register(export, Command("export"), IN_PRIVATE)
    router.message.register(privacy, Command("privacy"), IN_PRIVATE)
    router.message.register(ask_to_erase, Command("delete"), IN_PRIVATE)
    router.callback_query.register(erase, Erase.filter(), PRESSED_IN_PRIVATE)
    return router


async def export(message: Message, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> None:
    if reader is None:
        await show(bot, message.chat.id, _nothing(words))
        return
    data = json.dumps(await owndata.export(desk.store, reader.id), ensure_ascii=False, indent=2)
    caption = words.gettext("This is all that is stored about you.")
    await bot.send_document(message.chat.id, BufferedInputFile(data.encode(), FILE_NAME), caption=caption)


async def ask_to_erase(message: Message, reader: Reader | None, words: Words, bot: Bot) -> None:
    if reader is None:
        await show(bot, message.chat.id, _nothing(words))
        return
    body = words.gettext(
        "All that is stored about you will be erased: this chat's number, your e-mail address, your settings. "
        "Nothing more will come. This cannot be undone, but you can subscribe again at any time."
    )
    row = [
        button(words.gettext("Erase everything"), Erase(answer=Answer.YES).pack()),
        button(words.gettext("Keep it"), Erase(answer=Answer.NO).pack()),
    ]
    await show(bot, message.chat.id, Screen(words.gettext("Delete my data"), body, (row,)))


async def erase(
    query: CallbackQuery,
    callback_data: Erase,
    desk: Desk,
    reader: Reader | None,
    words: Words,
    state: FSMContext,
    bot: Bot,
) -> None:
    """A second tap finds nothing left and says the same."""
    if callback_data.answer is Answer.NO:
        await replace(query, bot, Screen(body=words.gettext("Nothing was erased.")))
        return
    await state.clear()
    if reader:
        await owndata.erase(desk.store, reader.id, Via.BOT, desk.now())
    await replace(query, bot, Screen(body=words.gettext("Everything is erased. To subscribe again: /start")))


async def privacy(message: Message, words: Words, bot: Bot) -> None:
    stored = words.gettext(
        "Stored: the number of this chat and, if you gave one, your e-mail address, both encrypted; your language, "
        "topics and settings; when you subscribed or unsubscribed; which digests were sent to you."
    )
    unstored = words.gettext(
        "Not stored: your name, username, phone number or network address, and whether you open or follow anything."
    )
    why = words.gettext("It is used only to bring the digest to you, and is given to nobody.")
    yours = words.gettext("To see all of it: /export\nTo erase all of it: /delete")
    await show(
        bot,
        message.chat.id,
        Screen(words.gettext("What is stored and why"), "\n\n".join((stored, unstored, why, yours))),
    )


def _nothing(words: Words) -> Screen:
    return Screen(body=words.gettext("Nothing is stored about you."))
