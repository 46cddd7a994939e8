"""/broadcast, first half: an admin hands in a message, or an album, and sees it as readers will."""

from dataclasses import asdict, dataclass
from typing import Any

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.audience import audience_card
from bot.desk import Desk
from bot.filters import FromAdmin
from bot.mailhtml import html_of
from bot.screen import Notice, Row, Screen, button, chat_of, replace, show
from bot.states import BroadcastDialogue
from delivery.core.campaign import Audience, BroadcastContent
from delivery.core.channel import ChannelName
from delivery.core.errors import Refusal
from delivery.core.words import Words
from delivery.services import broadcasting

NEXT = "broadcast:next"
DROP = "broadcast:drop"


class CannotBeCopied(Refusal):
    """Telegram does not let this message be copied. Please send another one."""

    code = "cannot-be-copied"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was handed in so far: one message, or the parts of one album with the texts of all of them."""

    album: str | None
    message_ids: tuple[int, ...]
    text: str
    html: str

    @classmethod
    def of(cls, message: Message) -> "Taken":
        text = message.text or message.caption or ""
        return cls(message.media_group_id, (message.message_id,), text, html_of(message))

    def joined(self, part: "Taken") -> "Taken":
        """With another part of the same album."""
        return Taken(
            self.album,
            tuple(sorted({*self.message_ids, *part.message_ids})),
            "\n\n".join(filter(None, (self.text, part.text))),
            "<br><br>".join(filter(None, (self.html, part.html))),
        )


def router() -> Router:
    router = Router(name="admin_broadcast")
    router.message.filter(FromAdmin())
    router.callback_query.filter(FromAdmin())
    router.message.register(ask, Command("broadcast"))
    router.message.register(take, BroadcastDialogue.message)
    router.callback_query.register(go_on, F.data == NEXT)
    router.callback_query.register(drop, F.data == DROP)
    return router


async def ask(message: Message, state: FSMContext, words: Words, bot: Bot) -> None:
    await state.set_state(BroadcastDialogue.message)
    body = words.gettext(
        "Send the message for the readers: a text, a picture, a video, a file or an album. "
        "It is copied as it is, with its formatting. E-mail readers get its text."
    )
    await show(bot, message.chat.id, Screen(words.gettext("Message to readers"), body, (_drop_row(words),)))


async def take(message: Message, state: FSMContext, words: Words, bot: Bot) -> None:
    """The message; the further parts of an album come as messages of their own and join it in silence."""
    part, before = Taken.of(message), _taken(await state.get_data())
    if before and part.album and before.album == part.album:
        await state.set_data(asdict(before.joined(part)))
        return
    await state.set_data(asdict(part))
    await show(bot, message.chat.id, _received(replaces=before is not None, album=bool(part.album), words=words))


async def go_on(query: CallbackQuery, state: FSMContext, desk: Desk, words: Words, bot: Bot) -> Notice | None:
    """That is all: keep it, show it as it will look, ask for whom."""
    taken = _taken(await state.get_data())
    if taken is None:
        return Notice(
            words.gettext("This message was already taken, or the step was cancelled. To start again: /broadcast"),
            alert=True,
        )
    content = BroadcastContent(chat_of(query), taken.message_ids, taken.text, taken.html)
    await _preview(bot, content)
    campaign_id = await broadcasting.draft(desk.store, content, desk.token(), desk.now())
    if not content.text:
        audience = Audience(channels=frozenset({ChannelName.TELEGRAM}))
        await broadcasting.choose_audience(desk.store, campaign_id, audience)
    await state.clear()
    await show(bot, chat_of(query), await audience_card(desk, campaign_id, words))
    return None


async def drop(query: CallbackQuery, state: FSMContext, words: Words, bot: Bot) -> None:
    await state.clear()
    await replace(query, bot, Screen(body=words.gettext("Cancelled. Nothing was sent.")))


async def _preview(bot: Bot, content: BroadcastContent) -> None:
    """A copy for the admin. Raises CannotBeCopied before anything is kept."""
    try:
        if len(content.message_ids) == 1:
            await bot.copy_message(content.from_chat, content.from_chat, content.message_ids[0])
        else:
            await bot.copy_messages(content.from_chat, content.from_chat, list(content.message_ids))
    except TelegramBadRequest:
        raise CannotBeCopied from None


def _received(*, replaces: bool, album: bool, words: Words) -> Screen:
    lead = words.gettext("This message replaces the previous one.") if replaces else ""
    parts = words.gettext("The whole album will be sent.") if album else ""
    ask = words.gettext(
        "To see it as readers will, press Next. To send another one instead, send it now. "
        "Do not delete the message before everybody has received it."
    )
    rows = ([button(words.gettext("Next"), NEXT)], _drop_row(words))
    return Screen(words.gettext("Message received"), "\n\n".join(filter(None, (lead, parts, ask))), rows)


def _drop_row(words: Words) -> Row:
    return [button(words.gettext("Cancel"), DROP)]


def _taken(data: dict[str, Any]) -> Taken | None:
    return Taken(**(data | {"message_ids": tuple(data["message_ids"])})) if data else None
