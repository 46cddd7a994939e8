"""The demo's page, met over HTTP as the browser meets it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import aiosmtplib
import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from delivery.sandbox.botapi import BotApi, Person
from delivery.sandbox.mail import MailCatcher
from delivery.sandbox.page import Board, Page
from delivery.sandbox.turned import TurnedClock

from .pictures import PNG


class Buttons:
    """A service that only counts what the page's buttons ask of it."""

    def __init__(self, due: datetime) -> None:
        self.due = due
        self.knocks = 0

    async def send_now(self) -> str:
        return "The digest went out to 3 readers."

    async def knock(self) -> None:
        self.knocks += 1

    def next_send(self) -> datetime:
        return self.due


class Browser:
    """One page's view: GET and POST as its scripts do them."""

    def __init__(self, session: aiohttp.ClientSession, board: Board, service: Buttons) -> None:
        self._session = session
        self.board = board
        self.service = service

    async def get(self, path: str) -> Any:
        async with self._session.get(path) as answer:
            assert answer.status == 200, path
            return await answer.json()

    async def page(self, path: str) -> tuple[str, Any]:
        async with self._session.get(path) as answer:
            assert answer.status == 200, path
            return await answer.text(), answer.headers

    async def post(self, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        kind = {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body or {}}
        async with self._session.post(path, headers={"X-Demo": "1"}, **kind, **options) as answer:
            return answer.status, await answer.json()

    @asynccontextmanager
    async def changes(self) -> AsyncIterator[aiohttp.StreamReader]:
        async with self._session.get("/changes") as answer:
            assert await answer.content.readuntil(b"\n\n") == b"retry: 1000\n\n"
            yield answer.content


@pytest.fixture
async def browser(api: BotApi, catcher: MailCatcher) -> AsyncIterator[Browser]:
    clock = TurnedClock()
    service = Buttons(clock.now() + timedelta(days=3))
    board = Board(api, catcher, clock, service, ZoneInfo("Europe/Minsk"), frozenset())
    async with Page(board) as page, aiohttp.ClientSession(page.url) as session:
        yield Browser(session, board, service)


async def test_the_page_asks_nobody_else_for_anything(browser: Browser) -> None:
    text, headers = await browser.page("/")
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "//" not in text.replace("<!doctype html>", "")


async def test_people_talk_and_press(browser: Browser, bot: Bot, alena: Person) -> None:
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="English", callback_data="en")]])
    sent = await bot.send_message(alena.id, "<b>Language</b>", parse_mode="HTML", reply_markup=keyboard)
    await browser.post(f"/chats/{alena.id}/say", {"as": alena.id, "text": "hello "})
    await browser.post(f"/chats/{alena.id}/press", {"as": alena.id, "message": sent.message_id, "data": "en"})
    *_, said, pressed = await bot.get_updates()
    assert said.message is not None
    assert said.message.text == "hello"
    assert pressed.callback_query is not None
    await bot.answer_callback_query(pressed.callback_query.id, "Saved")
    chat = await browser.get(f"/chats/{alena.id}?as={alena.id}")
    assert [message["raw"].get("text") for message in chat["messages"]] == ["/start", "Language", "hello"]
    assert chat["notices"] == [{"text": "Saved", "alert": False, "url": None}]


async def test_files_go_as_photo_album_or_document(browser: Browser, alena: Person) -> None:
    for names in (["a.png"], ["a.png", "b.png"], ["notes.txt"]):
        form = aiohttp.FormData({"as": str(alena.id), "caption": "look"})
        for name in names:
            form.add_field("files", PNG if name.endswith("png") else b"text", filename=name,
                           content_type="image/png" if name.endswith("png") else "text/plain")  # fmt: skip
        assert (await browser.post(f"/chats/{alena.id}/files", form))[0] == 200
    messages = (await browser.get(f"/chats/{alena.id}?as={alena.id}"))["messages"][1:]
    kinds = ["photo" if "photo" in message["raw"] else "document" for message in messages]
    assert kinds == ["photo", "photo", "photo", "document"]
    assert messages[1]["raw"]["media_group_id"] == messages[2]["raw"]["media_group_id"]
    photo, headers = messages[0]["raw"]["photo"][-1]["file_id"], {}
    async with browser._session.get(f"/files/{photo}") as answer:
        headers = dict(answer.headers)
        assert await answer.read() == PNG
    assert headers["Content-Type"] == "image/png"


