"""A simulator, a bot that talks to it with aiogram's own client, and a mail catcher."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from delivery.sandbox.botapi import BotApi, Limits, Person
from delivery.sandbox.mail import MailCatcher


class Ticks:
    """A clock that a test turns by hand, in seconds."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class SwiftSession(AiohttpSession):
    """aiogram's session, without the pause for TLS connections that it makes when it closes."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def client(api: BotApi, token: str | None = None, timeout: float = 5) -> Bot:
    """aiogram's bot, pointed at the simulator."""
    session = SwiftSession(api=TelegramAPIServer.from_base(api.url), timeout=timeout)
    return Bot(token or api.token, session)


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
async def api(ticks: Ticks) -> AsyncIterator[BotApi]:
    """Without limits of pace; its clock stands still."""
    async with BotApi(limits=Limits.unlimited(), clock=ticks) as api:
        yield api


@pytest.fixture
async def paced(ticks: Ticks) -> AsyncIterator[BotApi]:
    """With the real limits; its clock stands still."""
    async with BotApi(clock=ticks) as api:
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with client(api) as bot:
        yield bot


@pytest.fixture
def alena(api: BotApi) -> Person:
    """A person who has started the bot."""
    person = api.person("Alena", "be")
    person.start()
    return person


@pytest.fixture
async def post(api: BotApi) -> AsyncIterator[Any]:
    """Raw requests, for what aiogram would not send: (path, **body) → (status, JSON)."""
    async with aiohttp.ClientSession() as session:

        async def send(path: str, **options: Any) -> tuple[int, Any]:
            async with session.post(f"{api.url}{path}", **options) as answer:
                return answer.status, await answer.json()

        yield send


@pytest.fixture
async def catcher() -> AsyncIterator[MailCatcher]:
    async with MailCatcher() as catcher:
        yield catcher
