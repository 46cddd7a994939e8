"""New messages of the bot: text, pictures, files, albums."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from aiogram.client.default import Default
from aiogram.methods import SendChatAction, SendDocument, SendMediaGroup, SendMessage, SendPhoto
from aiogram.types import (
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    MediaUnion,
    ReplyMarkupUnion,
    ReplyParameters,
)

from delivery.sandbox.botapi import keyboards, richtext
from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.chats import Chat, Kind
from delivery.sandbox.botapi.ledger import Entry
from delivery.sandbox.botapi.message import Message
from delivery.sandbox.botapi.methods.register import Call, plays
from delivery.sandbox.botapi.wire import dump, given
from delivery.sandbox.botapi.world import World

ALBUM = range(2, 11)
"""How many pictures or files make an album."""
ACTIONS = frozenset({
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manner:
    """How messages are sent, whatever is in them."""

    method: str
    markup: ReplyMarkupUnion | None = None
    reply: ReplyParameters | None = None
    silent: bool | None = None
    protected: bool | Default | None = None
    paid: bool | None = None
    extra: Json = field(default_factory=dict)


def place(world: World, chat: Chat, contents: Sequence[Json], manner: Manner) -> list[Message]:
    """Show the contents in a chat as messages of the bot: all checks first, then pace, chat and ledger.

    Raises 400 for buttons and replies that are wrong, 429 if this is too fast.
    """
    inline, below = keyboards.inline(manner.markup), keyboards.below(manner.markup)
    common = manner.extra | _author(world, chat) | _quoted(chat, manner.reply)
    if given(manner.protected):
        common["has_protected_content"] = True
    if inline:
        common["reply_markup"] = inline
    world.pace.admit(chat.id, len(contents), world.clock(), bool(manner.paid))
    return [_put(world, chat, common | content, below, manner) for content in contents]


def _put(world: World, chat: Chat, fields: Json, keyboard: Json | None, manner: Manner) -> Message:
    message = chat.put(fields, by_bot=True, keyboard=keyboard)
    world.ledger.note_send(
        Entry(world.clock(), manner.method, chat.id, message.id, message.text, bool(manner.paid), message.raw)
    )
    return message


def _author(world: World, chat: Chat) -> Json:
    return {"sender_chat": chat.raw()} if chat.kind is Kind.CHANNEL else {"from": world.bot}


def _quoted(chat: Chat, reply: ReplyParameters | None) -> Json:
    if reply is None or reply.message_id is None:
        return {}
    quoted = chat.find(reply.message_id)
    if quoted is not None:
        return {"reply_to_message": {k: v for k, v in quoted.raw.items() if k != "reply_to_message"}}
    if given(reply.allow_sending_without_reply):
        return {}
    raise bad("message to be replied not found")


def preview(options: LinkPreviewOptions | Default | None) -> Json:
    """The `link_preview_options` of a message, if any were given."""
    kept = given(options)
    return {} if kept is None else {"link_preview_options": dump(kept)}


@plays(SendMessage)
def send_message(call: Call, asked: SendMessage) -> Json:
    chat = call.world.open_chat(asked.chat_id)
    words = richtext.body(asked.text, asked.parse_mode, asked.entities).fields("text", "entities")
    manner = Manner("sendMessage", asked.reply_markup, asked.reply_parameters, asked.disable_notification,
                    asked.protect_content, asked.allow_paid_broadcast)  # fmt: skip
    return place(call.world, chat, [words | preview(asked.link_preview_options)], manner)[0].raw


@plays(SendPhoto)
def send_photo(call: Call, asked: SendPhoto) -> Json:
    chat = call.world.open_chat(asked.chat_id)
    words = _caption(asked)
    above = {"show_caption_above_media": True} if given(asked.show_caption_above_media) else {}
    spoiler = {"has_media_spoiler": True} if asked.has_spoiler else {}
    content = call.world.files.photo(asked.photo, call.uploads) | words | above | spoiler
    manner = Manner("sendPhoto", asked.reply_markup, asked.reply_parameters, asked.disable_notification,
                    asked.protect_content, asked.allow_paid_broadcast)  # fmt: skip
    return place(call.world, chat, [content], manner)[0].raw


@plays(SendDocument)
def send_document(call: Call, asked: SendDocument) -> Json:
    chat = call.world.open_chat(asked.chat_id)
    content = call.world.files.document(asked.document, call.uploads) | _caption(asked)
    manner = Manner("sendDocument", asked.reply_markup, asked.reply_parameters, asked.disable_notification,
                    asked.protect_content, asked.allow_paid_broadcast)  # fmt: skip
    return place(call.world, chat, [content], manner)[0].raw


@plays(SendMediaGroup)
def send_media_group(call: Call, asked: SendMediaGroup) -> list[Json]:
    chat = call.world.open_chat(asked.chat_id)
    if len(asked.media) not in ALBUM:
        raise bad("wrong number of messages to send as an album: 2 to 10 are needed")
    if len({isinstance(item, InputMediaDocument) for item in asked.media}) > 1:
        raise bad("document can't be mixed with other media types")
    contents = [_item(call, item) for item in asked.media]
    manner = Manner("sendMediaGroup", None, asked.reply_parameters, asked.disable_notification,
                    asked.protect_content, asked.allow_paid_broadcast,
                    {"media_group_id": call.world.next_album_id()})  # fmt: skip
    return [message.raw for message in place(call.world, chat, contents, manner)]


@plays(SendChatAction)
def send_chat_action(call: Call, asked: SendChatAction) -> bool:
    call.world.open_chat(asked.chat_id)
    if asked.action not in ACTIONS:
        raise bad("wrong parameter action in request")
    return True


def _item(call: Call, item: MediaUnion) -> Json:
    match item:
        case InputMediaPhoto():
            return call.world.files.photo(item.media, call.uploads) | _caption(item)
        case InputMediaDocument():
            return call.world.files.document(item.media, call.uploads) | _caption(item)
        case _:
            raise bad(f"this simulator has no albums with {item.type}")


def _caption(holder: SendPhoto | SendDocument | InputMediaPhoto | InputMediaDocument) -> Json:
    rich = richtext.caption(holder.caption, holder.parse_mode, holder.caption_entities)
    return rich.fields("caption", "caption_entities")
