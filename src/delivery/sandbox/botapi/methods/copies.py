"""Messages taken by reference: copies without an author, and forwards with one."""

from aiogram.methods import CopyMessage, CopyMessages, ForwardMessage

from delivery.sandbox.botapi import richtext
from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.message import Message, content
from delivery.sandbox.botapi.methods.register import Call, plays
from delivery.sandbox.botapi.methods.sends import Manner, place
from delivery.sandbox.botapi.world import World

MOST = 100


@plays(CopyMessage)
def copy_message(call: Call, asked: CopyMessage) -> Json:
    chat = call.world.open_chat(asked.chat_id)
    source = _source(call.world, asked.from_chat_id, asked.message_id, "message to copy not found")
    fields = content(source.raw)
    if asked.caption is not None and "text" not in fields:
        new = richtext.caption(asked.caption, asked.parse_mode, asked.caption_entities)
        fields = _without_caption(fields) | new.fields("caption", "caption_entities")
    manner = Manner("copyMessage", asked.reply_markup, asked.reply_parameters, asked.disable_notification,
                    asked.protect_content, asked.allow_paid_broadcast)  # fmt: skip
    return {"message_id": place(call.world, chat, [fields], manner)[0].id}


@plays(CopyMessages)
def copy_messages(call: Call, asked: CopyMessages) -> list[Json]:
    """Copies in order; messages that are gone are passed over, albums stay albums."""
    chat = call.world.open_chat(asked.chat_id)
    if not 1 <= len(asked.message_ids) <= MOST:
        raise bad("wrong number of messages to copy: 1 to 100 are needed")
    if any(later <= earlier for earlier, later in zip(asked.message_ids, asked.message_ids[1:], strict=False)):
        raise bad("message identifiers must be in a strictly increasing order")
    origin = call.world.chat(asked.from_chat_id)
    sources = [message for number in asked.message_ids if (message := origin.find(number)) is not None]
    if not sources:
        raise bad("messages to copy not found")
    albums = {source.album: call.world.next_album_id() for source in sources if source.album}
    contents = [_copy(source, albums, bool(asked.remove_caption)) for source in sources]
    manner = Manner("copyMessages", silent=asked.disable_notification, protected=asked.protect_content)
    return [{"message_id": message.id} for message in place(call.world, chat, contents, manner)]


@plays(ForwardMessage)
def forward_message(call: Call, asked: ForwardMessage) -> Json:
    chat = call.world.open_chat(asked.chat_id)
    source = _source(call.world, asked.from_chat_id, asked.message_id, "message to forward not found")
    if source.raw.get("has_protected_content"):
        raise bad("message can't be forwarded")
    fields = content(source.raw) | {"forward_origin": _origin(source)}
    manner = Manner("forwardMessage", silent=asked.disable_notification, protected=asked.protect_content)
    return place(call.world, chat, [fields], manner)[0].raw


def _source(world: World, chat_id: int | str, message_id: int, missing: str) -> Message:
    message = world.chat(chat_id).find(message_id)
    if message is None:
        raise bad(missing)
    return message


def _copy(source: Message, albums: dict[str, str], bare: bool) -> Json:
    fields = content(source.raw)
    group = {"media_group_id": albums[source.album]} if source.album else {}
    return (_without_caption(fields) if bare else fields) | group


def _without_caption(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if name not in ("caption", "caption_entities")}


def _origin(source: Message) -> Json:
    if "sender_chat" in source.raw:
        return {"type": "channel", "date": source.raw["date"], "chat": source.raw["sender_chat"],
                "message_id": source.id}  # fmt: skip
    return {"type": "user", "date": source.raw["date"], "sender_user": source.raw["from"]}
