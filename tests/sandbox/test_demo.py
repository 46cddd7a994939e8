"""The demo's house: a fresh start, this week's edition, settings, and the turned clock."""

import asyncio
import stat
from datetime import date, timedelta
from pathlib import Path

import aiohttp
import pytest

from delivery.core.week import Week
from delivery.sandbox import home
from delivery.sandbox.demo import PortTaken, demo, open_demo
from delivery.sandbox.turned import TurnedClock
from delivery.store.keys import KeyRing

from .standin import serve


def samples(directory: Path) -> Path:
    for week in ("2024-01-08", "2024-01-15"):
        (directory / week).mkdir(parents=True)
        (directory / week / "west.be.md").write_text(week, encoding="utf-8")
    (directory / "topics.yaml").write_text("west: {}", encoding="utf-8")
    return directory


def test_the_newest_sample_becomes_this_week_and_the_others_keep_their_distance(tmp_path: Path) -> None:
    target = tmp_path / "editions"
    home.copy_editions(samples(tmp_path / "samples"), target, Week.of(date(2026, 3, 26)))
    assert sorted(path.name for path in target.iterdir()) == ["2026-03-16", "2026-03-23", "topics.yaml"]
    assert (target / "2026-03-23" / "west.be.md").read_text(encoding="utf-8") == "2024-01-15"


def test_each_start_begins_afresh_and_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "demo.db").write_text("old")
    (tmp_path / "demo.db-wal").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    home.fresh(tmp_path, date(2026, 3, 26))
    first = (tmp_path / "keys.json").read_text()
    home.fresh(tmp_path, date(2026, 3, 26))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["editions", "keys.json", "mine.txt"]
    assert (tmp_path / "keys.json").read_text() != first
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert KeyRing.parse(first)


async def test_the_demo_serves_its_page_while_it_is_open(tmp_path: Path) -> None:
    async with open_demo(serve, tmp_path, port=0) as url, aiohttp.ClientSession(url) as session:
        async with session.get("/overview") as answer:
            overview = await answer.json()
        assert [(person["name"], person["language"], person["admin"]) for person in overview["people"]] == [
            ("Alena", "be", False),
            ("Ivan", "ru", False),
            ("Kate", "en", False),
            ("Editor", "en", True),
        ]
        assert "DIGEST_TELEGRAM_API=http://127.0.0.1:" in (tmp_path / "demo.env").read_text(encoding="utf-8")
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)


async def test_a_taken_port_is_told(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        with pytest.raises(PortTaken, match="choose another one"):
            await demo(serve, tmp_path, server.sockets[0].getsockname()[1])


async def test_a_jump_wakes_those_whose_time_has_come() -> None:
    clock = TurnedClock()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(clock.sleep(timedelta(days=6).total_seconds()))
        await asyncio.tasks.sleep(0)
        clock.jump(clock.now() + timedelta(days=7))
    assert clock.offset >= timedelta(days=6, hours=23)
