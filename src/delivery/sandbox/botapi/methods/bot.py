"""The bot about itself: who it is, its texts and commands per language, its menu button."""

import re

from aiogram.methods import (
    Close,
    DeleteMyCommands,
    GetChatMenuButton,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    LogOut,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)
from aiogram.types import BotCommandScopeUnion

from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.methods.register import Call, plays
from delivery.sandbox.botapi.profile import DEFAULT, Scope
from delivery.sandbox.botapi.wire import dump
from delivery.sandbox.botapi.world import World

COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}|")
MOST_COMMANDS = 100
DESCRIPTION = 256
LENGTHS = {"name": 64, "description": 512, "short_description": 120}


@plays(GetMe)
def get_me(call: Call, asked: GetMe) -> Json:
    rights = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return call.world.bot | rights


@plays(SetMyCommands)
def set_my_commands(call: Call, asked: SetMyCommands) -> bool:
    """The commands of one scope and language; a scope of a chat needs a chat that the bot knows."""
    if len(asked.commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in asked.commands:
        if not COMMAND.fullmatch(command.command):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description) <= DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    key = (_scope(call.world, asked.scope), _language(asked.language_code))
    call.world.profile.commands[key] = [dump(command) for command in asked.commands]
    return True


@plays(GetMyCommands)
def get_my_commands(call: Call, asked: GetMyCommands) -> list[Json]:
    key = (_scope(call.world, asked.scope), _language(asked.language_code))
    return call.world.profile.commands.get(key, [])


@plays(DeleteMyCommands)
def delete_my_commands(call: Call, asked: DeleteMyCommands) -> bool:
    key = (_scope(call.world, asked.scope), _language(asked.language_code))
    call.world.profile.commands.pop(key, None)
    return True


def _scope(world: World, scope: BotCommandScopeUnion | None) -> Scope:
    if scope is None:
        return DEFAULT
    chat, user = getattr(scope, "chat_id", None), getattr(scope, "user_id", None)
    if chat is not None:
        chat = world.open_chat(chat).id
    return (str(scope.type), chat, user)


def _language(code: str | None) -> str:
    if not LANGUAGE.fullmatch(code or ""):
        raise bad("language code is invalid: two letters of ISO 639-1 are needed")
    return code or ""


@plays(SetMyName)
def set_my_name(call: Call, asked: SetMyName) -> bool:
    return _set(call.world, "name", asked.name, asked.language_code)


@plays(GetMyName)
def get_my_name(call: Call, asked: GetMyName) -> Json:
    return {"name": call.world.profile.text("name", asked.language_code)}


@plays(SetMyDescription)
def set_my_description(call: Call, asked: SetMyDescription) -> bool:
    return _set(call.world, "description", asked.description, asked.language_code)


@plays(GetMyDescription)
def get_my_description(call: Call, asked: GetMyDescription) -> Json:
    return {"description": call.world.profile.text("description", asked.language_code)}


@plays(SetMyShortDescription)
def set_my_short_description(call: Call, asked: SetMyShortDescription) -> bool:
    return _set(call.world, "short_description", asked.short_description, asked.language_code)


@plays(GetMyShortDescription)
def get_my_short_description(call: Call, asked: GetMyShortDescription) -> Json:
    return {"short_description": call.world.profile.text("short_description", asked.language_code)}


def _set(world: World, what: str, text: str | None, language: str | None) -> bool:
    if len(text or "") > LENGTHS[what]:
        raise bad(f"{what} is too long: {LENGTHS[what]} characters are allowed")
    world.profile.texts[what][_language(language)] = text or ""
    return True


@plays(SetChatMenuButton)
def set_chat_menu_button(call: Call, asked: SetChatMenuButton) -> bool:
    if asked.chat_id is not None:
        call.world.open_chat(asked.chat_id)
    call.world.profile.menus[asked.chat_id] = dump(asked.menu_button) if asked.menu_button else {"type": "default"}
    return True


@plays(GetChatMenuButton)
def get_chat_menu_button(call: Call, asked: GetChatMenuButton) -> Json:
    menus = call.world.profile.menus
    return menus.get(asked.chat_id) or menus.get(None) or {"type": "commands"}


@plays(LogOut)
def log_out(call: Call, asked: LogOut) -> bool:
    """After this the cloud API answers 400 for ten minutes; here, until the simulator ends."""
    call.world.logged_out = True
    return True


@plays(Close)
def close(call: Call, asked: Close) -> bool:
    """Only a server that moves a bot needs it; here it changes nothing."""
    return True
