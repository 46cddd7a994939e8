"""The pages of /settings. Each button names the state that it leads to, so that a second tap changes nothing more."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from bot import phrases
from bot.desk import Desk
from bot.screen import Row, Screen, button, checked
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriberKind, SubscriptionStatus
from delivery.core.words import Words
from delivery.locales import words_for
from delivery.services import editions

ON, OFF = "on", "off"
Topics = tuple[tuple[str, Mapping[Language, str]], ...]


class Setting(StrEnum):
    """What a button sets, or the page that it opens."""

    HOME = "home"
    LANGUAGES = "languages"
    LANGUAGE = "language"
    TELEGRAM = "telegram"
    EMAIL = "email"
    TOPICS = "topics"
    TOPIC_ON = "topic+"
    TOPIC_OFF = "topic-"
    ALL_TOPICS = "all"
    SILENT = "silent"
    PROTECT = "protect"
    PAUSE = "pause"


class Set(CallbackData, prefix="set"):
    """A setting and its new value: on, off, a language or a topic's slug."""

    what: Setting
    value: str = ""


OPEN_SETTINGS = Set(what=Setting.HOME).pack()


async def home(desk: Desk, reader: Reader) -> Screen:
    """What is set, and a button for each."""
    words = words_for(reader.language)
    topics = await editions.topics_in_use(desk.store)
    rows: list[Row] = [
        [_to(words.gettext("Language") + ": " + reader.language.native_name, Setting.LANGUAGES)],
        _channels(desk, reader, words),
        [
            _switch(words.gettext("Without sound"), Setting.SILENT, reader.silent),
            _switch(words.gettext("No forwarding"), Setting.PROTECT, reader.protect),
        ],
        [_pause(desk, reader, words)],
    ]
    if topics:
        rows.insert(2, [_to(words.gettext("Topics"), Setting.TOPICS)])
    return Screen(words.gettext("Settings"), "\n".join(_lines(desk, reader, topics, words)), tuple(rows))


def languages(reader: Reader) -> Screen:
    words = words_for(reader.language)
    rows = [[_to(checked(code.native_name, code is reader.language), Setting.LANGUAGE, code)] for code in Language]
    return Screen(words.gettext("Language"), words.gettext("The digest comes in this language."), (*rows, _back(words)))


async def topics_page(desk: Desk, reader: Reader) -> Screen:
    words = words_for(reader.language)
    rows: list[Row] = [[_to(checked(words.gettext("All topics"), reader.topics is None), Setting.ALL_TOPICS)]]
    for slug, names in await editions.topics_in_use(desk.store):
        on = reader.topics is None or slug in reader.topics
        target = Setting.TOPIC_OFF if on else Setting.TOPIC_ON
        rows.append([_to(checked(names[reader.language], on), target, slug)])
    body = words.gettext("The digest brings the topics with a check mark.")
    return Screen(words.gettext("Topics"), body, (*rows, _back(words)))


def _channels(desk: Desk, reader: Reader, words: Words) -> Row:
    row = [_switch("Telegram", Setting.TELEGRAM, reader.on(ChannelName.TELEGRAM) is not None)]
    mail = reader.on(ChannelName.EMAIL) is not None
    if reader.kind is SubscriberKind.PERSON and (desk.mail_on or mail):
        row.append(_switch(words.gettext("E-mail"), Setting.EMAIL, mail))
    return row


def _pause(desk: Desk, reader: Reader, words: Words) -> InlineKeyboardButton:
    if reader.is_paused(desk.now()):
        return _to(words.gettext("Resume"), Setting.PAUSE, OFF)
    return _to(words.gettext("Pause for 4 weeks"), Setting.PAUSE, ON)


def _lines(desk: Desk, reader: Reader, topics: Topics, words: Words) -> Iterator[str]:
    """What no check mark can say."""
    if not reader.on(ChannelName.TELEGRAM):
        yield words.gettext("The digest does not come to this chat.")
    elif reader.paused_until and reader.is_paused(desk.now()):
        yield phrases.paused_until(reader.paused_until, desk.slot, words)
    else:
        yield words.gettext("The digest comes here %(when)s.") % {"when": phrases.when(desk.slot, words)}
    yield from _mail(reader, words)
    if reader.topics is not None:
        names = [named[reader.language] for slug, named in topics if slug in reader.topics]
        yield words.gettext("Topics: %(topics)s") % {"topics": ", ".join(names)}


def _mail(reader: Reader, words: Words) -> Iterator[str]:
    active = reader.on(ChannelName.EMAIL)
    if active:
        yield words.gettext("E-mail: %(address)s") % {"address": active.address}
    pending = reader.on(ChannelName.EMAIL, SubscriptionStatus.PENDING)
    if pending:
        yield words.gettext("E-mail: %(address)s, not confirmed yet") % {"address": pending.address}


def _back(words: Words) -> Row:
    return [_to("‹ " + words.gettext("Back"), Setting.HOME)]


def _switch(text: str, what: Setting, on: bool) -> InlineKeyboardButton:
    return _to(checked(text, on), what, OFF if on else ON)


def _to(text: str, what: Setting, value: str = "") -> InlineKeyboardButton:
    return button(text, Set(what=what, value=value).pack())
