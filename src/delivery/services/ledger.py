"""The senders' side of the outbox: settle what finished and claim what comes next, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from delivery.core.campaign import PauseReason
from delivery.core.channel import ChannelName
from delivery.core.delivery import Claimed
from delivery.core.settlement import Settlement
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.services.subscribing import end
from delivery.store import Store, Transaction

# A reader who is gone: what that makes of the subscription.
GONE = {ChannelName.TELEGRAM: SubscriptionStatus.BLOCKED, ChannelName.EMAIL: SubscriptionStatus.BOUNCED}


@dataclass(frozen=True, slots=True)
class PartDone:
    """So many parts of a delivery have arrived."""

    delivery_id: int
    lease: str
    parts_done: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sender can take on: up to `limit` deliveries, held under `lease` until `until`."""

    limit: int
    lease: str
    until: datetime


async def turn(
    store: Store,
    channel: ChannelName,
    settled: Sequence[Settlement],
    parts: Sequence[PartDone],
    wish: Wish | None,
    now: datetime,
) -> tuple[Claimed, ...]:
    """Settle, note finished parts, and claim: one commit for all three. Returns what the sender now holds."""
    async with store.begin() as tx:
        await _heed(tx, channel, settled, now)
        await tx.outbox.settle(settled, now)
        for part in parts:
            await tx.outbox.part_done(part.delivery_id, part.lease, part.parts_done)
        if wish is None or wish.limit < 1:
            return ()
        return await tx.outbox.claim(channel, wish.lease, wish.limit, now, wish.until)


async def renew(store: Store, leases: Sequence[str], until: datetime) -> None:
    """The sender is alive."""
    async with store.begin() as tx:
        await tx.outbox.renew(leases, until)


async def pause_campaign(store: Store, campaign_id: int, reason: PauseReason) -> bool:
    """Our own text or standing is refused: stand still before more harm is done. False if it stood already."""
    async with store.begin() as tx:
        return await tx.campaigns.pause(campaign_id, reason)


async def _heed(tx: Transaction, channel: ChannelName, settled: Sequence[Settlement], now: datetime) -> None:
    """What outcomes say about readers: gone, or moved. Before the settling, while the lease still proves the right."""
    telling = [one for one in settled if one.gone or one.moved_to]
    held = await tx.outbox.still_held(telling)
    for one in telling:
        subscription = await tx.subscriptions.get(held[one.delivery_id]) if one.delivery_id in held else None
        if subscription is None:
            continue
        if one.gone:
            await end(tx, subscription, GONE[channel], Via.CHANNEL, now)
        elif one.moved_to and not await tx.subscriptions.holding(channel, one.moved_to):
            await tx.subscriptions.move(subscription.id, channel, one.moved_to)
