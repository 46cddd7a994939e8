"""/unsubscribe: leave one channel or all with one tap, and come back with another."""

from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot import phrases
from bot.desk import Desk
from bot.filters import IN_PRIVATE
from bot.screen import Row, Screen, button, replace, show
from delivery.core.channel import ChannelName
from delivery.core.subscription import Reader, SubscriptionStatus, Via
from delivery.core.words import Words
from delivery.services import subscribing
from delivery.services.subscribing import NotSubscribed


class Where(StrEnum):
    """The channels that a button is about."""

    TELEGRAM = "telegram"
    EMAIL = "email"
    BOTH = "both"


CHANNELS: Mapping[Where, tuple[ChannelName, ...]] = {
    Where.TELEGRAM: (ChannelName.TELEGRAM,),
    Where.EMAIL: (ChannelName.EMAIL,),
    Where.BOTH: tuple(ChannelName),
}
KNOWN = (SubscriptionStatus.ACTIVE, SubscriptionStatus.UNSUBSCRIBED)


class Leave(CallbackData, prefix="leave"):
    """Nothing more there."""

    where: Where


class Return(CallbackData, prefix="return"):
    """Back there."""

    where: Where


def router() -> Router:
    router = Router(name="unsubscribe")
    router.message.register(ask, Command("unsubscribe"), IN_PRIVATE)
    router.callback_query.register(leave, Leave.filter())
    router.callback_query.register(come_back, Return.filter())
    return router


async def ask(message: Message, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> None:
    """Who is on one channel leaves it at once; who is on both says which."""
    if reader is None:
        raise NotSubscribed
    present = live(reader)
    match present:
        case ():
            screen = Screen(body=words.gettext("You are not subscribed."), rows=back_rows(Where.TELEGRAM, words))
        case (only,):
            screen = await leave_there(desk, reader, Where(only), words)
        case _:
            screen = _question(words)
    await show(bot, message.chat.id, screen)


async def leave(
    query: CallbackQuery, callback_data: Leave, desk: Desk, reader: Reader | None, words: Words, bot: Bot
) -> None:
    if reader is None:
        raise NotSubscribed
    await replace(query, bot, await leave_there(desk, reader, callback_data.where, words))


async def come_back(
    query: CallbackQuery, callback_data: Return, desk: Desk, reader: Reader | None, words: Words, bot: Bot
) -> None:
    """Also in groups, by their admins. An address that was never confirmed stays away."""
    if reader is None:
        raise NotSubscribed
    for channel in CHANNELS[callback_data.where]:
        with suppress(NotSubscribed):
            reader = await subscribing.join(desk.store, reader.id, channel, Via.BOT, desk.now())
    names = " · ".join(phrases.channel_name(channel, words) for channel in live(reader))
    if not names:
        raise NotSubscribed
    body = words.gettext("You are subscribed again: %(channels)s. The digest comes %(when)s.")
    await replace(query, bot, Screen(body=body % {"channels": names, "when": phrases.when(desk.slot, words)}))


async def leave_there(desk: Desk, reader: Reader, where: Where, words: Words) -> Screen:
    """Leave, with the undo at hand; doing it twice shows the same."""
    for channel in CHANNELS[where]:
        after = await subscribing.leave(desk.store, reader.id, Via.BOT, desk.now(), channel)
    known = [channel for channel in CHANNELS[where] if reader.on(channel, *KNOWN)]
    undo = Where.BOTH if len(known) > 1 else Where(known[0]) if known else None
    return Screen(body=_goodbye(live(after), words), rows=back_rows(undo, words) if undo else ())


def back_rows(where: Where, words: Words) -> tuple[Row, ...]:
    """The undo."""
    return ([button(words.gettext("Subscribe again"), Return(where=where).pack())],)


def live(reader: Reader) -> tuple[ChannelName, ...]:
    """The channels on which something comes, or waits to be confirmed."""
    statuses = (SubscriptionStatus.ACTIVE, SubscriptionStatus.PENDING)
    return tuple(channel for channel in ChannelName if reader.on(channel, *statuses))


def _goodbye(rest: tuple[ChannelName, ...], words: Words) -> str:
    if ChannelName.EMAIL in rest:
        return words.gettext("You are unsubscribed here. The digest still comes by e-mail.")
    if ChannelName.TELEGRAM in rest:
        return words.gettext("Nothing more comes by e-mail. The digest still comes to this chat.")
    return words.gettext("You are unsubscribed. Nothing more comes. Thank you for reading.")


def _question(words: Words) -> Screen:
    rows = [[button(phrases.channel_name(name, words), Leave(where=Where(name)).pack())] for name in ChannelName]
    rows.append([button(words.gettext("Both"), Leave(where=Where.BOTH).pack())])
    return Screen(words.gettext("Unsubscribe"), words.gettext("Where should the digest stop coming?"), tuple(rows))
