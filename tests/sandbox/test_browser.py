"""The demo's page in a real Chromium, with a small bot and mailer behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, async_playwright, expect

from delivery.sandbox.demo import open_demo

from .pictures import png
from .standin import serve

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Page]:
    """The opened page; the test fails if the browser complained about anything."""
    complaints: list[str] = []
    async with open_demo(serve, tmp_path, port=0) as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(url)
        yield page
        await browser.close()
    assert complaints == []


async def test_a_reader_subscribes_and_gets_the_digest(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="English", exact=True).click()
    card = page.get_by_role("log", name="Messages").get_by_role("listitem").nth(1)
    await expect(card).to_contain_text("You have been successfully subscribed")
    await expect(card).to_contain_text("edited")
    await page.get_by_role("button", name="Send this week's digest now").click()
    await expect(page.get_by_text("The digest went out to 1 readers.")).to_be_visible()
    unfold = page.get_by_role("button", name="Show more")
    await unfold.click()
    await expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    await expect(page.locator(".words strong").first).to_have_text("Situation in Belarus")


async def test_mail_arrives_and_shows_its_four_faces(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    box = page.get_by_role("textbox", name="Message as Alena")
    await box.fill("/em")
    await page.get_by_role("option", name="/email").click()
    await page.get_by_role("button", name="Пацвердзіце падпіску").click()
    await expect(page.frame_locator("iframe").get_by_role("heading", name="Падпіска")).to_be_visible()
    await page.get_by_role("tab", name="Text").click()
    await expect(page.get_by_role("tabpanel").get_by_role("link")).to_have_attribute("target", "_blank")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tabpanel")).to_contain_text("Envelope to")
    await page.get_by_role("tab", name="Raw").click()
    await expect(page.get_by_role("tabpanel")).to_contain_text("MIME-Version: 1.0")


async def test_pictures_are_sent_and_shown(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.locator("#attach").set_input_files(
        [FilePayload(name=f"{side}.png", mimeType="image/png", buffer=png(side, side)) for side in (200, 300)]
    )
    await page.get_by_role("textbox", name="Message as Alena").fill("Two pictures")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine .pictures img")).to_have_count(2)
    await expect(page.locator(".mine .words").last).to_have_text("Two pictures")


async def test_a_person_blocks_the_bot_and_another_is_added(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="Block the bot").click()
    await expect(page.get_by_role("button", name="Unblock and restart")).to_be_visible()
    await page.get_by_text("Add a person").click()
    await page.get_by_label("Name").fill("Vera")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator("#people-list").get_by_text("Vera")).to_be_visible()
    await expect(page.locator(".chat-head")).to_contain_text("as Vera")


async def test_the_page_fits_on_a_phone(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 700})
    for name in ("People", "Mail", "Chat"):
        await page.get_by_role("navigation").get_by_role("button", name=name).click()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
