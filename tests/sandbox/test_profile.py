"""What the bot tells about itself: commands and texts per scope and language."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands

from delivery.sandbox.botapi import BotApi, Person


def commands(*names: str) -> list[BotCommand]:
    return [BotCommand(command=name, description=f"about {name}") for name in names]


async def test_the_narrowest_scope_wins_and_in_it_the_language(api: BotApi, bot: Bot, alena: Person) -> None:
    everybody = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands(commands("start"))
    await bot.set_my_commands(commands("help"), scope=everybody)
    await bot.set_my_commands(commands("help", "email"), scope=everybody, language_code="be")
    menu = api.world.profile.commands_for
    assert [command["command"] for command in menu(alena.id, "be")] == ["help", "email"]
    assert [command["command"] for command in menu(alena.id, "en")] == ["help"]
    await bot.set_my_commands(commands("broadcast"), scope=BotCommandScopeChat(chat_id=alena.id))
    assert [command["command"] for command in menu(alena.id, "be")] == ["broadcast"]
    own = await bot.get_my_commands(scope=everybody, language_code="be")
    assert [command.command for command in own] == ["help", "email"]
    assert await bot.get_my_commands(scope=everybody, language_code="ru") == []


async def test_a_scope_of_a_chat_needs_a_chat(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.set_my_commands(commands("x"), scope=BotCommandScopeChat(chat_id=1))


@pytest.mark.parametrize(("command", "language", "text"), [
    (BotCommand(command="Help!", description="about"), None, "BOT_COMMAND_INVALID"),
    (BotCommand(command="help", description=""), None, "BOT_COMMAND_DESCRIPTION_INVALID"),
    (BotCommand(command="help", description="about"), "be-BY", "language code is invalid"),
])  # fmt: skip
async def test_commands_are_checked(bot: Bot, command: BotCommand, language: str | None, text: str) -> None:
    with pytest.raises(TelegramBadRequest, match=text):
        await bot.set_my_commands([command], language_code=language)


async def test_texts_fall_back_to_the_common_ones(bot: Bot) -> None:
    await bot.set_my_description("Weekly digest")
    await bot.set_my_description("Штотыднёвы дайджэст", language_code="be")
    assert (await bot.get_my_description("be")).description == "Штотыднёвы дайджэст"
    assert (await bot.get_my_description("ru")).description == "Weekly digest"


async def test_texts_have_a_length(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="short_description is too long"):
        await bot.set_my_short_description("x" * 121)


async def test_the_menu_button_is_remembered(bot: Bot, alena: Person) -> None:
    await bot.set_chat_menu_button(alena.id, MenuButtonCommands())
    assert (await bot.get_chat_menu_button(alena.id)).type == "commands"
