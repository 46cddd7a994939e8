"""Supervision: every loop is a child of one TaskGroup; an orderly stop lets what is in flight land."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger(__name__)

GRACE = 30.0  # seconds for what is in flight at a stop; the rest is in doubt, and known

Role = Callable[[asyncio.Event], Awaitable[None]]


@asynccontextmanager
async def supervised(roles: Sequence[Role], stopping: asyncio.Event) -> AsyncIterator[None]:
    """Run every role beside the block; when the block ends, all are told to stop and given GRACE.

    A role that fails takes the process down: all durable work is in the store, and a restart is an ordinary event.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_run(role, stopping)) for role in roles]
        try:
            yield
        finally:
            stopping.set()
            if tasks:
                _, late = await asyncio.wait(tasks, timeout=GRACE)
                for task in late:
                    task.cancel()


async def until_told() -> None:
    """Come back when the process is asked to stop (SIGTERM, SIGINT)."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(number, told.set)
    await told.wait()
    log.info("stopping")


async def _run(role: Role, stopping: asyncio.Event) -> None:
    await role(stopping)
