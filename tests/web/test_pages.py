"""What all pages share: headers, languages, methods, faults, health."""

import asyncio
import logging
import re
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from delivery.core.language import Language
from delivery.store import KeyRing, Store, open_store
from delivery.web.app import Site, make_app, serve
from delivery.web.visitor import accepted
from tests.web.visits import Clock, Visitor


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the engine: one is enough."""
    return sqlite_url


async def send_raw(visitor: Visitor, request: str) -> bytes:
    """Send what no client would, and read all that comes back."""
    place = visitor.session._base_url
    assert place is not None
    reading, writing = await asyncio.open_connection(place.host, place.port)
    writing.write(request.encode())
    answer = await reading.read()
    writing.close()
    return answer


async def test_every_answer_has_the_guarding_headers_and_no_cookie(
    visitor: Visitor, every_path: tuple[str, ...]
) -> None:
    for path in every_path:
        for method in ("GET", "POST", "PUT"):
            headers = (await visitor.ask(method, path)).headers
            assert headers["Content-Security-Policy"].startswith("default-src 'none';")
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in headers
            assert "Server" not in headers


async def test_pages_of_a_token_are_kept_by_nobody(visitor: Visitor, every_path: tuple[str, ...]) -> None:
    for path in every_path:
        if path.startswith(("/c/", "/u/")):
            answer = await visitor.get(path)
            assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")


async def test_no_page_runs_a_script_or_loads_from_elsewhere(visitor: Visitor, every_path: tuple[str, ...]) -> None:
    for path in every_path:
        text = (await visitor.get(path)).text
        assert not re.search(r"<script|style=|<style|\son\w+=", text)
        assert all(address.startswith("/") for address in re.findall(r'(?:src|action)="([^"]*)"', text))
        assert all("/static/" in tag for tag in re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*>', text))


async def test_stylesheet_and_icon_come_from_us_and_may_be_kept(visitor: Visitor) -> None:
    text = (await visitor.get("/en/")).text
    addresses = re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', text)
    assert len(addresses) == 2
    for address in addresses:
        answer = await visitor.get(address)
        assert (answer.status, "immutable" in answer.headers["Cache-Control"]) == (200, True)
    assert (await visitor.get("/static/older/style.css")).headers["Cache-Control"] == "no-store"
    assert (await visitor.get("/static/x/..%2Fapp.py")).status == 404


async def test_switching_the_language_keeps_the_page(visitor: Visitor, every_path: tuple[str, ...]) -> None:
    for path in every_path:
        first = await visitor.get(path)
        if not first.page:
            continue
        for code, link in first.switches.items():
            switched = await visitor.get(link)
            assert (switched.language, switched.page, switched.status) == (code, first.page, first.status)


async def test_links_on_a_page_lead_nowhere_else(visitor: Visitor) -> None:
    request = "GET //elsewhere.example/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    text = (await send_raw(visitor, request)).decode()
    assert " 404 " in text
    assert all(re.match(r"/[^/]", link) for link in re.findall(r'href="([^"]+)"', text))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("be", Language.BE),
        ("ru-RU,ru;q=0.9,en;q=0.8", Language.RU),
        ("de,en;q=0.3,be;q=0.7", Language.BE),
        ("be;q=0, ru;q=0.1", Language.RU),
        ("de-DE,*;q=0.5", Language.EN),
        ("be;q=much,ru", Language.RU),
        ("", Language.EN),
        (";;;,,,q=1", Language.EN),
    ],
)
def test_the_browser_language_decides_where_nothing_else_does(header: str, language: Language) -> None:
    assert accepted(header) is language


async def test_the_front_page_speaks_the_browsers_language(visitor: Visitor) -> None:
    answer = await visitor.get("/", Accept_Language="de, be;q=0.5")
    assert (answer.page, answer.language, answer.headers["Vary"]) == ("home", "be", "Accept-Language")
    assert [(await visitor.get(f"/{code}/", Accept_Language="en")).language for code in Language] == list(Language)
    assert (await visitor.get("/be")).headers["Location"] == "/be/"
    assert (await visitor.get("/de/")).status == 404


async def test_the_home_page_leads_to_the_bot(visitor: Visitor) -> None:
    assert 'href="https://t.me/digest_example_bot"' in (await visitor.get("/en/")).text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_by_a_page(visitor: Visitor, asked: str, method: str) -> None:
    for path in ("/", f"/c/{asked}", "/u/x"):
        answer = await visitor.ask(method, path)
        assert (answer.status, answer.page) == (405, "fault")
        assert "GET" in answer.headers["Allow"]


async def test_a_missing_page_is_said_in_the_visitors_language(visitor: Visitor) -> None:
    answer = await visitor.get("/nothing/here", Accept_Language="ru")
    assert (answer.status, answer.page, answer.language) == (404, "fault", "ru")


async def test_search_engines_stay_away_from_links(visitor: Visitor) -> None:
    assert {"Disallow: /c/", "Disallow: /u/"} <= set((await visitor.get("/robots.txt")).text.splitlines())


async def test_a_failure_tells_the_visitor_no_internals_and_the_log_no_visitor(site: Site) -> None:
    async def fail(_request: web.Request) -> web.Response:
        raise RuntimeError("inner workings")

    app = make_app(site, [web.get("/hook/{secret}", fail)])
    with capture_logs() as logs:
        async with serve(app, "127.0.0.1", 0) as port, aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            answer = await Visitor(session).get("/hook/s3cret", Accept_Language="be")
    assert (answer.status, answer.page, answer.language) == (500, "fault", "be")
    assert "inner workings" not in answer.text
    (entry,) = logs
    assert (entry["event"], entry["page"]) == ("page failed", "/hook/{secret}")
    assert "inner workings" in entry["traceback"]
    assert "s3cret" not in str(entry)


async def knock_until_shut(visitor: Visitor, address: str) -> None:
    """Ask again and again; raises what the client raises when nobody opens any more."""
    while True:
        await visitor.get(address)


async def test_what_was_begun_is_finished_before_the_pages_close(site: Site) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        begun.set()
        await go_on.wait()
        return web.Response(text="finished")

    async with asyncio.TaskGroup() as tasks, AsyncExitStack() as serving, aiohttp.ClientSession() as session:
        port = await serving.enter_async_context(serve(make_app(site, [web.get("/slow", slow)]), "127.0.0.1", 0))
        asked = tasks.create_task(Visitor(session).get(f"http://127.0.0.1:{port}/slow"))
        await begun.wait()
        closing = tasks.create_task(serving.aclose())
        with pytest.raises(aiohttp.ClientConnectionError):
            await knock_until_shut(Visitor(session), f"http://127.0.0.1:{port}/health")
        go_on.set()
        assert (await asked).text == "finished"
        await closing


async def test_the_log_holds_no_address_token_or_network_address(
    visitor: Visitor,
    asked: str,
    every_path: tuple[str, ...],
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG, "aiohttp")
    caplog.set_level(logging.DEBUG, "delivery")
    for path in every_path:
        await visitor.get(path)
        await visitor.post(path)
    assert b" 400 " in await send_raw(visitor, f"GET /c/{asked} HTTP/1.1\r\nno header {asked}\r\n\r\n")
    said = caplog.text + "".join(capsys.readouterr())
    for secret in ("reader@", asked, "127.0.0.1", *(path for path in every_path if path.startswith("/u/"))):
        assert secret not in said


async def test_health_asks_the_store(visitor: Visitor) -> None:
    answer = await visitor.get("/health")
    assert (answer.status, answer.text) == (200, '{"status": "ok"}')


async def test_health_is_bad_while_the_store_does_not_answer(tmp_path: Path, keys: KeyRing, clock: Clock) -> None:
    folder = tmp_path / "gone"
    async with open_store(f"sqlite+aiosqlite:///{folder}/digest.db", keys) as store:
        await store.close()
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        site = Site(store, clock.now, "https://digest.example.org")
        async with serve(make_app(site), "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
            answer = await Visitor(session).get(f"http://127.0.0.1:{port}/health")
    assert answer.status == 503


async def test_behind_a_proxys_folder_every_link_stays_in_it(store: Store, clock: Clock, asked: str) -> None:
    site = Site(store, clock.now, "https://example.org/digest")
    async with serve(make_app(site), "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:
        answer = await Visitor(session).get(f"http://127.0.0.1:{port}/c/{asked}")
    assert answer.form == f"/digest/c/{asked}"
    assert all(link.startswith("/digest/") for link in re.findall(r'(?:href|action)="([^"]+)"', answer.text))
