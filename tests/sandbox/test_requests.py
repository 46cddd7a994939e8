"""How requests are read and which ones are turned away."""

from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramUnauthorizedError

from delivery.sandbox.botapi import BotApi, Person

from .conftest import client


async def test_the_bot_is_who_the_token_says(api: BotApi, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (int(api.token.partition(":")[0]), True, "weekly_digest_bot")


async def test_an_unknown_token_is_unauthorized(api: BotApi) -> None:
    async with client(api, "123:another-token-altogether") as stranger:
        with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
            await stranger.get_me()


async def test_a_revoked_token_is_unauthorized(api: BotApi, bot: Bot) -> None:
    api.revoke()
    with pytest.raises(TelegramUnauthorizedError):
        await bot.get_me()


@pytest.mark.parametrize(("path", "status", "text"), [
    ("/botnonsense/getMe", 404, "Not Found"),
    ("/bot{token}/getNothing", 404, "Not Found: method not found"),
    ("/bot{token}/sendDice", 400, "Bad Request: this simulator does not play sendDice"),
])  # fmt: skip
async def test_what_does_not_exist_is_said_to(api: BotApi, post: Any, path: str, status: int, text: str) -> None:
    answer = await post(path.format(token=api.token))
    assert answer == (status, {"ok": False, "error_code": status, "description": text})


async def test_methods_have_no_case(api: BotApi, post: Any) -> None:
    assert (await post(f"/bot{api.token}/GETME"))[0] == 200


async def test_json_form_and_query_are_all_read(api: BotApi, post: Any, alena: Person) -> None:
    path = f"/bot{api.token}/sendMessage"
    await post(path, json={"chat_id": alena.id, "text": "json"})
    await post(path, data={"chat_id": str(alena.id), "text": "5"})
    await post(path, params={"chat_id": str(alena.id), "text": "query"})
    assert [message.text for message in alena.messages] == ["json", "5", "query"]


async def test_a_file_can_be_the_parameter_itself(api: BotApi, post: Any, alena: Person) -> None:
    form = aiohttp.FormData({"chat_id": str(alena.id)})
    form.add_field("document", b"content", filename="a.txt")
    status, answer = await post(f"/bot{api.token}/sendDocument", data=form)
    assert status == 200
    assert answer["result"]["document"]["file_name"] == "a.txt"


@pytest.mark.parametrize(("body", "text"), [
    ({"text": "hello"}, "Bad Request: chat_id is empty"),
    ({"chat_id": 1}, "Bad Request: message text is empty"),
    ({"chat_id": 1, "text": ""}, "Bad Request: message text is empty"),
    ({"chat_id": 1, "text": "hello"}, "Bad Request: chat not found"),
    ({"chat_id": "@nobody_at_all", "text": "hello"}, "Bad Request: chat not found"),
])  # fmt: skip
async def test_faults_are_named_as_the_real_server_names_them(
    api: BotApi, post: Any, body: dict[str, object], text: str
) -> None:
    status, answer = await post(f"/bot{api.token}/sendMessage", json=body)
    assert (status, answer["description"]) == (400, text)


async def test_a_parameter_of_the_wrong_kind_is_refused(api: BotApi, post: Any, alena: Person) -> None:
    body = {"chat_id": alena.id, "text": "hello", "entities": [{"type": "bold", "offset": "zero", "length": 1}]}
    status, answer = await post(f"/bot{api.token}/sendMessage", json=body)
    assert status == 400
    assert answer["description"].startswith('Bad Request: can\'t parse "entities.0.offset"')


async def test_a_body_that_is_no_json_is_refused(api: BotApi, post: Any) -> None:
    status, answer = await post(f"/bot{api.token}/getMe", data=b"{", headers={"Content-Type": "application/json"})
    assert (status, answer["description"]) == (400, "Bad Request: can't parse JSON object")


async def test_a_bot_that_logged_out_is_turned_away(bot: Bot) -> None:
    await bot.log_out()
    with pytest.raises(TelegramBadRequest, match="Logged out"):
        await bot.get_me()
