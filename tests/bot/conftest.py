"""The bot, polling a simulator of the Bot API over real HTTP, on a real store, with a clock that a test turns."""

from collections.abc import AsyncIterator
from datetime import datetime, time
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot

from bot.desk import Desk
from delivery.channels.session import telegram_session
from delivery.core.links import Links
from delivery.core.week import SendTime
from delivery.sandbox.botapi import BotApi, Limits, Person
from delivery.services.composing import Composer, Letterhead
from delivery.store import KeyRing, Store, open_store
from tests.bot.home import ADMIN, HandClock, Home

SLOT = SendTime(0, time(9), ZoneInfo("Europe/Minsk"))


@pytest.fixture
async def light(sqlite_url: str, keys: KeyRing) -> AsyncIterator[Store]:
    """An open store on SQLite, for tests that are about what people see."""
    async with open_store(sqlite_url, keys) as opened:
        yield opened


@pytest.fixture
def clock(now: datetime) -> HandClock:
    return HandClock(now)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Without limits of pace."""
    async with BotApi(limits=Limits.unlimited()) as api:
        yield api


@pytest.fixture
async def client(api: BotApi) -> AsyncIterator[Bot]:
    """The bot's client."""
    session = telegram_session(api.url)
    try:
        yield Bot(api.token, session)
    finally:
        await session._session.close() if session._session else None


def desk_on(store: Store, clock: HandClock, *, mail_on: bool = True) -> Desk:
    """The desk of a service in Minsk, with the real composer."""
    numbers = count(1)
    links = Links("https://digest.example.org", "example.org", store.keys.signing)
    composer = Composer(store, links, Letterhead("Weekly Digest", "digest@example.org", "example.org"))
    return Desk(
        store=store,
        clock=clock,
        admin_ids=frozenset({ADMIN}),
        slot=SLOT,
        mail_on=mail_on,
        rate=25,
        token=lambda: f"token-{next(numbers):032d}",
        latest=composer.latest,
    )


@pytest.fixture
async def home(api: BotApi, client: Bot, light: Store, clock: HandClock) -> Home:
    """A bot that is not awake yet, on SQLite."""
    return Home(api, client, desk_on(light, clock))


@pytest.fixture
async def any_home(api: BotApi, client: Bot, store: Store, clock: HandClock) -> Home:
    """The same, once on each engine."""
    return Home(api, client, desk_on(store, clock))


@pytest.fixture
def ann(api: BotApi) -> Person:
    """Reads English; has not met the bot yet."""
    return api.person("Ann", "en")


@pytest.fixture
def admin(api: BotApi) -> Person:
    """One of the service's admins, with an English client."""
    return api.person("Admin", "en", id=ADMIN)
