"""The store's door: a transaction, and in it one query group per noun."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from delivery.core.tokens import Purpose
from delivery.store.campaigns import Campaigns
from delivery.store.confirmations import Confirmations
from delivery.store.dialogues import Dialogues
from delivery.store.editions import Editions
from delivery.store.engine import READ_ONLY, make_engine
from delivery.store.keys import KeyRing
from delivery.store.leases import Leases
from delivery.store.migrate import migrate
from delivery.store.outbox import Outbox
from delivery.store.report import Report
from delivery.store.subscribers import Subscribers
from delivery.store.subscriptions import Subscriptions
from delivery.store.suppressions import Suppressions
from delivery.store.updates import Updates


class Transaction:
    """What can be asked and changed inside one transaction. Values come out, rows stay."""

    def __init__(self, connection: AsyncConnection, keys: KeyRing) -> None:
        self._connection = connection
        self._keys = keys

    async def alone(self, about: str) -> None:
        """Wait until no other transaction is alone about the same thing; then be it, until this one ends.

        For what is looked up first and written after: two that look at once would both find nothing. SQLite has one
        writer at a time anyway.
        """
        if self._connection.dialect.name == "postgresql":
            key = int.from_bytes(self._keys.key_index(Purpose.INDEX, about)[:8], "big", signed=True)
            await self._connection.execute(select(func.pg_advisory_xact_lock(key)))

    @cached_property
    def subscribers(self) -> Subscribers:
        return Subscribers(self._connection, self._keys)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self._connection, self._keys)

    @cached_property
    def confirmations(self) -> Confirmations:
        return Confirmations(self._connection, self._keys)

    @cached_property
    def suppressions(self) -> Suppressions:
        return Suppressions(self._connection, self._keys)

    @cached_property
    def editions(self) -> Editions:
        return Editions(self._connection)

    @cached_property
    def campaigns(self) -> Campaigns:
        return Campaigns(self._connection, self._keys)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._connection, self._keys)

    @cached_property
    def report(self) -> Report:
        return Report(self._connection)

    @cached_property
    def leases(self) -> Leases:
        return Leases(self._connection)

    @cached_property
    def dialogues(self) -> Dialogues:
        return Dialogues(self._connection, self._keys)

    @cached_property
    def updates(self) -> Updates:
        return Updates(self._connection)


class Store:
    """The shared store: `begin()` opens a writing transaction, `read()` one that changes nothing."""

    def __init__(self, engine: AsyncEngine, keys: KeyRing) -> None:
        self.keys = keys
        self._engine = engine
        # SQLite has one writer at a time: queueing for it here is fair, queueing in the database is a busy loop.
        sqlite = engine.dialect.name == "sqlite"
        self._turn: AbstractAsyncContextManager[object] = asyncio.Lock() if sqlite else contextlib.nullcontext()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Transaction]:
        """A transaction: committed when the block ends, rolled back when it raises. Do nothing slow inside."""
        async with self._turn, self._engine.begin() as connection:
            yield Transaction(connection, self.keys)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A view of one moment; nothing is written."""
        async with self._engine.connect() as connection:
            await connection.execution_options(**{READ_ONLY: True})
            yield Transaction(connection, self.keys)

    async def answers(self) -> bool:
        """Whether the database answers at this moment."""
        try:
            async with self._engine.connect() as connection:
                await connection.execution_options(**{READ_ONLY: True})
                await connection.execute(select(1))
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def migrate(self) -> None:
        """Bring the tables to this version's form; safe to call from several processes."""
        await migrate(self._engine)

    async def close(self) -> None:
        await self._engine.dispose()


@asynccontextmanager
async def open_store(url: str, keys: KeyRing) -> AsyncIterator[Store]:
    """The store at `url`, migrated, closed at the end of the block."""
    store = Store(make_engine(url), keys)
    try:
        await store.migrate()
        yield store
    finally:
        await store.close()
