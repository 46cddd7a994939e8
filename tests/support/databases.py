"""Databases for tests: one PostgreSQL server per test session, a fresh migrated database per test.

The session's folder is shared by all its processes. Whoever needs a thing first makes it, under a lock; the process
that opened the session removes everything at its end.
"""

import asyncio
import fcntl
import shutil
import tempfile
import uuid
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from delivery.store.engine import make_engine
from delivery.store.migrate import migrate
from tests.support.postgres import PostgresServer

TEMPLATE = "template_digest"
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")  # nothing here outlives the session


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of a test session, in the folder `shared`."""

    shared: Path

    @classmethod
    def open(cls) -> "Databases":
        """A new session; whoever opens it closes it."""
        shared = Path(tempfile.mkdtemp(prefix="digest-tests-"))
        shared.chmod(0o711)  # the server may run as another user, who must come through to its own folder
        return cls(shared)

    @contextmanager
    def sqlite(self, folder: Path, *, migrated: bool = True) -> Iterator[str]:
        """The address of a new SQLite database in `folder`."""
        file = folder / f"{uuid.uuid4().hex}.db"
        if migrated:
            shutil.copy(self._sqlite_template(), file)
        yield f"sqlite+aiosqlite:///{file}"

    @contextmanager
    def postgresql(self, *, migrated: bool = True) -> Iterator[str]:
        """The address of a new PostgreSQL database, which is dropped at the end."""
        server = self.server()
        name = f"test_{uuid.uuid4().hex}"
        _administer(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE if migrated else 'template0'}")
        try:
            yield server.url(name)
        finally:
            _administer(server, f"DROP DATABASE {name} WITH (FORCE)")

    def server(self) -> PostgresServer:
        """The session's server, started by whoever asks first."""
        home, known = self.shared / "postgresql", self.shared / "postgresql.binaries"
        with self._alone():
            if known.exists():
                return PostgresServer(Path(known.read_text()), home)
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            server = PostgresServer.create(home)
            server.start(*FAST)
            known.write_text(str(server.binaries))
            _administer(server, f"CREATE DATABASE {TEMPLATE}")
            run_apart(_migrated(server.url(TEMPLATE)))
            return server

    def close(self) -> None:
        """Stop the server and remove everything; for the process that opened the session."""
        if (self.shared / "postgresql.binaries").exists():
            self.server().stop("immediate")
        shutil.rmtree(self.shared)

    def _sqlite_template(self) -> Path:
        template = self.shared / "template.db"
        with self._alone():
            if not template.exists():
                run_apart(_migrated(f"sqlite+aiosqlite:///{template}"))
        return template

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.shared / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def run_apart(work: Coroutine[object, object, None]) -> None:
    """Run `work` to its end in a loop of its own, whatever loop the caller is in."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def _administer(server: PostgresServer, statement: str) -> None:
    run_apart(_execute(server.url(), statement))


async def _execute(url: str, statement: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def _migrated(url: str) -> None:
    engine = make_engine(url)
    await migrate(engine)
    await engine.dispose()
