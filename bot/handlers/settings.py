"""/settings: one message, changed in place."""

from collections.abc import Awaitable, Callable, Mapping

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import settings_pages
from bot.desk import Desk
from bot.filters import IN_PRIVATE, PRESSED_IN_PRIVATE
from bot.handlers.email import begin
from bot.screen import Notice, Screen, chat_of, replace, show
from bot.settings_pages import ON, Set, Setting
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriptionStatus, Via
from delivery.core.words import Words
from delivery.services import editions, subscribing
from delivery.services.subscribing import NotSubscribed


def router() -> Router:
    router = Router(name="settings")
    router.message.register(open_settings, Command("settings"), IN_PRIVATE)
    router.callback_query.register(press_email, Set.filter(F.what == Setting.EMAIL), PRESSED_IN_PRIVATE)
    router.callback_query.register(press, Set.filter(F.what != Setting.EMAIL))
    return router


async def open_settings(message: Message, desk: Desk, reader: Reader | None, bot: Bot) -> None:
    if reader is None:
        raise NotSubscribed
    await show(bot, message.chat.id, await settings_pages.home(desk, reader))


async def press(query: CallbackQuery, callback_data: Set, desk: Desk, reader: Reader | None, bot: Bot) -> None:
    """Also in groups, by their admins."""
    if reader is None:
        raise NotSubscribed
    change = CHANGES.get(callback_data.what)
    if change:
        reader = await change(desk, reader, callback_data.value)
    await replace(query, bot, await _page(callback_data.what, desk, reader))


async def press_email(
    query: CallbackQuery,
    callback_data: Set,
    desk: Desk,
    reader: Reader | None,
    words: Words,
    state: FSMContext,
    bot: Bot,
) -> Notice | None:
    """Off, on again for an address that was confirmed before, or the question for a new one."""
    if reader is None:
        raise NotSubscribed
    if callback_data.value == ON and reader.on(ChannelName.EMAIL, SubscriptionStatus.PENDING):
        return Notice(words.gettext("Please press the button in the e-mail that we sent to you."), alert=True)
    try:
        reader = await _email(desk, reader, callback_data.value)
    except NotSubscribed:
        await show(bot, chat_of(query), await begin(desk, state, words))
        return None
    await replace(query, bot, await settings_pages.home(desk, reader))
    return None


async def _page(pressed: Setting, desk: Desk, reader: Reader) -> Screen:
    match pressed:
        case Setting.LANGUAGES:
            return settings_pages.languages(reader)
        case Setting.TOPICS | Setting.TOPIC_ON | Setting.TOPIC_OFF | Setting.ALL_TOPICS:
            return await settings_pages.topics_page(desk, reader)
        case _:
            return await settings_pages.home(desk, reader)


async def _language(desk: Desk, reader: Reader, value: str) -> Reader:
    return await subscribing.choose_language(desk.store, reader.id, Language(value))


async def _telegram(desk: Desk, reader: Reader, value: str) -> Reader:
    return await _channel(desk, reader, ChannelName.TELEGRAM, value)


async def _email(desk: Desk, reader: Reader, value: str) -> Reader:
    return await _channel(desk, reader, ChannelName.EMAIL, value)


async def _channel(desk: Desk, reader: Reader, channel: ChannelName, value: str) -> Reader:
    if value == ON:
        return await subscribing.join(desk.store, reader.id, channel, Via.BOT, desk.now())
    return await subscribing.leave(desk.store, reader.id, Via.BOT, desk.now(), channel)


async def _topic_on(desk: Desk, reader: Reader, slug: str) -> Reader:
    """The last one that was missing means all, also those that come later."""
    known = frozenset(slug for slug, _ in await editions.topics_in_use(desk.store))
    wanted = known if reader.topics is None else (reader.topics | {slug}) & known
    return await subscribing.choose_topics(desk.store, reader.id, None if wanted == known else wanted)


async def _topic_off(desk: Desk, reader: Reader, slug: str) -> Reader:
    known = frozenset(slug for slug, _ in await editions.topics_in_use(desk.store))
    present = known if reader.topics is None else reader.topics & known
    return await subscribing.choose_topics(desk.store, reader.id, present - {slug})


async def _all_topics(desk: Desk, reader: Reader, _value: str) -> Reader:
    return await subscribing.choose_topics(desk.store, reader.id, None)


async def _silent(desk: Desk, reader: Reader, value: str) -> Reader:
    return await subscribing.choose_quiet(desk.store, reader.id, silent=value == ON, protect=reader.protect)


async def _protect(desk: Desk, reader: Reader, value: str) -> Reader:
    return await subscribing.choose_quiet(desk.store, reader.id, silent=reader.silent, protect=value == ON)


async def _pause(desk: Desk, reader: Reader, value: str) -> Reader:
    if value == ON and not reader.is_paused(desk.now()):
        return await subscribing.pause(desk.store, reader.id, desk.now())
    return reader if value == ON else await subscribing.resume(desk.store, reader.id)


CHANGES: Mapping[Setting, Callable[[Desk, Reader, str], Awaitable[Reader]]] = {
    Setting.LANGUAGE: _language,
    Setting.TELEGRAM: _telegram,
    Setting.TOPIC_ON: _topic_on,
    Setting.TOPIC_OFF: _topic_off,
    Setting.ALL_TOPICS: _all_topics,
    Setting.SILENT: _silent,
    Setting.PROTECT: _protect,
    Setting.PAUSE: _pause,
}
"""What each button does; those that are not here only open a page."""
