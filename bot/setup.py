"""What the bot says about itself in the client: commands, descriptions, menu; per language, only where it changed."""

from collections.abc import Iterable, Iterator

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
    MenuButtonCommands,
)

from bot import commands, faults
from bot.commands import Described
from delivery.core.language import Language
from delivery.core.words import Words
from delivery.locales import words_for

# Telegram knows a text for everybody (no code), which is English here, and one per language of the client.
SPOKEN: tuple[tuple[str | None, Language], ...] = ((None, Language.EN), *((code.value, code) for code in Language))


async def introduce(bot: Bot, admin_ids: Iterable[int]) -> None:
    """Bring all texts up to date. A refusal is logged and harms nothing: the bot works without them."""
    try:
        for code, language in SPOKEN:
            await _describe(bot, code, words_for(language))
            for scope, described in _scopes(words_for(language)):
                await _set_commands(bot, scope, code, described)
        if not isinstance(await bot.get_chat_menu_button(), MenuButtonCommands):
            await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        for admin_id in admin_ids:
            await introduce_to_admin(bot, admin_id)
    except AiogramError as error:
        faults.note("telegram did not take the bot's texts", error)


async def introduce_to_admin(bot: Bot, admin_id: int) -> None:
    """The admin's menu in their own chat; nothing for one who has not started the bot yet: /start makes up for it."""
    scope = BotCommandScopeChat(chat_id=admin_id)
    try:
        for code, language in SPOKEN:
            words = words_for(language)
            await _set_commands(bot, scope, code, commands.of_admins(words) + commands.of_readers(words))
    except (TelegramBadRequest, TelegramForbiddenError):
        return


def _scopes(words: Words) -> Iterator[tuple[BotCommandScopeUnion, Described]]:
    yield BotCommandScopeAllPrivateChats(), commands.of_readers(words)
    yield BotCommandScopeAllChatAdministrators(), commands.of_chats(words)
    yield BotCommandScopeAllGroupChats(), ()


async def _set_commands(bot: Bot, scope: BotCommandScopeUnion, code: str | None, described: Described) -> None:
    present = await bot.get_my_commands(scope=scope, language_code=code)
    if tuple((one.command, one.description) for one in present) != described:
        commands = [BotCommand(command=name, description=text) for name, text in described]
        await bot.set_my_commands(commands, scope=scope, language_code=code)


async def _describe(bot: Bot, code: str | None, words: Words) -> None:
    about = words.gettext(
        "A weekly digest on the situation in Belarus: commentary by analysts, in Belarusian, Russian or English.\n\n"
        "It comes once a week. You can leave at any moment with one tap. We store only what is needed to reach you."
    )
    short = words.gettext("The situation in Belarus, once a week, in Belarusian, Russian or English.")
    if (await bot.get_my_description(language_code=code)).description != about:
        await bot.set_my_description(description=about, language_code=code)
    if (await bot.get_my_short_description(language_code=code)).short_description != short:
        await bot.set_my_short_description(short_description=short, language_code=code)
