"""The desk: all that a handler may reach for. Built once by whoever runs the bot."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from delivery.core.message import TelegramMessage
from delivery.core.subscription import Reader
from delivery.core.week import SendTime
from delivery.runtime.clock import Clock
from delivery.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """What the service gives to the bot."""

    store: Store
    clock: Clock
    admin_ids: frozenset[int]
    slot: SendTime
    mail_on: bool  # whether there is a relay to send mail by
    rate: float  # Telegram messages per second, for expected durations
    token: Callable[[], str]  # a new random token, ≥ 128 bits, of A–Z a–z 0–9 - _ and at most 43 characters
    latest: Callable[[Reader], Awaitable[TelegramMessage | None]]  # the newest edition as this reader gets it

    def now(self) -> datetime:
        """The present moment, in UTC."""
        return self.clock.now()
