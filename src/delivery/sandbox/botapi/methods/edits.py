"""Later changes: edits, deletions, and answers to pressed buttons."""

from datetime import timedelta

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
)
from aiogram.types import InlineKeyboardMarkup

from delivery.sandbox.botapi import keyboards, richtext
from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.chats import Chat
from delivery.sandbox.botapi.ledger import Entry
from delivery.sandbox.botapi.message import Message
from delivery.sandbox.botapi.methods.register import Call, plays
from delivery.sandbox.botapi.methods.sends import preview
from delivery.sandbox.botapi.wire import given
from delivery.sandbox.botapi.world import World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TEXT_FIELDS = ("text", "entities", "link_preview_options", "reply_markup")
CAPTION_FIELDS = ("caption", "caption_entities", "show_caption_above_media", "reply_markup")
ANSWER_CHARACTERS = 200
MOST_DELETED = 100

Edit = EditMessageText | EditMessageCaption | EditMessageReplyMarkup


@plays(EditMessageText)
def edit_text(call: Call, asked: EditMessageText) -> Json:
    chat, message = _target(call.world, asked)
    rich = richtext.body(asked.text, asked.parse_mode, asked.entities)
    if "text" not in message.raw:
        raise bad("there is no text in the message to edit")
    fields = rich.fields("text", "entities") | preview(asked.link_preview_options)
    return _change(call.world, chat, message, fields, TEXT_FIELDS, asked)


@plays(EditMessageCaption)
def edit_caption(call: Call, asked: EditMessageCaption) -> Json:
    chat, message = _target(call.world, asked)
    rich = richtext.caption(asked.caption, asked.parse_mode, asked.caption_entities)
    if message.file_id is None:
        raise bad("there is no caption in the message to edit")
    above = {"show_caption_above_media": True} if given(asked.show_caption_above_media) else {}
    return _change(call.world, chat, message, rich.fields("caption", "caption_entities") | above, CAPTION_FIELDS, asked)


@plays(EditMessageReplyMarkup)
def edit_reply_markup(call: Call, asked: EditMessageReplyMarkup) -> Json:
    chat, message = _target(call.world, asked)
    return _change(call.world, chat, message, {}, ("reply_markup",), asked)


def _target(world: World, asked: Edit) -> tuple[Chat, Message]:
    if asked.inline_message_id is not None:
        raise bad("this simulator has no inline messages")
    if asked.chat_id is None or asked.message_id is None:
        raise bad("message identifier is not specified")
    chat = world.open_chat(asked.chat_id)
    message = chat.find(asked.message_id)
    if message is None:
        raise bad("message to edit not found")
    if not message.by_bot:
        raise bad("message can't be edited")
    return chat, message


def _change(world: World, chat: Chat, message: Message, fields: Json, replaced: tuple[str, ...], asked: Edit) -> Json:
    """Replace fields of a message. Without `reply_markup` the buttons go, as in the real API."""
    markup = asked.reply_markup
    inline = keyboards.inline(markup) if isinstance(markup, InlineKeyboardMarkup) else None
    new = fields | ({"reply_markup": inline} if inline else {})
    if new == {name: message.raw[name] for name in replaced if name in message.raw}:
        raise bad(SAME)
    now = world.clock()
    world.pace.admit(chat.id, 1, now)
    changed = chat.change(message, new, drop=replaced)
    world.ledger.note_edit(Entry(now, asked.__api_method__, chat.id, message.id, changed.text, raw=changed.raw))
    return changed.raw


@plays(DeleteMessage)
def delete_message(call: Call, asked: DeleteMessage) -> bool:
    chat = call.world.open_chat(asked.chat_id)
    message = chat.find(asked.message_id)
    if message is None:
        raise bad("message to delete not found")
    if _too_old(call.world, message):
        raise bad("message can't be deleted for everyone")
    chat.remove(message.id)
    return True


@plays(DeleteMessages)
def delete_messages(call: Call, asked: DeleteMessages) -> bool:
    """Messages that are gone or too old are passed over."""
    chat = call.world.open_chat(asked.chat_id)
    if not 1 <= len(asked.message_ids) <= MOST_DELETED:
        raise bad("wrong number of messages to delete: 1 to 100 are needed")
    for number in asked.message_ids:
        message = chat.find(number)
        if message is not None and not _too_old(call.world, message):
            chat.remove(number)
    return True


def _too_old(world: World, message: Message) -> bool:
    return timedelta(seconds=world.timestamp() - message.raw["date"]) > world.limits.delete_life


@plays(AnswerCallbackQuery)
def answer_callback_query(call: Call, asked: AnswerCallbackQuery) -> bool:
    text = asked.text or ""
    if len(text) > ANSWER_CHARACTERS:
        raise bad("MESSAGE_TOO_LONG")
    call.world.answer_query(asked.callback_query_id, text, bool(asked.show_alert), asked.url)
    return True
