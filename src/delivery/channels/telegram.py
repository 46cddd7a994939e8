"""The Telegram channel: one message or album per call, over a bot that somebody else owns."""

from typing import assert_never

from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.methods import CopyMessage, CopyMessages, SendMessage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, MessageEntity

from delivery.channels.base import TelegramPost
from delivery.channels.telegram_errors import setback
from delivery.core.channel import ChannelName
from delivery.core.message import Button, CopyPart, Entity, TextPart
from delivery.core.outcome import Delivered, Outcome, Refused, Scope

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
ALBUM_WITH_BUTTONS = "an album carries no buttons"
NOTHING_COPIED = "nothing to copy"


class TelegramChannel:
    """Sends by `bot`, whose session needs a connect timeout (`channels.session`): it tells a retry from a doubt."""

    name = ChannelName.TELEGRAM

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, post: TelegramPost, attempt: int = 0) -> Outcome:
        """Send one part. The receipt is its message id; an album's are joined by commas.

        attempt: failed attempts so far; a chat is believed to be gone only the second time.
        """
        try:
            return await self._hand_over(post)
        except AiogramError as error:
            return setback(error, attempt)

    async def close(self) -> None:
        """Nothing to do: the bot and its session belong to whoever made them."""

    async def _hand_over(self, post: TelegramPost) -> Outcome:
        match post.part:
            case TextPart():
                return await self._text(post, post.part)
            case CopyPart(message_ids=(only,)):
                return await self._copy(post, post.part, only)
            case CopyPart():
                return await self._copy_album(post, post.part)
            case _:
                assert_never(post.part)

    async def _text(self, post: TelegramPost, part: TextPart) -> Outcome:
        request = SendMessage(
            chat_id=post.chat_id,
            text=part.text,
            entities=_entities(part.entities),
            parse_mode=None,  # the entities say it all
            link_preview_options=NO_PREVIEW,
            disable_notification=post.silent,
            protect_content=post.protect,
            reply_markup=_keyboard(part.buttons),
        )
        return _delivered([(await self._bot(request)).message_id])

    async def _copy(self, post: TelegramPost, part: CopyPart, message_id: int) -> Outcome:
        request = CopyMessage(
            chat_id=post.chat_id,
            from_chat_id=part.from_chat,
            message_id=message_id,
            disable_notification=post.silent,
            protect_content=post.protect,
            reply_markup=_keyboard(part.buttons),
        )
        return _delivered([(await self._bot(request)).message_id])

    async def _copy_album(self, post: TelegramPost, part: CopyPart) -> Outcome:
        """copyMessages keeps an album together, takes ids in rising order and no keyboard, and skips what is gone."""
        if part.buttons:
            return Refused(Scope.CONTENT, ALBUM_WITH_BUTTONS)
        request = CopyMessages(
            chat_id=post.chat_id,
            from_chat_id=part.from_chat,
            message_ids=sorted(part.message_ids),
            disable_notification=post.silent,
            protect_content=post.protect,
        )
        copies = await self._bot(request)
        return _delivered([copy.message_id for copy in copies]) if copies else Refused(Scope.CONTENT, NOTHING_COPIED)


def _delivered(message_ids: list[int]) -> Delivered:
    return Delivered(",".join(map(str, message_ids)))


def _entities(entities: tuple[Entity, ...]) -> list[MessageEntity]:
    return [MessageEntity(type=e.type, offset=e.offset, length=e.length, url=e.url) for e in entities]


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(button) for button in row] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=button.text, callback_data=button.data, url=button.url)
