"""A whole service with its outside world on this machine: settings, a store with readers, and the process itself."""

import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.service import Service, service
from delivery.core.channel import ChannelName
from delivery.core.delivery import OnDoubt
from delivery.core.language import Language
from delivery.core.week import Week
from delivery.runtime.clock import SystemClock
from delivery.sandbox.botapi import BotApi
from delivery.sandbox.mail import MailCatcher
from delivery.sandbox.turned import TurnedClock
from delivery.services import editions, sending, upkeep
from delivery.settings import Settings, load
from delivery.store import KeyRing, Store
from tests.support.editions import an_edition
from tests.support.people import add_person

ROOT = Path(__file__).parents[2]
WEEK = "2024-01-15"
RESEND = dict.fromkeys(ChannelName, OnDoubt.RESEND)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a journey happens."""

    api: BotApi
    catcher: MailCatcher
    store: Store
    environment: Mapping[str, str]
    processes: "list[subprocess.Popen[bytes]]"  # to be ended with the journey, however it ends

    @property
    def settings(self) -> Settings:
        plain = {name.removeprefix("DIGEST_").lower(): value for name, value in self.environment.items()}
        return load(_env_file=None, **plain)

    async def people(self, telegram: int, mail: int) -> tuple[list[int], list[str]]:
        """Subscribe so many in chats that the bot may write to, and so many mailboxes."""
        now = SystemClock().now()
        chats = []
        for n in range(telegram):
            person = self.api.person(f"Reader {n}", "be")
            person.start()
            chats.append(person.id)
            await add_person(self.store, now, address=str(person.id), language=list(Language)[n % 3])
        mailboxes = [f"reader{n}@example.org" for n in range(mail)]
        for n, mailbox in enumerate(mailboxes):
            language = list(Language)[n % 3]
            await add_person(self.store, now, address=mailbox, channel=ChannelName.EMAIL, language=language)
        return chats, mailboxes

    async def open_digest(self) -> int:
        """Import, approve and open the week; returns the campaign."""
        now = SystemClock().now()
        await editions.import_editions(self.store, (an_edition(WEEK),), now)
        await editions.approve(self.store, Week.parse(WEEK), now)
        return (await sending.send_week(self.store, Week.parse(WEEK), now)).campaign_id

    def process(self, roles: str = "sender") -> "subprocess.Popen[bytes]":
        """`digest run` as a process of its own, which a test may kill."""
        command = [sys.executable, "-m", "bot", "run", "--roles", roles]
        process = subprocess.Popen(command, cwd=ROOT, env=dict(self.environment))
        self.processes.append(process)
        return process

    @asynccontextmanager
    async def running(self, *roles: str, later: timedelta = timedelta(0)) -> AsyncIterator[Service]:
        """The service in this process, its clock turned by `later`."""
        clock = TurnedClock()
        clock.jump(clock.now() + later)
        async with service(self.settings, clock, frozenset(roles)) as running:
            yield running

    async def sweep(self, now: datetime) -> upkeep.Swept:
        """What the schedule does every few seconds: find lost senders, release doubts."""
        return await upkeep.sweep(self.store, RESEND, now)

    async def chats_served(self, chats: Iterable[int], timeout: float = 60) -> None:
        """Wait until each of the chats has at least one message."""
        wanted = set(chats)
        ledger = self.api.ledger
        await self.api.world.bell.until(lambda: True if wanted <= set(ledger.per_chat) else None, timeout)

    async def finished(self, campaign: int, rounds: int = 300) -> None:
        """Wait until the campaign has nothing left, looking again whenever a letter comes, or a moment has passed."""
        for _ in range(rounds):
            async with self.store.read() as tx:
                if not sum(progress.left for progress in (await tx.report.progress(campaign)).values()):
                    return
            with suppress(TimeoutError):
                await self.catcher.expect(len(self.catcher.ledger) + 1, timeout=0.2)
        raise AssertionError("the campaign did not finish")

    async def mailboxes_served(self, mailboxes: Iterable[str], timeout: float = 60) -> None:
        """Wait until each of the mailboxes has at least one letter."""
        wanted = set(mailboxes)
        while wanted - {one for letter in self.catcher.ledger for one in letter.recipients}:
            await self.catcher.expect(len(self.catcher.ledger) + 1, timeout=timeout)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL, and wait for the end."""
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=10)


def environment(directory: Path, database_url: str, keys: KeyRing, api: BotApi, catcher: MailCatcher) -> dict[str, str]:
    """The settings of a service in `directory`, in the form of the environment."""
    (directory / "keys.json").write_text(keys.dump(), encoding="utf-8")
    return {
        "DIGEST_BOT_TOKEN": api.token,
        "DIGEST_TELEGRAM_API": api.url,
        "DIGEST_TELEGRAM_RATE": "1000",
        "DIGEST_SMTP_URL": catcher.url,
        "DIGEST_MAIL_FROM": "Weekly Digest <digest@example.org>",
        "DIGEST_DATABASE_URL": database_url,
        "DIGEST_KEY_FILE": str(directory / "keys.json"),
        "DIGEST_ADMIN_IDS": "7100000001",
        "DIGEST_HTTP_PORT": "0",
        "DIGEST_LOG_LEVEL": "warning",
    }
