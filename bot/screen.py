"""Screens: what a chat shows at one moment, and how to show it, change it in place, or hand over a digest."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)

from delivery.channels.base import TelegramPost
from delivery.channels.telegram import TelegramChannel
from delivery.core.message import TelegramMessage
from delivery.core.outcome import Delivered

Row = Sequence[InlineKeyboardButton]

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
SAME = "message is not modified"
CHECK = "✓"


@dataclass(frozen=True, slots=True)
class Screen:
    """A message of the bot: a bold title (may be empty), a body of plain text, rows of buttons."""

    title: str = ""
    body: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.title, self.body) if part)

    @property
    def entities(self) -> list[MessageEntity] | None:
        """The title in bold; offsets are UTF-16 units."""
        units = len(self.title.encode("utf-16-le")) // 2
        return [MessageEntity(type="bold", offset=0, length=units)] if units else None

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        return keyboard(self.rows)


@dataclass(frozen=True, slots=True)
class Notice:
    """What the client shows after a press: for a moment, or as an alert until it is closed."""

    text: str
    alert: bool = False


def button(text: str, data: str) -> InlineKeyboardButton:
    """An inline button; `data` ≤ 64 bytes."""
    return InlineKeyboardButton(text=text, callback_data=data)


def checked(text: str, on: bool) -> str:
    """The words of a choice, with a check mark if it is the present one."""
    return f"{CHECK} {text}" if on else text


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(inline_keyboard=[list(row) for row in rows]) if rows else None


def chat_of(query: CallbackQuery) -> int:
    """The chat in which a button was pressed."""
    return query.message.chat.id if query.message else query.from_user.id


async def show(bot: Bot, chat_id: int, screen: Screen) -> Message:
    """A new message."""
    return await bot.send_message(
        chat_id,
        screen.text,
        entities=screen.entities,
        parse_mode=None,
        link_preview_options=NO_PREVIEW,
        reply_markup=screen.keyboard,
    )


async def redraw(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Change a message of the bot; an equal one stays. Raises TelegramBadRequest where it cannot be changed."""
    try:
        await bot.edit_message_text(
            screen.text,
            chat_id=chat_id,
            message_id=message_id,
            entities=screen.entities,
            parse_mode=None,
            link_preview_options=NO_PREVIEW,
            reply_markup=screen.keyboard,
        )
    except TelegramBadRequest as error:
        if SAME not in error.message:
            raise


async def replace(query: CallbackQuery, bot: Bot, screen: Screen) -> int:
    """Turn the message under which a button was pressed into `screen`; where it cannot be changed, send a new one.

    Returns the id of the message that shows it.
    """
    if query.message is not None:
        try:
            await redraw(bot, query.message.chat.id, query.message.message_id, screen)
        except TelegramBadRequest:
            pass  # deleted, out of the bot's reach, or a picture without text
        else:
            return query.message.message_id
    return (await show(bot, chat_of(query), screen)).message_id


async def rebutton(query: CallbackQuery, bot: Bot, rows: Sequence[Row], instead: str) -> None:
    """Change only the buttons under a message; where it cannot be changed, send `instead` with them."""
    if query.message is not None:
        chat_id, message_id = query.message.chat.id, query.message.message_id
        try:
            await bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=keyboard(rows))
        except TelegramBadRequest as error:
            if SAME in error.message:
                return
        else:
            return
    await show(bot, chat_of(query), Screen(body=instead, rows=tuple(rows)))


async def hand_over(bot: Bot, chat_id: int, message: TelegramMessage, *, protect: bool) -> bool:
    """Send a digest to who asked for it, part by part; False if a part was not accepted."""
    channel = TelegramChannel(bot)
    for part in message.parts:
        if not isinstance(await channel.send(TelegramPost(chat_id, part, protect=protect)), Delivered):
            return False
    return True
