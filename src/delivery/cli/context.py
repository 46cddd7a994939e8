"""What every command needs: settings, keys, the store, and errors told as sentences."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import click
import structlog

from delivery.core.errors import Refusal
from delivery.runtime.clock import SystemClock
from delivery.settings import BadSettings, Settings, load
from delivery.store import STORE_ERRORS, KeyRing, KeysUnreadable, Store, open_store
from delivery.wiring import KeysMissing, key_ring

T = TypeVar("T")


def settings() -> Settings:
    """The settings; ends the command with every problem where they cannot be used."""
    try:
        return load()
    except BadSettings as bad:
        problems = "\n".join(f"  {problem}" for problem in bad.problems)
        fail(f"The settings cannot be used:\n{problems}\nSee .env.example for what each one means.", code=2)


def now() -> datetime:
    """The moment of the command."""
    return SystemClock().now()


@asynccontextmanager
async def the_store(used: Settings, *, contacts: bool = True) -> AsyncIterator[Store]:
    """The store. Commands without `contacts` (editions) also work before `digest init` made the keys."""
    try:
        keys = key_ring(used)
    except KeysMissing:
        if contacts:
            raise
        keys = KeyRing.generate()
    async with open_store(used.database_url, keys) as store:
        yield store


def execute(work: Coroutine[Any, Any, T] | Any) -> T:
    """Run a command's work; what it refuses is told as a sentence, with exit code 1."""
    try:
        return asyncio.run(work)  # type: ignore[no-any-return]
    except Refusal as refusal:
        fail(refusal.sentence)
    except (KeysMissing, KeysUnreadable) as error:
        fail(str(error))
    except STORE_ERRORS as error:
        fail(f"The database cannot be used: {_first_line(error)}")
    except ExceptionGroup as failures:
        structlog.get_logger(__name__).error("a part of the service failed", exc_info=failures)
        fail("A part of the service failed; see the log. What was not sent waits in the outbox.")
    except KeyboardInterrupt:
        sys.exit(130)


def fail(sentence: str, code: int = 1) -> NoReturn:
    """End the command with a sentence."""
    click.echo(sentence, err=True)
    sys.exit(code)


def _first_line(error: BaseException) -> str:
    """The cause, without SQL and its parameters."""
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0] or type(error).__name__
