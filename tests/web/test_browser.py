"""The pages in a real browser with scripts off: a person confirms, leaves, comes back, by keyboard too."""

import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, async_playwright

from delivery.core.channel import ChannelName
from delivery.core.subscription import SubscriptionStatus
from delivery.store import Store
from delivery.web.app import Site, make_app, serve
from tests.support.people import Person
from tests.web.visits import statuses

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (Debian: apt install chromium)"),
]

SIZES = {"phone": (320, 640), "desk": (1280, 800), "desk at 200 %": (640, 400)}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a browser sees does not depend on the engine: one is enough."""
    return sqlite_url


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        await opened.close()


@pytest.fixture
async def base(site: Site) -> AsyncIterator[str]:
    """The address of the served pages."""
    async with serve(make_app(site), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def tab(browser: Browser, base: str) -> Page:
    """A tab that runs no script."""
    context = await browser.new_context(base_url=base, java_script_enabled=False)
    return await context.new_page()


async def shown(tab: Page) -> str | None:
    return await tab.get_attribute("main", "data-page")


async def test_a_person_confirms_with_one_press(tab: Page, store: Store, reader: Person, asked: str) -> None:
    await tab.goto(f"/c/{asked}")
    assert await shown(tab) == "confirm"
    await tab.click("main button")
    assert await shown(tab) == "confirmed"
    assert (await statuses(store, reader.subscriber_id))[ChannelName.EMAIL] is SubscriptionStatus.ACTIVE


async def test_a_person_leaves_and_comes_back_by_keyboard(
    tab: Page,
    store: Store,
    mail_reader: Callable[..., Awaitable[Person]],
    unsubscribe_path: Callable[[int], str],
) -> None:
    person = await mail_reader()
    await tab.goto(unsubscribe_path(person.subscription_id))
    for page, status in (
        ("unsubscribed", SubscriptionStatus.UNSUBSCRIBED),
        ("returned", SubscriptionStatus.ACTIVE),
    ):
        await tab.focus("main button")
        async with tab.expect_navigation():
            await tab.keyboard.press("Enter")
        assert await shown(tab) == page
        assert (await statuses(store, person.subscriber_id))[ChannelName.EMAIL] is status


async def test_a_person_switches_the_language_and_stays_where_they_are(tab: Page, asked: str) -> None:
    await tab.goto(f"/c/{asked}")
    await tab.click("nav a[lang=en]")
    assert (await tab.get_attribute("html", "lang"), await shown(tab)) == ("en", "confirm")
    await tab.click("main button")
    assert (await tab.get_attribute("html", "lang"), await shown(tab)) == ("en", "confirmed")


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_fits_and_every_target_is_large(browser: Browser, base: str, asked: str, size: str) -> None:
    width, height = SIZES[size]
    context = await browser.new_context(base_url=base, viewport={"width": width, "height": height})
    tab = await context.new_page()
    for path in ("/be/", "/ru/", f"/c/{asked}", "/c/unknown", "/u/unknown", "/nothing"):
        await tab.goto(path)
        assert await tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        for target in await tab.query_selector_all("nav a, button, .button"):
            box = await target.bounding_box()
            assert box is not None
            assert box["height"] >= 44, path


async def test_the_browser_asks_nobody_else_and_complains_of_nothing(browser: Browser, base: str, asked: str) -> None:
    context = await browser.new_context(base_url=base)
    tab = await context.new_page()
    asked_for: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked_for.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    for path in ("/", f"/c/{asked}"):
        await tab.goto(path)
    await tab.click("main button")
    assert complaints == []
    assert all(re.match(re.escape(base), url) for url in asked_for)
    assert await context.cookies() == []
