"""Looking at pages: what a browser asks for and what it gets, and what the store holds before and after."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from sqlalchemy import select

from delivery.core.channel import ChannelName
from delivery.core.subscription import SubscriptionStatus
from delivery.store import Store, tables

TOKEN = "k3X9_vTq-0aLmZ7pRw2sYd"


@dataclass
class Clock:
    """A clock that stands still until it is turned."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def page(self) -> str:
        """The name of the page, as it says itself."""
        return self._first(r'<main data-page="([^"]+)"')

    @property
    def language(self) -> str:
        return self._first(r'<html lang="([^"]+)"')

    @property
    def form(self) -> str:
        """Where the page's one button leads; empty without one."""
        return self._first(r'<form method="post" action="([^"]+)"')

    @property
    def switches(self) -> dict[str, str]:
        """Where the language links lead."""
        return {code: href for href, code in re.findall(r'<a href="([^"]+)" lang="([^"]+)"', self.text)}

    def _first(self, pattern: str) -> str:
        found = re.search(pattern, self.text)
        return found[1] if found else ""


@dataclass(frozen=True)
class Visitor:
    """Asks for pages. Redirects are not followed."""

    session: aiohttp.ClientSession

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    async def post(self, path: str, data: Any = None, **options: Any) -> Answer:
        return await self.ask("POST", path, data=data, **options)

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        async with self.session.request(method, path, allow_redirects=False, **options) as response:
            return Answer(response.status, response.headers, await response.text())


async def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    async with store._engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables.delivery.metadata.sorted_tables
        }


async def statuses(store: Store, subscriber_id: int) -> dict[ChannelName, SubscriptionStatus]:
    """A subscriber's status by channel, of the newest subscription on each."""
    async with store.read() as tx:
        reader = await tx.subscribers.get(subscriber_id)
    assert reader is not None
    return {one.channel: one.status for one in reader.subscriptions}
