"""A Bot API simulator and a Telegram channel on it."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
from aiogram import Bot

from delivery.channels.session import TelegramSession, telegram_session
from delivery.channels.telegram import TelegramChannel
from delivery.sandbox.botapi import BotApi, Limits, Person

TelegramTo = Callable[..., TelegramChannel]


async def hang_up(session: TelegramSession) -> None:
    """Close the session without the pause for TLS that aiogram makes."""
    if session._session is not None:
        await session._session.close()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=Limits.unlimited()) as api:
        yield api


@pytest.fixture
async def telegram_to(api: BotApi) -> AsyncIterator[TelegramTo]:
    """Makes a channel to any Bot API URL; timeouts in seconds."""
    async with AsyncExitStack() as stack:

        def make(url: str, timeout: float = 5, connect_timeout: float = 5, token: str = api.token) -> TelegramChannel:
            session = telegram_session(url, timeout=timeout, connect_timeout=connect_timeout)
            stack.push_async_callback(hang_up, session)
            return TelegramChannel(Bot(token, session))

        yield make


@pytest.fixture
def telegram(api: BotApi, telegram_to: TelegramTo) -> TelegramChannel:
    return telegram_to(api.url)


@pytest.fixture
def alena(api: BotApi) -> Person:
    """A reader who has started the bot."""
    person = api.person("Alena")
    person.start()
    return person