async def test_blocking_and_coming_back(browser: Browser, alena: Person) -> None:
    await browser.post(f"/people/{alena.id}/block")
    status, answer = await browser.post(f"/chats/{alena.id}/say", {"as": alena.id, "text": "hello"})
    assert (status, answer["error"]) == (409, "Alena blocked the bot: unblock it, or start() again")
    await browser.post(f"/people/{alena.id}/start")
    [line] = (await browser.get("/overview"))["people"]
    assert line["standing"] == "member"


async def test_a_newcomer_joins_the_groups(browser: Browser, api: BotApi, alena: Person) -> None:
    group, channel = api.group("Readers"), api.channel("News")
    _, newcomer = await browser.post("/people", {"name": " Vera ", "language": "ru"})
    await browser.post(f"/chats/{group.id}/bot", {"as": newcomer["id"], "inside": True})
    overview = await browser.get("/overview")
    assert [person["name"] for person in overview["people"]] == ["Alena", "Vera"]
    members = {room["name"]: [member["name"] for member in room["members"]] for room in overview["rooms"]}
    assert members == {"Readers": ["Vera"], "News": []}
    assert (group.standing, channel.standing) == ("member", "stranger")
    assert (await browser.post("/people", {"name": " ", "language": ""}))[0] == 409


async def test_the_clock_jumps_to_the_send_time_and_the_schedule_looks(browser: Browser) -> None:
    await browser.post("/clock/jump")
    assert browser.board.clock.now() >= browser.service.due
    assert browser.service.knocks == 1
    assert (await browser.get("/overview"))["clock"]["turned"]


async def test_the_digest_button_tells_what_happened(browser: Browser) -> None:
    assert await browser.post("/send") == (200, {"sentence": "The digest went out to 3 readers."})


async def test_a_letter_is_shown_without_powers(browser: Browser, catcher: MailCatcher) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "digest@example.org", "kate@example.org", "Тыдзень"
    letter.set_content("text")
    html = '<html><head lang="be"><title>t</title></head><body><img src="cid:logo"><script>x</script></body></html>'
    letter.add_alternative(html, subtype="html")
    part = letter.get_body(("html",))
    assert part is not None
    part.add_related(PNG, "image", "png", cid="<logo>")
    await aiosmtplib.send(letter, hostname="127.0.0.1", port=catcher.port, start_tls=False)
    [heading] = (await browser.get("/overview"))["letters"]
    opened = await browser.get(f"/letters/{heading['number']}")
    assert (opened["subject"], opened["to"], opened["text"].strip(), opened["html"]) == (
        "Тыдзень", "kate@example.org", "text", True,
    )  # fmt: skip
    shown, headers = await browser.page("/letters/1/html")
    assert headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert '<head lang="be"><base target="_blank">' in shown
    assert 'src="/letters/1/parts/logo"' in shown
    async with browser._session.get("/letters/1/parts/logo") as picture:
        assert await picture.read() == PNG
    raw, headers = await browser.page("/letters/1/eml")
    assert headers["Content-Disposition"] == 'attachment; filename="letter-1.eml"'
    assert raw.startswith("From: digest@example.org")


async def test_open_pages_are_told_what_changed(browser: Browser, bot: Bot, alena: Person) -> None:
    async with browser.changes() as stream:
        for number in range(4):
            await bot.send_message(alena.id, f"hello {number}")
            event = await stream.readuntil(b"\n\n")
            assert json.loads(event.removeprefix(b"data: ")) == [f"chat:{alena.id}"]


async def test_another_site_cannot_press_the_buttons(browser: Browser) -> None:
    async with browser._session.post("/send") as answer:
        assert answer.status == 403


@pytest.mark.parametrize("path", ["/chats/1", "/letters/1", "/letters/0", "/files/none"])
async def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    async with browser._session.get(path) as answer:
        assert answer.status == 404


async def test_moments_are_unix_seconds(browser: Browser) -> None:
    clock = (await browser.get("/overview"))["clock"]
    assert abs(clock["now"] - TurnedClock().now().timestamp()) < 60
    assert clock["zone"] == "Europe/Minsk"
