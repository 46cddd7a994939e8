"""Courtesy to the Bot API: replies take their turn at the governor, and a 429 is heeded by everybody."""

from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, GetMe, GetUpdates, TelegramMethod
from aiogram.methods.base import Response

from delivery.runtime.governor import LONGEST_REPLY_WAIT, Governor

TRIES = 3
UNCOUNTED = (AnswerCallbackQuery, GetMe, GetUpdates)  # no message comes of these; their limits are others


class Courtesy(BaseRequestMiddleware):
    """A request middleware for the session of the bot that talks with people."""

    def __init__(self, governor: Governor) -> None:
        self._governor = governor

    async def __call__(
        self, make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
    ) -> Response[Any]:
        if isinstance(method, UNCOUNTED):
            return await make_request(bot, method)
        for _ in range(TRIES - 1):
            await self._governor.reply()
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as throttled:
                self._governor.hold(timedelta(seconds=throttled.retry_after))
                if throttled.retry_after > LONGEST_REPLY_WAIT:
                    raise
        await self._governor.reply()
        return await make_request(bot, method)
