"""A person's own data: to see all of it, and to have it erased."""

from datetime import datetime
from typing import Any

from delivery.core.subscription import Subscription, Via
from delivery.services.subscribing import MAILBOXES, NotSubscribed
from delivery.store import Store, Transaction


async def export(store: Store, subscriber_id: int) -> dict[str, Any]:
    """Everything stored about the subscriber, ready for JSON; times in UTC."""
    async with store.read() as tx:
        reader = await tx.subscribers.get(subscriber_id)
        if reader is None:
            raise NotSubscribed
        return {
            "kind": reader.kind,
            "language": reader.language,
            "topics": "all" if reader.topics is None else sorted(reader.topics),
            "paused_until": _iso(reader.paused_until),
            "delivered_without_sound": reader.silent,
            "forwarding_forbidden": reader.protect,
            "subscriptions": [await _subscription(tx, one) for one in reader.subscriptions],
            "deliveries": [
                {"what": what, "channel": channel, "state": state, "at": _iso(at)}
                for what, channel, state, at in await tx.report.deliveries_of(subscriber_id)
            ],
        }


async def erase(store: Store, subscriber_id: int, via: Via, now: datetime) -> None:
    """Forget the person: addresses, settings, open confirmations. What remains cannot be tied to anybody."""
    async with store.begin() as tx:
        await tx.alone(MAILBOXES)
        reader = await tx.subscribers.get(subscriber_id)
        if reader is None:
            raise NotSubscribed
        for subscription in reader.subscriptions:
            await tx.outbox.withdraw(subscription.id, now)
            await tx.confirmations.forget(subscription.id)
            await tx.subscriptions.erase(subscription.id, via, now)
        await tx.outbox.forget(subscriber_id)
        await tx.subscribers.forget(subscriber_id)


async def _subscription(tx: Transaction, subscription: Subscription) -> dict[str, Any]:
    return {
        "channel": subscription.channel,
        "address": subscription.address,
        "status": subscription.status,
        "since": _iso(subscription.since),
        "history": [
            {"status": status, "via": via, "at": _iso(at)}
            for status, via, at in await tx.subscriptions.proofs(subscription.id)
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
