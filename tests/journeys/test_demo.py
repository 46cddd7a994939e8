"""`digest demo` as a newcomer uses it: the real service behind the page, in a real Chromium."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Locator, Page, async_playwright, expect

from bot.__main__ import _with_sample
from delivery.sandbox.demo import open_demo
from tests.sandbox.pictures import png

CHROMIUM = Path("/usr/bin/chromium")
PEOPLE = {"Alena": "Беларуская", "Ivan": "Русский", "Kate": "English"}
TITLES = {"Alena": "Сітуацыя ў Беларусі", "Ivan": "Ситуация в Беларуси", "Kate": "Situation in Belarus"}
SLOW = 60_000  # milliseconds: the machine may be busy with other tests

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


class Demo:
    """The page, and what a person does on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def become(self, name: str) -> None:
        await self.page.locator("#people-list button", has_text=name).first.click()
        await expect(self.page.locator(".chat-head")).to_contain_text(f"as {name}")

    async def start(self, name: str) -> None:
        await self.become(name)
        await self.page.get_by_role("button", name="Start", exact=True).click()

    async def say(self, name: str, text: str) -> None:
        box = self.page.get_by_role("textbox", name=f"Message as {name}")
        await box.fill(text)
        await self.page.keyboard.press("Enter")

    async def press(self, name: str) -> None:
        await self.page.get_by_role("log").get_by_role("button", name=name).last.click()

    @property
    def last(self) -> Locator:
        """The newest message of the chat."""
        return self.page.get_by_role("log").get_by_role("listitem").last

    async def send_digest(self) -> None:
        await self.page.get_by_role("button", name="Send this week's digest now").click()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The opened page; the test fails if the browser complained about anything."""
    complaints: list[str] = []
    async with open_demo(_with_sample, tmp_path, port=0) as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        page.set_default_timeout(SLOW)
        expect.set_options(timeout=SLOW)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(url)
        yield Demo(page)
        await browser.close()
    assert complaints == []


async def subscribe_all(demo: Demo) -> None:
    for name, language in PEOPLE.items():
        await demo.start(name)
        await demo.press(language)
        await expect(demo.last).to_contain_text("/unsubscribe")


async def confirm_by_mail(demo: Demo, name: str, address: str) -> None:
    """Ask in the chat, open the letter, follow its link, press the page's one button."""
    await demo.become(name)
    await demo.say(name, "/email")
    await expect(demo.last).to_contain_text("/cancel")
    await demo.say(name, address)
    await demo.page.locator(".mailbox, #mail, [aria-label='Mailbox']").get_by_text(address).first.click()
    await demo.page.get_by_role("tab", name="Text").click()
    href = await demo.page.get_by_role("tabpanel").get_by_role("link").first.get_attribute("href")
    async with demo.page.context.expect_page() as opened:
        await demo.page.evaluate("href => window.open(href)", href)
    confirm = await opened.value
    await confirm.locator("form button").first.click()
    await expect(confirm.locator("main")).to_have_attribute("data-page", "confirmed")
    await confirm.close()


async def test_three_people_get_the_digest_in_their_language_on_their_channels_and_once(demo: Demo) -> None:
    await subscribe_all(demo)
    await confirm_by_mail(demo, "Kate", "kate@example.org")

    await demo.send_digest()
    await expect(demo.page.get_by_text("Deliveries: 4")).to_be_visible()
    for name, title in TITLES.items():
        await demo.become(name)
        await expect(demo.page.get_by_role("log")).to_contain_text(title)
    await expect(demo.page.locator("#mail").get_by_text("Situation in Belarus: ").first).to_be_attached()

    await demo.send_digest()
    await expect(demo.page.get_by_text("has already been sent")).to_be_visible()


async def test_the_clock_jumps_and_the_slot_sends(demo: Demo) -> None:
    await demo.start("Alena")
    await demo.press("Беларуская")
    await expect(demo.last).to_contain_text("/unsubscribe")
    await demo.page.get_by_role("button", name="Jump to the next send time").click()
    await expect(demo.page.get_by_role("log")).to_contain_text(TITLES["Alena"])


async def test_an_admin_sends_a_photo_to_the_belarusian_readers_only(demo: Demo) -> None:
    await subscribe_all(demo)
    await demo.start("Editor")
    await demo.press("English")
    await expect(demo.last).to_contain_text("/unsubscribe")
    await demo.say("Editor", "/broadcast")
    await expect(demo.last).to_contain_text("E-mail readers get its text")
    picture = FilePayload(name="street.png", mimeType="image/png", buffer=png(320, 200))
    await demo.page.locator("#attach").set_input_files([picture])
    await demo.say("Editor", "Добры дзень")
    await demo.press("Next")
    for language in ("Русский", "English"):
        await demo.press(f"✓ {language}")
    await demo.press("Send")
    await demo.press("Send to 1 reader")
    await expect(demo.page.get_by_role("log")).to_contain_text("Sent: 1")
    await demo.become("Alena")
    await expect(demo.last.locator("img")).to_be_visible()
    await demo.become("Ivan")
    await expect(demo.page.get_by_role("log")).not_to_contain_text("Добры дзень")
