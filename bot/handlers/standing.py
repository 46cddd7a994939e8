"""The standing buttons under every digest: language, pause, unsubscribe; in place, also half a year later.

Their data is stateless and says all. Buttons that lead to pages stay as they are; ours change under them.
"""

from collections.abc import Sequence
from enum import StrEnum

from aiogram import Bot, F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot import phrases
from bot.desk import Desk
from bot.handlers.language import native
from bot.handlers.unsubscribe import live
from bot.screen import Notice, Row, button, rebutton
from delivery.core.actions import Action
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriberKind, Via
from delivery.core.words import Words
from delivery.locales import words_for
from delivery.services import subscribing
from delivery.services.subscribing import NotSubscribed


class Step(StrEnum):
    """The buttons that take the place of the standing ones for a while."""

    RESUME = "resume"
    RETURN = "return"
    BACK = "back"


class Under(CallbackData, prefix="under"):
    """A step, under a digest."""

    step: Step


class Speak(CallbackData, prefix="under-language"):
    """From now on in this language, chosen under a digest."""

    language: Language


def router() -> Router:
    router = Router(name="standing")
    router.callback_query.register(languages, F.data == Action.LANGUAGE)
    router.callback_query.register(speak, Speak.filter())
    router.callback_query.register(pause, F.data == Action.PAUSE)
    router.callback_query.register(unsubscribe, F.data == Action.UNSUBSCRIBE)
    router.callback_query.register(resume, Under.filter(F.step == Step.RESUME))
    router.callback_query.register(come_back, Under.filter(F.step == Step.RETURN))
    router.callback_query.register(back, Under.filter(F.step == Step.BACK))
    return router


async def languages(query: CallbackQuery, reader: Reader | None, words: Words, bot: Bot) -> None:
    present = _present(reader).language
    rows = [
        [button(text, Speak(language=code).pack()) for code, text in native(present)],
        [_step("‹ " + words.gettext("Back"), Step.BACK)],
    ]
    await _put(query, bot, rows, words.gettext("Choose the language of the digest:"))


async def speak(query: CallbackQuery, callback_data: Speak, desk: Desk, reader: Reader | None, bot: Bot) -> Notice:
    await subscribing.choose_language(desk.store, _present(reader).id, callback_data.language)
    words = words_for(callback_data.language)
    said = words.gettext("From now on the digest comes in this language.")
    await _put(query, bot, standing(words), said)
    return Notice(said)


async def pause(query: CallbackQuery, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> Notice:
    """For four weeks from the first tap; a second one does not prolong it."""
    reader = _present(reader)
    if not reader.is_paused(desk.now()):
        reader = await subscribing.pause(desk.store, reader.id, desk.now())
    until = reader.paused_until or desk.now()
    said = phrases.paused_until(until, desk.slot, words)
    await _put(query, bot, [[_step(words.gettext("Resume"), Step.RESUME)]], said)
    return Notice(said)


async def resume(query: CallbackQuery, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> Notice:
    await subscribing.resume(desk.store, _present(reader).id)
    said = words.gettext("The digest comes %(when)s again.") % {"when": phrases.when(desk.slot, words)}
    await _put(query, bot, standing(words), said)
    return Notice(said)


async def unsubscribe(query: CallbackQuery, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> Notice:
    """From this chat, at once. Mail, if there is any, has its own link."""
    reader = _present(reader)
    reader = await subscribing.leave(desk.store, reader.id, Via.BOT, desk.now(), ChannelName.TELEGRAM)
    said = _goodbye(reader, words)
    await _put(query, bot, [[_step(words.gettext("Subscribe again"), Step.RETURN)]], said)
    return Notice(said, alert=True)


async def come_back(query: CallbackQuery, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> Notice:
    await subscribing.join(desk.store, _present(reader).id, ChannelName.TELEGRAM, Via.BOT, desk.now())
    said = words.gettext("You are subscribed again. The digest comes %(when)s.")
    said %= {"when": phrases.when(desk.slot, words)}
    await _put(query, bot, standing(words), said)
    return Notice(said)


async def back(query: CallbackQuery, words: Words, bot: Bot) -> None:
    await _put(query, bot, standing(words), words.gettext("Settings"))


def standing(words: Words) -> Sequence[Row]:
    """The buttons as they stand under every digest."""
    return (
        [button(words.gettext("Language"), Action.LANGUAGE), button(words.gettext("Pause"), Action.PAUSE)],
        [button(words.gettext("Unsubscribe"), Action.UNSUBSCRIBE)],
    )


def _present(reader: Reader | None) -> Reader:
    """Raises NotSubscribed for somebody who was erased since the digest came."""
    if reader is None:
        raise NotSubscribed
    return reader


def _goodbye(reader: Reader, words: Words) -> str:
    if reader.kind is not SubscriberKind.PERSON:
        return words.gettext("The digest no longer comes to this chat.")
    if ChannelName.EMAIL in live(reader):
        return words.gettext("You are unsubscribed here. The digest still comes by e-mail.")
    return words.gettext("You are unsubscribed. Nothing more comes. Thank you for reading.")


async def _put(query: CallbackQuery, bot: Bot, rows: Sequence[Row], instead: str) -> None:
    """Ours are replaced; rows that lead to pages stay above them."""
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    pages = [row for row in markup.inline_keyboard if any(b.url for b in row)] if markup else []
    await rebutton(query, bot, [*pages, *rows], instead)


def _step(text: str, step: Step) -> InlineKeyboardButton:
    return button(text, Under(step=step).pack())
