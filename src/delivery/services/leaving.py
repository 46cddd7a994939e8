"""Leaving by a link in a mail: no login, no cookie, one press; and coming back by the same page."""

from dataclasses import dataclass
from datetime import datetime

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.core.tokens import Purpose, verify
from delivery.services.subscribing import MAILBOXES, end
from delivery.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class Leaver:
    """Whose link it is, as the page may know it: a language and whether the mails still come."""

    subscription_id: int
    subscriber_id: int
    language: Language
    channel: ChannelName
    subscribed: bool
    may_return: bool


async def look(store: Store, token: str) -> Leaver | None:
    """Whom the link belongs to; changes nothing. None for a link that is not genuine or whose owner was erased."""
    async with store.read() as tx:
        return await _leaver(tx, _subscription_id(store, token))


async def leave(store: Store, token: str, via: Via, now: datetime) -> Leaver | None:
    """Unsubscribe at once; doing it again changes nothing."""
    async with store.begin() as tx:
        leaver = await _leaver(tx, _subscription_id(store, token))
        subscription = await tx.subscriptions.get(leaver.subscription_id) if leaver else None
        if leaver is None or subscription is None:
            return None
        await end(tx, subscription, SubscriptionStatus.UNSUBSCRIBED, via, now)
        return await _leaver(tx, leaver.subscription_id)


async def come_back(store: Store, token: str, now: datetime) -> Leaver | None:
    """Undo: the mailbox was confirmed before, and only its owner has the link."""
    async with store.begin() as tx:
        await tx.alone(MAILBOXES)
        leaver = await _leaver(tx, _subscription_id(store, token))
        if leaver is None or not leaver.may_return:
            return leaver
        await tx.subscriptions.set_status(leaver.subscription_id, SubscriptionStatus.ACTIVE, Via.WEB, now)
        return await _leaver(tx, leaver.subscription_id)


def _subscription_id(store: Store, token: str) -> int | None:
    return verify(store.keys.signing, Purpose.UNSUBSCRIBE, token)


async def _leaver(tx: Transaction, subscription_id: int | None) -> Leaver | None:
    subscription = await tx.subscriptions.get(subscription_id) if subscription_id is not None else None
    reader = await tx.subscribers.get(subscription.subscriber_id) if subscription else None
    if subscription is None or reader is None or subscription.status is SubscriptionStatus.ERASED:
        return None
    subscribed = subscription.status in (SubscriptionStatus.ACTIVE, SubscriptionStatus.PENDING)
    was_confirmed = any(
        status is SubscriptionStatus.ACTIVE for status, _, _ in await tx.subscriptions.proofs(subscription.id)
    )
    free = reader.on(subscription.channel) is None
    return Leaver(
        subscription_id=subscription.id,
        subscriber_id=reader.id,
        language=reader.language,
        channel=subscription.channel,
        subscribed=subscribed,
        may_return=subscription.status is SubscriptionStatus.UNSUBSCRIBED and was_confirmed and free,
    )
