"""Questions about chats and files, and the bot's own leaving."""

from aiogram.methods import GetChat, GetChatAdministrators, GetChatMember, GetChatMemberCount, GetFile, LeaveChat

from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.chats import Chat, Kind, Standing
from delivery.sandbox.botapi.files import DOWNLOAD_BYTES
from delivery.sandbox.botapi.groups import Room
from delivery.sandbox.botapi.members import member, tell_bot
from delivery.sandbox.botapi.methods.register import Call, plays
from delivery.sandbox.botapi.world import World

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@plays(GetChat)
def get_chat(call: Call, asked: GetChat) -> Json:
    chat = call.world.open_chat(asked.chat_id)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, False)}
    return chat.raw() | full


@plays(GetChatMember)
def get_chat_member(call: Call, asked: GetChatMember) -> Json:
    chat = call.world.open_chat(asked.chat_id)
    if asked.user_id == call.world.bot["id"]:
        return member(call.world.bot, chat.standing, chat.kind)
    person = call.world.people.get(asked.user_id)
    if person is None:
        raise bad("user not found")
    standing = chat.standing_of(person.id) if isinstance(chat, Room) else Standing.MEMBER
    return member(person.user(), standing, chat.kind)


@plays(GetChatAdministrators)
def get_chat_administrators(call: Call, asked: GetChatAdministrators) -> list[Json]:
    """Owner and administrators, other bots left out."""
    room = _room(call.world, asked.chat_id, "there are no administrators in the private chat")
    leading = (Standing.CREATOR, Standing.ADMINISTRATOR)
    return [
        member(person.user(), standing, room.kind) for person, standing in room.members.values() if standing in leading
    ]


@plays(GetChatMemberCount)
def get_chat_member_count(call: Call, asked: GetChatMemberCount) -> int:
    chat = call.world.open_chat(asked.chat_id)
    if not isinstance(chat, Room):
        return 2
    inside = [standing for _, standing in chat.members.values() if standing not in (Standing.LEFT, Standing.KICKED)]
    return len(inside) + 1


@plays(LeaveChat)
def leave_chat(call: Call, asked: LeaveChat) -> bool:
    room = _room(call.world, asked.chat_id, "private chats can't be left")
    tell_bot(room, call.world.bot, Standing.LEFT)
    return True


def _room(world: World, number: int | str, refusal: str) -> Room:
    chat: Chat = world.open_chat(number)
    if not isinstance(chat, Room) or chat.kind is Kind.PRIVATE:
        raise bad(refusal)
    return chat


@plays(GetFile)
def get_file(call: Call, asked: GetFile) -> Json:
    stored = call.world.files.get(asked.file_id)
    if stored is None:
        raise bad("invalid file_id")
    if len(stored.content) > DOWNLOAD_BYTES:
        raise bad("file is too big")
    return stored.fields() | {"file_path": stored.path}
