"""Receiving: what a chat tells us arrives at least once and acts once; one process at a time asks for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from delivery.core.channel import ChannelName
from delivery.core.subscription import Reader
from delivery.store import Store

POLLER = "poller"


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update at the door: whether it was handled before, and who reads in its chat."""

    handled: bool
    reader: Reader | None


async def arrive(store: Store, bot_id: int, update_id: int, chat_id: int | None) -> Arrival:
    """Look the update and its chat up, in one view of the store."""
    async with store.read() as tx:
        handled = await tx.updates.seen(bot_id, update_id)
        known = chat_id is not None and not handled
        return Arrival(handled, await tx.subscribers.at(ChannelName.TELEGRAM, str(chat_id)) if known else None)


async def done(store: Store, bot_id: int, update_id: int, now: datetime) -> None:
    """Remember that it was handled. Telegram is told only after this, so that a crash loses nothing."""
    async with store.begin() as tx:
        await tx.updates.handled(bot_id, update_id, now)


async def take_turn(store: Store, holder: str, now: datetime, span: timedelta) -> bool:
    """Be the one that polls for the next `span`, or go on being it; False while another is."""
    async with store.begin() as tx:
        return await tx.leases.take(POLLER, holder, now, now + span)


async def give_turn(store: Store, holder: str) -> None:
    """Let another process poll at once."""
    async with store.begin() as tx:
        await tx.leases.drop(POLLER, holder)
