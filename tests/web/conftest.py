"""A real server with the pages, and a client that behaves as a browser without a cookie jar."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import aiohttp
import pytest

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.links import Links
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.services import confirming
from delivery.store import Store
from delivery.web.app import Site, make_app, serve
from tests.support.people import Person, add_person
from tests.web.visits import TOKEN, Clock, Visitor


@pytest.fixture
def clock(now: datetime) -> Clock:
    """The clock of the pages, which a test may turn."""
    return Clock(now)


@pytest.fixture
def site(store: Store, clock: Clock) -> Site:
    return Site(store=store, now=clock.now, public_url="https://digest.example.org", bot_username="digest_example_bot")


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[Visitor]:
    """Who looks at the pages."""
    async with (
        serve(make_app(site), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", cookie_jar=aiohttp.DummyCookieJar()) as session,
    ):
        yield Visitor(session)


@pytest.fixture
async def reader(store: Store, now: datetime) -> Person:
    """Reads in Belarusian in a chat."""
    return await add_person(store, now)


@pytest.fixture
async def asked(store: Store, reader: Person, now: datetime) -> str:
    """The token of the confirmation that the reader has asked for."""
    await confirming.ask(store, reader.subscriber_id, "reader@example.org", TOKEN, now)
    return TOKEN


@pytest.fixture
def unsubscribe_path(store: Store) -> Callable[[int], str]:
    """The path of a subscription's unsubscribe link."""
    return Links("", "example.org", store.keys.signing).unsubscribe


@pytest.fixture
def mail_reader(store: Store, now: datetime) -> Callable[..., Awaitable[Person]]:
    """Makes a reader with a confirmed mailbox."""

    async def make(language: Language = Language.BE) -> Person:
        person = await add_person(
            store,
            now,
            address="reader@example.org",
            channel=ChannelName.EMAIL,
            language=language,
            status=SubscriptionStatus.PENDING,
        )
        async with store.begin() as tx:
            await tx.subscriptions.set_status(person.subscription_id, SubscriptionStatus.ACTIVE, Via.WEB, now)
        return person

    return make


@pytest.fixture
async def every_path(
    asked: str, mail_reader: Callable[..., Awaitable[Person]], unsubscribe_path: Callable[[int], str]
) -> tuple[str, ...]:
    """One address of each kind."""
    leave = unsubscribe_path((await mail_reader()).subscription_id)
    home = ("/", "/be/", "/ru/", "/en/")
    return (*home, f"/c/{asked}", "/c/unknown", leave, f"{leave}/return", "/u/unknown", "/robots.txt", "/health", "/x")
