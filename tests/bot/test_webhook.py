"""The webhook: the secret is required, and 200 is said after the commit."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.app import make_dispatcher
from bot.webhook import PATH, SECRET_HEADER, ask_for_updates, webhook_route
from delivery.sandbox.botapi import BotApi, Person
from tests.bot.home import Home

SECRET = "a-secret-of-this-test"


@pytest.fixture
async def base(home: Home) -> AsyncIterator[str]:
    """Where the bot listens."""
    app = web.Application()
    app.add_routes([webhook_route(home.bot, make_dispatcher(home.desk), SECRET)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def start_of(person: Person) -> dict[str, Any]:
    """An update: the person starts the bot."""
    message = person.start()
    (update,) = person._world.updates.pending
    person._world.updates.drop()
    assert update.content["message_id"] == message.id
    return update.raw()


async def post(base: str, body: Any, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.post(f"{base}{PATH}", json=body, headers=headers) as answer:
        return answer.status


async def test_updates_come_by_webhook(home: Home, base: str, ann: Person) -> None:
    await ask_for_updates(home.bot, home.desk, SECRET, base)
    ann.start()
    await ann.expect("Weekly digest")
    await home.api.consumed()


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: ""}, {SECRET_HEADER: "\u00e9"}])
async def test_without_the_secret_nothing_happens(home: Home, base: str, ann: Person, headers: dict[str, str]) -> None:
    assert await post(base, start_of(ann), **headers) == 401
    assert ann.messages == []
    assert await home.reader(ann) is None


async def test_an_update_brought_twice_acts_once(home: Home, base: str, ann: Person) -> None:
    update = start_of(ann)
    assert await post(base, update, **{SECRET_HEADER: SECRET}) == 200
    assert await post(base, update, **{SECRET_HEADER: SECRET}) == 200
    assert len(ann.messages) == 1


async def test_what_is_no_update_is_refused(base: str) -> None:
    assert await post(base, {"nonsense": 1}, **{SECRET_HEADER: SECRET}) == 400


async def test_while_the_store_is_away_it_is_to_be_brought_again(home: Home, base: str, ann: Person) -> None:
    async with home.store.begin() as tx:
        await tx._connection.exec_driver_sql("ALTER TABLE seen_update RENAME TO seen_update_away")
    assert await post(base, start_of(ann), **{SECRET_HEADER: SECRET}) == 503


def test_there_is_no_webhook_without_a_secret(home: Home) -> None:
    with pytest.raises(ValueError, match="secret"):
        webhook_route(home.bot, make_dispatcher(home.desk), "")


async def test_polling_and_webhook_are_not_mixed(home: Home, api: BotApi, base: str) -> None:
    await ask_for_updates(home.bot, home.desk, SECRET, base)
    assert (await home.bot.get_webhook_info()).url == f"{base}{PATH}"
