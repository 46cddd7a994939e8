"""Groups and channels: an admin brings the bot in, chooses the language, decides; a private chat can only be lost."""

from collections.abc import Mapping

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramForbiddenError
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, ChatMemberRestricted, ChatMemberUnion, ChatMemberUpdated, Message

from bot import phrases, settings_pages
from bot.desk import Desk
from bot.filters import FromChatAdmin, OnlyChatAdmins, leads
from bot.handlers.language import native, question
from bot.handlers.unsubscribe import Where, leave_there
from bot.screen import Screen, button, chat_of, replace, show
from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriberKind, Via
from delivery.core.words import Words
from delivery.locales import words_for
from delivery.services import subscribing

HERE = 0
IN_ROOM = F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL})
INSIDE = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
KINDS: Mapping[ChatType, SubscriberKind] = {
    ChatType.PRIVATE: SubscriberKind.PERSON,
    ChatType.GROUP: SubscriberKind.GROUP,
    ChatType.SUPERGROUP: SubscriberKind.GROUP,
    ChatType.CHANNEL: SubscriberKind.CHANNEL,
}


class Room(CallbackData, prefix="room"):
    """Subscribe a group or channel in this language. `chat` is HERE, or the id of a channel asked about in private."""

    chat: int
    language: Language


class LeaveRoom(CallbackData, prefix="room-leave"):
    """Nothing more to this channel."""

    chat: int


def router() -> Router:
    router = Router(name="rooms")
    router.my_chat_member.register(come_or_go)
    router.message.register(move, F.migrate_to_chat_id | F.migrate_from_chat_id)
    for observer in (router.message, router.channel_post):
        observer.register(ask, Command("language", "settings"), IN_ROOM, FromChatAdmin(), ~F.forward_origin)
        observer.register(leave, Command("unsubscribe"), IN_ROOM, FromChatAdmin(), ~F.forward_origin)
    router.callback_query.register(subscribe, Room.filter())
    router.callback_query.register(leave_channel, LeaveRoom.filter())
    return router


async def come_or_go(event: ChatMemberUpdated, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> None:
    """The bot was brought in, thrown out, or blocked. Unblocking alone asks for nothing: /start does."""
    was, is_now = _inside(event.old_chat_member), _inside(event.new_chat_member)
    if not is_now:
        await subscribing.chat_lost(desk.store, event.chat.id, desk.now())
    elif not was and event.chat.type != ChatType.PRIVATE and not _reads(reader):
        await _ask_adder(event, reader, words, bot)


async def move(message: Message, desk: Desk) -> None:
    """A group became a supergroup: both chats are told, in any order."""
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    await subscribing.chat_moved(desk.store, old, new, desk.now())


async def ask(
    message: Message, command: CommandObject, desk: Desk, reader: Reader | None, words: Words, bot: Bot
) -> None:
    if reader is None:
        await show(bot, message.chat.id, _question(HERE, None, words))
    elif command.command == "language":
        await show(bot, message.chat.id, question(reader.language, words))
    else:
        await show(bot, message.chat.id, await settings_pages.home(desk, reader))


async def leave(message: Message, desk: Desk, reader: Reader | None, words: Words, bot: Bot) -> None:
    if _reads(reader) and reader:
        await show(bot, message.chat.id, await leave_there(desk, reader, Where.TELEGRAM, words))


async def subscribe(query: CallbackQuery, callback_data: Room, desk: Desk, bot: Bot) -> None:
    """One tap of an admin; a tap in the chat itself was already let through as one."""
    chat_id = await _governed(query, callback_data.chat, bot)
    here = callback_data.chat == HERE
    kind = KINDS[ChatType(query.message.chat.type)] if here and query.message else SubscriberKind.CHANNEL
    await subscribing.subscribe_chat(desk.store, chat_id, kind, callback_data.language, desk.now())
    words = words_for(callback_data.language)
    await replace(query, bot, _welcome(desk, words) if here else _channel(chat_id, callback_data.language, desk))


async def leave_channel(query: CallbackQuery, callback_data: LeaveRoom, desk: Desk, words: Words, bot: Bot) -> None:
    chat_id = await _governed(query, callback_data.chat, bot)
    reader = await subscribing.reader_in(desk.store, chat_id)
    if reader:
        await subscribing.leave(desk.store, reader.id, Via.BOT, desk.now(), ChannelName.TELEGRAM)
    await replace(query, bot, _question(chat_id, None, words))


async def _ask_adder(event: ChatMemberUpdated, reader: Reader | None, words: Words, bot: Bot) -> None:
    """In a group: there. For a channel: in private, since its readers need not see it, if the adder can be reached."""
    present = reader.language if reader else None
    if event.chat.type == ChatType.CHANNEL:
        try:
            await show(bot, event.from_user.id, _question(event.chat.id, present, words))
        except TelegramForbiddenError:
            pass  # they have not started the bot
        else:
            return
    await show(bot, event.chat.id, _question(HERE, present, words))


async def _governed(query: CallbackQuery, chat: int, bot: Bot) -> int:
    """The chat that a button is about. Raises OnlyChatAdmins for who may not decide for it."""
    if chat != HERE and not await leads(bot, chat, query.from_user):
        raise OnlyChatAdmins
    return chat_of(query) if chat == HERE else chat


def _question(chat: int, present: Language | None, words: Words) -> Screen:
    row = [button(text, Room(chat=chat, language=code).pack()) for code, text in native(present)]
    about = words.gettext("Once a week: the situation in Belarus, with commentary by analysts.")
    if chat == HERE:
        ask = words.gettext("An admin of this chat chooses the language in which the digest comes here:")
    else:
        ask = words.gettext("Choose the language in which the digest comes to your channel:")
    return Screen(words.gettext("Weekly digest"), f"{about}\n\n{ask}", (row,))


def _welcome(desk: Desk, words: Words) -> Screen:
    comes = words.gettext("The digest comes here %(when)s.") % {"when": phrases.when(desk.slot, words)}
    admins = words.gettext("For admins of this chat: /settings, /language, /unsubscribe")
    return Screen(words.gettext("You have been successfully subscribed"), f"{comes}\n\n{admins}")


def _channel(chat_id: int, present: Language, desk: Desk) -> Screen:
    words = words_for(present)
    comes = words.gettext("The digest comes to your channel %(when)s.") % {"when": phrases.when(desk.slot, words)}
    row = [button(text, Room(chat=chat_id, language=code).pack()) for code, text in native(present)]
    stop = [button(words.gettext("Unsubscribe"), LeaveRoom(chat=chat_id).pack())]
    return Screen(words.gettext("You have been successfully subscribed"), comes, (row, stop))


def _inside(member: ChatMemberUnion) -> bool:
    return member.status in INSIDE or (isinstance(member, ChatMemberRestricted) and member.is_member)


def _reads(reader: Reader | None) -> bool:
    return reader is not None and reader.on(ChannelName.TELEGRAM) is not None
