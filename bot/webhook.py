"""The webhook: updates that Telegram brings. The secret is required; the answer 200 is given after the commit."""

import hmac
import json
from http import HTTPStatus

from aiogram import Bot, Dispatcher
from aiogram.exceptions import AiogramError
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot import faults
from bot.desk import Desk
from bot.polling import UPDATES, wait_after
from bot.setup import introduce
from delivery.store import STORE_ERRORS

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header


async def ask_for_updates(bot: Bot, desk: Desk, secret: str, public_url: str) -> None:
    """Have Telegram bring updates to `public_url`, with `secret`; tries until it is reached."""
    failures = 0
    while True:
        try:
            await bot.set_webhook(f"{public_url}{PATH}", secret_token=secret, allowed_updates=UPDATES)
        except AiogramError as error:
            failures += 1
            await desk.clock.sleep(wait_after(error, failures))
        else:
            break
    await introduce(bot, desk.admin_ids)


def webhook_route(bot: Bot, dispatcher: Dispatcher, secret: str) -> web.RouteDef:
    """The route that takes them. Raises ValueError without a secret: anybody could speak for anybody."""
    if not secret:
        raise ValueError("a webhook needs a secret")

    async def take(request: web.Request) -> web.Response:
        if not _is_same(request.headers.get(SECRET_HEADER, ""), secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            update = Update.model_validate(await request.json(), context={"bot": bot})
        except (json.JSONDecodeError, UnicodeDecodeError, ValidationError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        return web.Response(status=await _handle(bot, dispatcher, update))

    return web.post(PATH, take)


async def _handle(bot: Bot, dispatcher: Dispatcher, update: Update) -> HTTPStatus:
    """200: done, not to be brought again. 503: the store is away, bring it again."""
    try:
        await dispatcher.feed_update(bot, update)
    except STORE_ERRORS as error:
        faults.note("an update waits for the store", error, update=update.update_id)
        return HTTPStatus.SERVICE_UNAVAILABLE
    except Exception as error:
        faults.note("an update was not handled", error, update=update.update_id)
    return HTTPStatus.OK


def _is_same(given: str, secret: str) -> bool:
    """Compared in constant time; as bytes, since a header may hold any character."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())
