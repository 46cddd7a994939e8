"""What every test may ask for: a database on both engines, an open store, keys, and a fixed moment."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from delivery.store import KeyRing, Store, open_store
from tests.support.databases import Databases

DATABASES = pytest.StashKey[Databases]()

# How long an example takes says nothing on a machine that runs other tests at the same time.
settings.register_profile("digest", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("digest")


def pytest_configure(config: pytest.Config) -> None:
    """The controller makes the session's folder; its workers are told where it is."""
    told: dict[str, Any] | None = getattr(config, "workerinput", None)
    config.stash[DATABASES] = Databases(Path(told["shared"])) if told else Databases.open()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["shared"] = str(node.config.stash[DATABASES].shared)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[DATABASES].close()


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """Makes databases; for tests that need several, or the server itself."""
    return pytestconfig.stash[DATABASES]


@pytest.fixture
def sqlite_url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The address of a new, migrated SQLite database, for tests that need no more than one engine."""
    with databases.sqlite(tmp_path) as url:
        yield url


@pytest.fixture
def postgresql_url(databases: Databases) -> Iterator[str]:
    """The address of a new, migrated PostgreSQL database."""
    with databases.postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite_url", "postgresql_url"], ids=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a new, migrated database: the test runs once on each engine."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def keys() -> KeyRing:
    """The keys of contact data."""
    return KeyRing.generate()


@pytest.fixture
async def store(database_url: str, keys: KeyRing) -> AsyncIterator[Store]:
    """An open store: the test runs once on each engine."""
    async with open_store(database_url, keys) as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """The moment of the test: Monday, 22 January 2024, 09:00 in Minsk."""
    return datetime(2024, 1, 22, 6, tzinfo=UTC)
