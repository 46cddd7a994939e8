"""Standings as the Bot API writes them: ChatMember objects."""

from delivery.sandbox.botapi.answers import Json
from delivery.sandbox.botapi.chats import Chat, Kind, Standing

RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_send_welcome_messages",
)  # fmt: skip
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")


def member(user: Json, standing: Standing, kind: Kind) -> Json:
    """The ChatMember of somebody with this standing in a chat of this kind. A stranger reads as `left`."""
    match standing:
        case Standing.STRANGER | Standing.LEFT:
            return {"status": "left", "user": user}
        case Standing.KICKED:
            return {"status": "kicked", "user": user, "until_date": 0}
        case Standing.CREATOR:
            return {"status": "creator", "user": user, "is_anonymous": False}
        case Standing.ADMINISTRATOR:
            rights = dict.fromkeys(RIGHTS, True) | {"can_be_edited": False, "is_anonymous": False}
            more = dict.fromkeys(CHANNEL_RIGHTS, True) if kind is Kind.CHANNEL else {}
            return {"status": "administrator", "user": user} | rights | more
        case Standing.MEMBER:
            return {"status": "member", "user": user}


def tell_bot(chat: Chat, by: Json, new: Standing) -> None:
    """Change the bot's standing in a chat and tell it with a `my_chat_member` update."""
    old, chat.standing = chat.standing, new
    bot = chat.world.bot
    chat.world.updates.add("my_chat_member", {
        "chat": chat.raw(), "from": by, "date": chat.world.timestamp(),
        "old_chat_member": member(bot, old, chat.kind), "new_chat_member": member(bot, new, chat.kind),
    })  # fmt: skip
    chat.world.changed(chat)
