"""`digest demo`: the production service beside a Telegram and a mail relay that live on this machine, and one page."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from delivery.runtime.clock import Clock
from delivery.sandbox import home
from delivery.sandbox.botapi import BotApi, Standing
from delivery.sandbox.mail import MailCatcher
from delivery.sandbox.page import Board, Page, Service
from delivery.sandbox.turned import TurnedClock
from delivery.settings import Settings, load

PORT = 8080
"""Where the page is if nobody asks for another place and nobody is there."""
ADMIN = 7_100_000_001
PEOPLE = (("Alena", "be"), ("Ivan", "ru"), ("Kate", "en"))


Serve = Callable[[Settings, Clock], AbstractAsyncContextManager[Service]]
"""Runs the production service inside the block. The composition root hands it in."""


class PortTaken(click.ClickException):
    """Another program listens on the port that was asked for; choose another one."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Another program listens on port {port}; choose another one, or none.")


async def demo(serve: Serve, directory: Path, port: int | None) -> None:
    """Run the demo until Ctrl-C. Prints one URL.

    serve: how to run the service. directory: where its data lives; each start begins afresh.
    port: of the page; None for the usual one, or a free one if that is taken. Raises PortTaken.
    """
    free = home.free_port(PORT if port is None else port)
    if port not in (None, 0, free):
        raise PortTaken(port)
    async with open_demo(serve, directory, free) as url:
        print(f"The demo is ready: {url}\nCtrl-C ends it.", flush=True)
        await _interrupted()
    print("\nThe demo has ended; the next one begins afresh.", flush=True)


@contextlib.asynccontextmanager
async def open_demo(serve: Serve, directory: Path, port: int) -> AsyncIterator[str]:
    """The demo inside the block; gives the page's URL. Port 0 chooses a free one."""
    clock = TurnedClock()
    home.fresh(directory, clock.now().date())
    async with BotApi(now=clock.now) as api, MailCatcher(now=clock.now) as catcher:
        furnish(api)
        settings = _settings(directory, api, catcher)
        async with serve(settings, clock) as service:
            board = Board(api, catcher, clock, service, ZoneInfo(settings.timezone), frozenset({ADMIN}))
            async with Page(board, port) as page:
                yield page.url


def furnish(api: BotApi) -> None:
    """The people of the demo, its admin among them, and a group and a channel that belong to the first."""
    owner, *others = [api.person(name, language) for name, language in PEOPLE]
    others.append(api.person("Editor", "en", id=ADMIN))
    group, channel = api.group("Reading room"), api.channel("Digest channel")
    for room in (group, channel):
        room.set_member(owner, Standing.CREATOR)
    for person in others:
        group.set_member(person)


def _settings(directory: Path, api: BotApi, catcher: MailCatcher) -> Settings:
    values = home.values(
        directory.resolve(),
        token=api.token,
        telegram=api.url,
        smtp=catcher.url,
        public_port=home.free_port(),
        admins={"Editor": ADMIN},
    )
    home.write_env(directory / "demo.env", values)
    plain = {name.removeprefix("DIGEST_").lower(): value for name, value in values.items()}
    return load(_env_file=None, **plain)


async def _interrupted() -> None:
    """Wait for Ctrl-C, or for a polite request to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: KeyboardInterrupt ends the loop instead
            loop.add_signal_handler(number, stop.set)
    await stop.wait()
