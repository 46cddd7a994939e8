"""A place for each journey."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from delivery.sandbox.botapi import BotApi, Limits
from delivery.sandbox.mail import MailCatcher
from delivery.store import KeyRing, Store
from tests.journeys.place import Place, environment, kill


@pytest.fixture
async def place(store: Store, database_url: str, keys: KeyRing, tmp_path: Path) -> AsyncIterator[Place]:
    """A service's world without limits of pace; each test runs on both databases."""
    async with BotApi(limits=Limits.unlimited()) as api, MailCatcher() as catcher:
        there = Place(api, catcher, store, environment(tmp_path, database_url, keys, api, catcher), [])
        yield there
        for process in there.processes:
            if process.poll() is None:
                kill(process)
