"""The HTTP session under the bot: which Bot API server, and how long to wait for what."""

from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientTimeout

ANSWER = 60.0  # seconds for a whole request; giving up earlier only makes more doubts
CONNECT = 10.0  # seconds for a connection; nothing is written before, so that a retry is safe


class TelegramSession(AiohttpSession):
    """aiogram's session with a connect timeout of its own.

    aiohttp then raises ConnectionTimeoutError before anything was written and another error after it; with aiogram's
    one total timeout the two look alike. Long polling adds its own wait to `timeout` (aiogram's dispatcher does).
    """

    def __init__(self, *, connect_timeout: float = CONNECT, **options: Any) -> None:
        super().__init__(**options)
        self.connect_timeout = connect_timeout

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        """The answer of the Bot API. timeout: seconds for the whole request, by default the session's."""
        total = self.timeout if timeout is None else timeout
        limits = ClientTimeout(total=total, sock_connect=self.connect_timeout)
        # aiogram passes its timeout on to aiohttp as it is, which takes numbers and ClientTimeout alike.
        return await super().make_request(bot, method, timeout=cast(int, limits))


def telegram_session(api_url: str, *, timeout: float = ANSWER, connect_timeout: float = CONNECT) -> TelegramSession:
    """A session for the Bot API at `api_url`: https://api.telegram.org, a server of one's own, or a simulator.

    timeout, connect_timeout: seconds for a whole request and for its connection.
    """
    server = TelegramAPIServer.from_base(api_url)
    return TelegramSession(api=server, timeout=timeout, connect_timeout=connect_timeout)
