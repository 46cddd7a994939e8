"""Where the bot may not write, and what it is told."""

from collections.abc import Callable
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat
from aiogram.types import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from delivery.sandbox.botapi import BotApi, Channel, Group, Person, Standing


def buttons(**action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Press", **action)]])


async def test_nobody_is_written_to_before_they_start(api: BotApi, bot: Bot) -> None:
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(api.person().id, "hello")


async def test_a_reader_who_blocked_the_bot_is_out_of_reach_until_they_start_again(bot: Bot, alena: Person) -> None:
    alena.block()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(alena.id, "hello")
    alena.start()
    await bot.send_message(alena.id, "hello again")
    assert alena.messages[-1].text == "hello again"


async def test_nobody_types_to_a_bot_that_they_blocked(alena: Person) -> None:
    alena.block()
    with pytest.raises(ValueError, match="blocked the bot"):
        alena.say("hello")


async def test_a_deleted_account_is_gone(bot: Bot, alena: Person) -> None:
    alena.deactivate()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: user is deactivated"):
        await bot.send_message(alena.id, "hello")


def _kick(group: Group, by: Person) -> None:
    group.add_bot(by)
    group.remove_bot(by)


def _delete(group: Group, by: Person) -> None:
    group.add_bot(by)
    group.delete()


@pytest.mark.parametrize(("event", "text"), [
    (_kick, "Forbidden: bot was kicked from the group chat"),
    (_delete, "Forbidden: the group chat was deleted"),
])  # fmt: skip
async def test_a_group_without_the_bot_is_closed(
    api: BotApi, bot: Bot, alena: Person, event: Callable[[Group, Person], None], text: str
) -> None:
    group = api.group()
    event(group, alena)
    with pytest.raises(TelegramForbiddenError, match=text):
        await bot.send_message(group.id, "hello")


async def test_a_group_that_the_bot_never_saw_is_not_found(api: BotApi, bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(api.group().id, "hello")


async def test_a_group_that_the_bot_left_is_closed(api: BotApi, bot: Bot, alena: Person) -> None:
    group = api.group(supergroup=True)
    group.add_bot(alena)
    await bot.leave_chat(group.id)
    with pytest.raises(TelegramForbiddenError, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "hello")


async def test_a_migrated_group_tells_its_new_id(api: BotApi, bot: Bot, alena: Person) -> None:
    group = api.group()
    group.add_bot(alena)
    new = group.migrate()
    with pytest.raises(TelegramMigrateToChat) as refusal:
        await bot.send_message(group.id, "hello")
    assert refusal.value.migrate_to_chat_id == new.id
    await bot.send_message(new.id, "hello")
    updates = await bot.get_updates()
    assert [u.message.migrate_to_chat_id for u in updates if u.message and u.message.chat.id == group.id] == [new.id]


async def test_a_channel_wants_an_administrator(api: BotApi, bot: Bot, alena: Person) -> None:
    channel: Channel = api.channel("Digest", username="digest_channel")
    channel.add_bot(alena)
    with pytest.raises(TelegramBadRequest, match="need administrator rights in the channel chat"):
        await bot.send_message("@digest_channel", "hello")
    channel.add_bot(alena, administrator=True)
    message = await bot.send_message("@digest_channel", "hello")
    assert (message.chat.id, message.sender_chat and message.sender_chat.id) == (channel.id, channel.id)


@pytest.mark.parametrize(("data", "passes"), [("я" * 32, True), ("я" * 32 + "x", False)])
async def test_callback_data_has_64_bytes(bot: Bot, alena: Person, data: str, passes: bool) -> None:
    if passes:
        await bot.send_message(alena.id, "choose", reply_markup=buttons(callback_data=data))
        return
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(alena.id, "choose", reply_markup=buttons(callback_data=data))


async def test_a_button_does_exactly_one_thing(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="exactly one action"):
        await bot.send_message(alena.id, "choose", reply_markup=buttons())


async def test_a_button_leads_to_a_web_address(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="Wrong HTTP URL"):
        await bot.send_message(alena.id, "choose", reply_markup=buttons(url="ftp://example.org"))


async def test_a_reply_keyboard_stays_until_it_is_removed(bot: Bot, alena: Person) -> None:
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Yes"), KeyboardButton(text="No")]])
    message = await bot.send_message(alena.id, "sure?", reply_markup=keyboard)
    assert message.reply_markup is None
    assert alena.chat.keyboard is not None
    await bot.send_message(alena.id, "good", reply_markup=ReplyKeyboardRemove())
    assert alena.chat.keyboard is None


async def test_a_reply_needs_its_message(bot: Bot, alena: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(alena.id, "re", reply_parameters=ReplyParameters(message_id=999))
    lenient = ReplyParameters(message_id=999, allow_sending_without_reply=True)
    await bot.send_message(alena.id, "re", reply_parameters=lenient)


async def test_roles_are_told_as_they_are(api: BotApi, bot: Bot, alena: Person) -> None:
    ivan = api.person("Ivan", "ru")
    group = api.group()
    group.set_member(alena, Standing.CREATOR)
    group.set_member(ivan)
    group.add_bot(alena)
    assert (await bot.get_chat_member(group.id, alena.id)).status == "creator"
    assert (await bot.get_chat_member(group.id, ivan.id)).status == "member"
    assert (await bot.get_chat_member(group.id, bot.id)).status == "member"
    assert [member.user.id for member in await bot.get_chat_administrators(group.id)] == [alena.id]
    assert (await bot.get_chat(group.id)).title == "Group"
    assert await bot.get_chat_member_count(group.id) == 3
