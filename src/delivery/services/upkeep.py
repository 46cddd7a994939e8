"""Upkeep: what has to be put right as time passes. Each call is harmless at any moment and from any process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery.core.channel import ChannelName
from delivery.core.delivery import OnDoubt
from delivery.store import Store

DIALOGUES_KEPT = timedelta(days=7)
UPDATES_KEPT = timedelta(hours=48)  # Telegram repeats nothing older than 24 h
RESEND_AFTER = timedelta(minutes=1)  # long enough for a relay that accepted it to show it in its log


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found."""

    lost: int  # deliveries whose sender went silent
    released: int  # doubts sent once more
    expired: int
    finished: tuple[int, ...]  # campaigns


async def sweep(store: Store, on_doubt: Mapping[ChannelName, OnDoubt], now: datetime) -> Swept:
    """Find lost senders, resolve doubts by the policy of each channel, expire, close finished campaigns."""
    async with store.begin() as tx:
        lost = await tx.outbox.reap(now)
        released = 0
        for channel, policy in on_doubt.items():
            if policy is OnDoubt.RESEND:
                await tx.campaigns.reopen(channel, now)
                released += await tx.outbox.release(channel, now, now + RESEND_AFTER)
        expired = await tx.outbox.expire(now)
        return Swept(lost, released, expired, await tx.campaigns.finish(now))


async def tidy(store: Store, now: datetime) -> None:
    """Forget what is no longer needed."""
    async with store.begin() as tx:
        await tx.dialogues.forget_before(now - DIALOGUES_KEPT)
        await tx.updates.forget_before(now - UPDATES_KEPT)
