"""The whole service, running: the parts that this process plays, as children of one TaskGroup."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.app import bot_roles, webhook_routes
from bot.desk import Desk
from delivery.core.edition import EditionStatus
from delivery.core.errors import Refusal
from delivery.runtime.clock import Clock
from delivery.runtime.supervise import Role, supervised
from delivery.services import editions, sending
from delivery.settings import Settings
from delivery.web.app import Site, make_app, serve
from delivery.wiring import Parts, parts, report_channels

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """A running service, for whoever started it."""

    parts: Parts

    def next_send(self) -> datetime:
        """The next send time."""
        return self.parts.settings.slot.next(self.parts.clock.now())

    async def knock(self) -> None:
        """Let the schedule look again now."""
        await self.parts.schedule.catch_up()

    async def take_in(self, folder: Path) -> None:
        """Import the editions of `folder`, and approve them."""
        found = editions.check_folder(folder).editions
        now = self.parts.clock.now()
        for imported in await editions.import_editions(self.parts.store, found, now):
            await editions.approve(self.parts.store, imported.week, now, accept_gaps=True)

    async def send_now(self) -> str:
        """Send the newest approved edition; a sentence of what happened."""
        rows = await editions.all_editions(self.parts.store)
        row = next((row for row in rows if row.status is not EditionStatus.DRAFT), None)
        if row is None:
            return "There is no approved edition yet."
        try:
            opened = await sending.send_week(self.parts.store, row.week, self.parts.clock.now())
        except Refusal as refusal:
            return refusal.sentence
        return f"The digest of {opened.week} is on its way. Deliveries: {opened.deliveries}."


@asynccontextmanager
async def service(settings: Settings, clock: Clock, roles: frozenset[str]) -> AsyncIterator[Service]:
    """Run `roles` (bot, scheduler, sender, web) inside the block. Raises BadSettings, KeysMissing, KeysUnreadable."""
    report_channels(settings)
    async with AsyncExitStack() as stack:
        built = await stack.enter_async_context(parts(settings, clock))
        loops: list[Role] = [sender.run for sender in built.senders] if "sender" in roles else []
        desk = _desk(built)
        if built.bot and "bot" in roles:
            loops += bot_roles(built.bot, desk, settings)
        if "web" in roles:
            await _open_pages(stack, built, desk)
        await stack.enter_async_context(supervised(loops, asyncio.Event()))
        if "scheduler" in roles:
            await stack.enter_async_context(built.schedule.running())
        log.info("running", roles=sorted(roles))
        yield Service(built)


def _desk(built: Parts) -> Desk:
    settings = built.settings
    return Desk(
        store=built.store,
        clock=built.clock,
        admin_ids=settings.admin_ids,
        slot=settings.slot,
        mail_on=settings.smtp_url is not None,
        rate=settings.telegram_rate,
        token=lambda: secrets.token_urlsafe(24),
        latest=built.composer.latest,
    )


async def _open_pages(stack: AsyncExitStack, built: Parts, desk: Desk) -> None:
    settings = built.settings
    site = Site(built.store, built.clock.now, settings.public_url, await _username(built.bot))
    routes = webhook_routes(built.bot, desk, settings) if built.bot else ()
    port = await stack.enter_async_context(serve(make_app(site, routes), settings.http_host, settings.http_port))
    log.info("pages open", host=settings.http_host, port=port)


async def _username(bot: Bot | None) -> str | None:
    """The bot's name for the link on the pages; they do without while Telegram is away."""
    try:
        return (await bot.me()).username if bot else None
    except AiogramError:
        return None
