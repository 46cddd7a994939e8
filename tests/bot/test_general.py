"""What the bot says when nothing fits, and that admins' commands do not exist for others."""

import pytest

from delivery.sandbox.botapi import BotApi, Person
from tests.bot.home import Home

SECRET = ("/broadcast", "/publish 2024-01-15", "/stats", "/status")


async def test_help_names_the_commands_of_readers_only(home: Home, ann: Person) -> None:
    async with home.awake():
        text = (await home.said(ann, "/help")).text
    assert "/latest – The latest digest" in text
    assert "/broadcast" not in text


async def test_help_names_the_commands_of_admins_to_them(home: Home, admin: Person) -> None:
    async with home.awake():
        assert "/broadcast – Send a message to readers" in (await home.said(admin, "/help")).text


@pytest.mark.parametrize("command", SECRET)
async def test_for_a_stranger_admins_commands_do_not_exist(home: Home, ann: Person, command: str) -> None:
    async with home.awake():
        unknown = await home.said(ann, "/nonsense")
        assert (await home.said(ann, command)).text == unknown.text


@pytest.mark.parametrize("data", ["broadcast:next", "go:1:token", "publish:2024-01-15", "campaign:1:stop-now", "x"])
async def test_a_forged_button_of_an_admin_does_nothing(home: Home, ann: Person, data: str) -> None:
    await home.approve()
    async with home.awake():
        greeting = await home.said(ann, "/help")
        ann.call_back(greeting, data)
        assert "no longer does anything" in (await ann.expect_answer()).text


async def test_an_admin_in_a_group_is_no_admin(home: Home, api: BotApi, admin: Person) -> None:
    group = api.group()
    async with home.awake():
        group.add_bot(admin)
        await group.expect("Weekly digest")
        admin.say("/stats", chat=group)
        await api.consumed()
    assert len(group.messages) == 1


async def test_a_text_is_answered_with_short_help(home: Home, ann: Person) -> None:
    async with home.awake():
        assert "To subscribe to the weekly digest: /start" in (await home.said(ann, "Hello")).text
        await home.subscribed(ann)
        assert "Settings: /settings" in (await home.said(ann, "Hello")).text
