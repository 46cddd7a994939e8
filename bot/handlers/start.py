"""/start: choose a language with one tap, and be subscribed; also the way back for who blocked the bot."""

from aiogram import Bot, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot import phrases
from bot.desk import Desk
from bot.filters import IN_PRIVATE, PRESSED_IN_PRIVATE
from bot.handlers.language import native
from bot.handlers.latest import LATEST
from bot.screen import Screen, button, chat_of, replace, show
from bot.settings_pages import OPEN_SETTINGS
from bot.setup import introduce_to_admin
from delivery.core.channel import ChannelName
from delivery.core.language import Language, preselected
from delivery.core.subscription import Reader, SubscriberKind, SubscriptionStatus
from delivery.core.words import Words
from delivery.locales import words_for
from delivery.services import subscribing


class Subscribe(CallbackData, prefix="start"):
    """The one tap."""

    language: Language


def router() -> Router:
    router = Router(name="start")
    router.message.register(greet, CommandStart(), IN_PRIVATE)
    router.callback_query.register(subscribe, Subscribe.filter(), PRESSED_IN_PRIVATE)
    return router


async def greet(message: Message, command: CommandObject, desk: Desk, reader: Reader | None, bot: Bot) -> None:
    """Any number of times. A link may carry a language: t.me/bot?start=be."""
    user = message.from_user
    link = command.args or ""
    spoken = link if link in tuple(Language) else user.language_code if user else None
    language = reader.language if reader else preselected(spoken)
    await subscribing.return_chat(desk.store, message.chat.id, desk.now())
    await show(bot, message.chat.id, _greeting(language, _news(reader, words_for(language))))
    if user and user.id in desk.admin_ids:
        await introduce_to_admin(bot, user.id)


async def subscribe(query: CallbackQuery, callback_data: Subscribe, desk: Desk, bot: Bot) -> None:
    await subscribing.subscribe_chat(
        desk.store, chat_of(query), SubscriberKind.PERSON, callback_data.language, desk.now()
    )
    await replace(query, bot, _welcome(desk, words_for(callback_data.language)))


def _greeting(language: Language, news: str) -> Screen:
    words = words_for(language)
    about = words.gettext("Once a week: the situation in Belarus, with commentary by analysts.")
    ask = words.gettext("Choose the language of the digest:")
    row = [button(text, Subscribe(language=code).pack()) for code, text in native(language)]
    return Screen(words.gettext("Weekly digest"), "\n\n".join(filter(None, (news, about, ask))), (row,))


def _news(reader: Reader | None, words: Words) -> str:
    """What the reader who came back should know before choosing again."""
    if reader is None:
        return ""
    if reader.on(ChannelName.TELEGRAM):
        return words.gettext("You are subscribed.")
    if reader.on(ChannelName.TELEGRAM, SubscriptionStatus.BLOCKED):
        return words.gettext("Welcome back. You are subscribed again.")
    return words.gettext("Welcome back. Choose a language to subscribe again.")


def _welcome(desk: Desk, words: Words) -> Screen:
    comes = words.gettext("The digest comes here %(when)s.") % {"when": phrases.when(desk.slot, words)}
    stored = words.gettext(
        "We store only what is needed to reach you: the number of this chat, encrypted, and your settings. "
        "You can leave at any moment with one tap: /unsubscribe"
    )
    more = words.gettext("What else the bot can do: /help")
    rows = (
        [button(words.gettext("Read the latest digest"), LATEST)],
        [button(words.gettext("Settings"), OPEN_SETTINGS)],
    )
    return Screen(words.gettext("You have been successfully subscribed"), "\n\n".join((comes, stored, more)), rows)
