"""Migrations: they make exactly the tables that the code knows, on both engines, however often they run."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Table, insert, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from delivery.core.campaign import CampaignKind, CampaignStatus
from delivery.core.channel import ChannelName
from delivery.core.delivery import State
from delivery.core.edition import EditionStatus, Trend
from delivery.core.language import Language
from delivery.core.subscription import SubscriberKind, SubscriptionStatus, Via
from delivery.store import tables
from delivery.store.engine import make_engine
from delivery.store.migrate import configuration, migrate
from tests.support.databases import Databases

METADATA = tables.delivery.metadata

CLOSED_SETS: list[tuple[Table, str, type[StrEnum]]] = [
    (tables.subscriber, "kind", SubscriberKind),
    (tables.subscriber, "language", Language),
    (tables.subscription, "channel", ChannelName),
    (tables.subscription, "status", SubscriptionStatus),
    (tables.consent, "status", SubscriptionStatus),
    (tables.consent, "via", Via),
    (tables.edition, "status", EditionStatus),
    (tables.section, "language", Language),
    (tables.section, "trend", Trend),
    (tables.campaign, "kind", CampaignKind),
    (tables.campaign, "status", CampaignStatus),
    (tables.delivery, "channel", ChannelName),
    (tables.delivery, "language", Language),
    (tables.delivery, "state", State),
]


def _new(name: str, databases: Databases, folder: Path, *, migrated: bool = True) -> AbstractContextManager[str]:
    if name == "sqlite":
        return databases.sqlite(folder, migrated=migrated)
    return databases.postgresql(migrated=migrated)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a new database without tables."""
    with _new(request.param, databases, tmp_path, migrated=False) as url:
        yield url


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection to the database, and nothing of it left open afterwards."""
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


def test_there_is_one_newest_form() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


async def test_the_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    async with connected(database_url) as connection:
        assert await connection.run_sync(_differences) == []


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
async def test_constraints_and_indexes_are_those_of_the_code(name: str, databases: Databases, tmp_path: Path) -> None:
    """Alembic compares neither CHECK constraints nor the conditions of partial indexes."""
    with _new(name, databases, tmp_path, migrated=False) as empty, _new(name, databases, tmp_path) as ready:
        async with connected(empty) as connection:
            await connection.run_sync(METADATA.create_all)
            by_code = await connection.run_sync(_rules)
        async with connected(ready) as connection:
            by_migrations = await connection.run_sync(_rules)

    assert by_migrations == by_code


async def test_migrating_again_changes_nothing(empty_url: str) -> None:
    engine = make_engine(empty_url)
    await migrate(engine)
    async with connected(empty_url) as connection:
        once = await connection.run_sync(_rules)
    await migrate(engine)
    await engine.dispose()

    async with connected(empty_url) as connection:
        assert await connection.run_sync(_rules) == once


async def test_processes_that_start_together_migrate_one_after_the_other(empty_url: str) -> None:
    program = (
        "import asyncio, sys; from delivery.store import KeyRing, Store; from delivery.store.engine import make_engine;"
        "asyncio.run(Store(make_engine(sys.argv[1]), KeyRing.generate()).migrate())"
    )
    started = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, empty_url, stderr=asyncio.subprocess.PIPE)
        for _ in range(3)
    ]
    said = [(await process.communicate())[1].decode() for process in started]

    assert [process.returncode for process in started] == [0, 0, 0], said
    async with connected(empty_url) as connection:
        assert await connection.run_sync(_differences) == []


def test_every_closed_set_is_guarded() -> None:
    guarded = {
        (table.name, str(constraint.name).removeprefix(f"ck_{table.name}_"))
        for table in METADATA.tables.values()
        for constraint in table.constraints
        if str(constraint.name).startswith("ck_")
    }

    assert guarded == {(table.name, column) for table, column, _ in CLOSED_SETS} | {("delivery", "lease")}


@pytest.mark.parametrize(
    ("table", "column", "values"), CLOSED_SETS, ids=[f"{table.name}.{column}" for table, column, _ in CLOSED_SETS]
)
async def test_a_column_takes_the_values_of_core_and_no_other(
    database_url: str, table: Table, column: str, values: type[StrEnum]
) -> None:
    async with connected(database_url) as connection:
        taken = [value for value in values if await connection.run_sync(_takes, table, column, value)]
        strange = ["", "unknown", next(iter(values)).upper()]
        wrongly_taken = [value for value in strange if await connection.run_sync(_takes, table, column, value)]

    assert taken == list(values)
    assert wrongly_taken == []


@pytest.mark.parametrize("state", State)
async def test_a_delivery_has_a_lease_if_and_only_if_it_is_being_sent(database_url: str, state: State) -> None:
    async with connected(database_url) as connection:
        held = await connection.run_sync(_takes, tables.delivery, "state", state, lease="a")
        free = await connection.run_sync(_takes, tables.delivery, "state", state, lease=None)

    assert (held, free) == ((True, False) if state is State.SENDING else (False, True))


def _takes(connection: Connection, /, table: Table, column: str, value: str, **more: Any) -> bool:
    """Whether a row with this value is let in; foreign keys are not asked. Nothing is kept."""
    row = {name: _filling(found) for name, found in table.c.items()}
    row |= {"lease": "a" if value == State.SENDING else None} if table is tables.delivery else {}
    without_keys = {"sqlite": "PRAGMA defer_foreign_keys=ON", "postgresql": "SET session_replication_role = replica"}
    try:
        connection.execute(text(without_keys[connection.dialect.name]))
        connection.execute(insert(table).values({**row, column: value, **more}))
    except IntegrityError:
        return False
    finally:
        connection.rollback()
    return True


def _filling(column: Column[Any]) -> object:
    """Some value that fits the column; of a closed set, its first."""
    for table, name, values in CLOSED_SETS:
        if (table, name) == (column.table, column.name):
            return next(iter(values))
    if column.nullable:
        return None
    kind = column.type.python_type
    known: dict[type, object] = {int: 1, str: "x", bytes: b"x", bool: False, date: date(2024, 1, 15)}
    return known.get(kind, datetime(2024, 1, 15, tzinfo=UTC))


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))


def _rules(connection: Connection) -> dict[str, Any]:
    inspector = inspect(connection)
    return {
        name: (
            sorted((str(rule["name"]), rule["sqltext"]) for rule in inspector.get_check_constraints(name)),
            sorted(map(_index, inspector.get_indexes(name))),
            sorted(repr(rule) for rule in inspector.get_unique_constraints(name)),
            sorted(repr(rule) for rule in inspector.get_foreign_keys(name)),
        )
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def _index(found: Any) -> str:
    """An index in words, with the condition of a partial one."""
    conditions = {name: str(value) for name, value in found.get("dialect_options", {}).items() if "where" in name}
    return f"{found['name']} {found['column_names']} {found['unique']} {conditions}"
