"""Who may use what, and where."""

from typing import Any

from aiogram import BaseMiddleware, Bot, F
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User

from bot.desk import Desk
from bot.middlewares import Handler
from delivery.core.errors import Refusal

IN_PRIVATE = F.chat.type == ChatType.PRIVATE
PRESSED_IN_PRIVATE = F.message.chat.type == ChatType.PRIVATE
LEADING = (ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR)


class OnlyChatAdmins(Refusal):
    """Only admins of this chat can change this."""

    code = "only-chat-admins"


class FromAdmin(Filter):
    """One of the service's admins, in a private chat. For everybody else the commands behind it do not exist."""

    async def __call__(self, event: Message | CallbackQuery, desk: Desk) -> bool:
        message = event.message if isinstance(event, CallbackQuery) else event
        private = message is not None and message.chat.type == ChatType.PRIVATE
        return private and event.from_user is not None and event.from_user.id in desk.admin_ids


class FromChatAdmin(Filter):
    """A message in a group or channel by somebody who may decide for it."""

    async def __call__(self, message: Message, bot: Bot) -> bool:
        if message.chat.type == ChatType.CHANNEL:
            return True  # nobody else can post there
        if message.sender_chat is not None:
            return message.sender_chat.id == message.chat.id  # an anonymous admin writes as the group itself
        return await leads(bot, message.chat.id, message.from_user)


class PressesOfChatAdmins(BaseMiddleware):
    """In groups and channels only admins press our buttons with effect."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        user: User | None = data.get("event_from_user")
        if chat and chat.type != ChatType.PRIVATE and not await leads(data["bot"], chat.id, user):
            raise OnlyChatAdmins
        return await handler(event, data)


async def leads(bot: Bot, chat_id: int, user: User | None) -> bool:
    """Whether `user` is an owner or admin of the chat; False as well where the bot is not allowed to know."""
    if user is None:
        return False
    try:
        return (await bot.get_chat_member(chat_id, user.id)).status in LEADING
    except (TelegramBadRequest, TelegramForbiddenError):
        return False
