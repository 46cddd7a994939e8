"""The composition root and the `digest` command: settings → parts → roles, all in one TaskGroup.

It alone knows the bot beside the service, and hands both to the yard when `digest demo` asks for it. Imports wait until
a command runs, so that `digest --help` answers at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.service import Service
    from delivery.runtime.clock import Clock
    from delivery.settings import Settings


def main() -> None:
    """The `digest` command."""
    from delivery.cli import command

    command(run, try_out)()


async def run(settings: Settings, roles: frozenset[str]) -> None:
    """Run the service until the process is told to stop."""
    from bot.service import service
    from delivery.ops import logs
    from delivery.runtime.clock import SystemClock
    from delivery.runtime.supervise import until_told

    logs.set_up(settings.log_level, settings.log_format)
    async with service(settings, SystemClock(), roles):
        await until_told()


async def try_out(directory: Path, port: int | None) -> None:
    """Run the demo: the same service, beside a Telegram and a mail relay on this machine."""
    from delivery.sandbox.demo import demo

    await demo(_with_sample, directory, port)


@asynccontextmanager
async def _with_sample(settings: Settings, clock: Clock) -> AsyncIterator[Service]:
    """The whole service, with the sample edition imported and approved."""
    from bot.service import service
    from delivery.cli import ROLES
    from delivery.ops import logs

    logs.set_up(settings.log_level, settings.log_format)
    async with service(settings, clock, frozenset(ROLES)) as running:
        await running.take_in(settings.editions_dir)
        yield running


if __name__ == "__main__":
    main()
