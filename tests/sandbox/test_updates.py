"""Updates: long polling, webhooks, and never both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import Update
from aiohttp import web

from delivery.sandbox.bell import Bell
from delivery.sandbox.botapi import BotApi, Limits, Person, Standing

from .conftest import Ticks, client


async def test_an_update_comes_until_a_higher_offset_confirms_it(api: BotApi, bot: Bot, alena: Person) -> None:
    [first] = await bot.get_updates()
    assert await bot.get_updates() == [first]
    assert await bot.get_updates(offset=first.update_id + 1) == []
    await api.consumed()


async def test_a_negative_offset_keeps_the_newest(bot: Bot, alena: Person) -> None:
    for number in range(4):
        alena.say(str(number))
    updates = await bot.get_updates(offset=-2)
    assert [update.message and update.message.text for update in updates] == ["2", "3"]
    assert len(await bot.get_updates()) == 2


async def test_a_long_poll_wakes_when_something_happens(api: BotApi, bot: Bot) -> None:
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(bot.get_updates(timeout=30))
        await _asked(api, "getUpdates", 1)
        api.person("Ivan", "ru").start("from-the-site")
    [update] = waiting.result()
    assert update.message is not None
    assert update.message.text == "/start from-the-site"
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "ru"


async def test_only_wanted_kinds_of_updates_come(api: BotApi, bot: Bot, alena: Person) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["my_chat_member"])
    alena.say("not wanted")
    alena.block()
    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds == ["message", "my_chat_member"]  # the first came before the wish


async def test_the_second_poller_ends_the_first(api: BotApi, bot: Bot) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_poll_ends(bot, "terminated by other getUpdates request"))
        await _asked(api, "getUpdates", 1)
        second = tasks.create_task(bot.get_updates(timeout=30))
        await _asked(api, "getUpdates", 2)
        api.person().start()
    assert len(second.result()) == 1


async def test_updates_live_a_day(bot: Bot, alena: Person, ticks: Ticks) -> None:
    ticks.seconds += timedelta(hours=24).total_seconds()
    alena.say("today")
    ticks.seconds += 1
    assert len(await bot.get_updates()) == 1


async def test_polling_conflicts_with_a_webhook(bot: Bot) -> None:
    await bot.set_webhook("https://bot.example.org/hook")
    with pytest.raises(TelegramConflictError, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == []


async def test_setting_a_webhook_ends_the_poll(api: BotApi, bot: Bot) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_poll_ends(bot, "terminated by setWebhook"))
        await _asked(api, "getUpdates", 1)
        await bot.set_webhook("https://bot.example.org/hook")


@pytest.mark.parametrize("url", ["http://bot.example.org/hook", "ftp://127.0.0.1/"])
async def test_a_webhook_elsewhere_needs_https(bot: Bot, url: str) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided"):
        await bot.set_webhook(url)


async def test_a_webhook_gets_the_secret_and_every_update_until_it_says_200(ticks: Ticks) -> None:
    limits = Limits(webhook_pause=timedelta(0))
    async with BotApi(limits=limits, clock=ticks) as api, client(api) as bot, _hook([500, 500, 200, 200]) as hook:
        await bot.set_webhook(hook.url, secret_token="a-secret")
        alena = api.person()
        alena.start()
        alena.say("second")
        await hook.bell.until(lambda: len(hook.texts) == 4 or None, 5)
        await api.consumed()
        info = await bot.get_webhook_info()
    assert hook.texts == ["/start", "/start", "/start", "second"]
    assert hook.secrets == {"a-secret"}
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"


class Hook:
    """A webhook that answers with the given statuses in turn."""

    def __init__(self, statuses: list[int]) -> None:
        self.statuses = statuses
        self.texts: list[str] = []
        self.secrets: set[str] = set()
        self.bell = Bell()
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        update = Update.model_validate(await request.json())
        assert update.message is not None
        self.texts.append(update.message.text or "")
        self.secrets.add(request.headers["X-Telegram-Bot-Api-Secret-Token"])
        self.bell.ring()
        return web.Response(status=self.statuses.pop(0))


@asynccontextmanager
async def _hook(statuses: list[int]) -> AsyncIterator[Hook]:
    hook = Hook(statuses)
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    try:
        yield hook
    finally:
        await runner.cleanup()


async def test_block_and_unblock_are_told_by_my_chat_member(bot: Bot, alena: Person) -> None:
    alena.block()
    alena.unblock()
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_a_group_tells_when_the_bot_comes_and_goes(api: BotApi, bot: Bot, alena: Person) -> None:
    group = api.group("Readers")
    group.add_bot(alena, administrator=True)
    group.remove_bot(alena)
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [(c.chat.id, c.new_chat_member.status) for c in changes] == [
        (group.id, "administrator"),
        (group.id, "kicked"),
    ]


async def test_in_privacy_mode_the_bot_hears_what_is_meant_for_it(api: BotApi, bot: Bot, alena: Person) -> None:
    group = api.group("Readers")
    group.set_member(alena, Standing.ADMINISTRATOR)
    group.add_bot(alena)
    said = await bot.send_message(group.id, "Which language?")
    await bot.get_updates(offset=-1, allowed_updates=["message"])
    hello = group.history[0]
    alena.say("chatter", chat=group)
    alena.say("/settings", chat=group)
    alena.say("/settings@weekly_digest_bot", chat=group)
    alena.say("/settings@another_bot", chat=group)
    alena.say("hey @weekly_digest_bot", chat=group)
    alena.say("English", chat=group, reply_to=hello)
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert said.message_id == hello.id
    assert heard[-4:] == ["/settings", "/settings@weekly_digest_bot", "hey @weekly_digest_bot", "English"]


async def _poll_ends(bot: Bot, why: str) -> None:
    with pytest.raises(TelegramConflictError, match=why):
        await bot.get_updates(timeout=30)


async def _asked(api: BotApi, method: str, times: int) -> None:
    """Wait until the simulator has been asked so often."""
    await api.world.bell.until(lambda: api.ledger.requests[method] >= times or None, 5)
