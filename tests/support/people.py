"""Invented readers, put straight into the store."""

from dataclasses import dataclass
from datetime import datetime

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import SubscriberKind, SubscriptionStatus, Via
from delivery.store import Store


@dataclass(frozen=True, slots=True)
class Person:
    """A subscriber with one subscription."""

    subscriber_id: int
    subscription_id: int
    address: str


async def add_person(
    store: Store,
    now: datetime,
    *,
    address: str = "1001",
    channel: ChannelName = ChannelName.TELEGRAM,
    language: Language = Language.BE,
    status: SubscriptionStatus = SubscriptionStatus.ACTIVE,
    kind: SubscriberKind = SubscriberKind.PERSON,
) -> Person:
    """One subscriber with one subscription."""
    async with store.begin() as tx:
        subscriber_id = await tx.subscribers.add(kind, language, now)
        subscription_id = await tx.subscriptions.add(subscriber_id, channel, address, status, Via.BOT, now)
    return Person(subscriber_id, subscription_id, address)


async def add_people(store: Store, now: datetime, count: int, *, language: Language = Language.BE) -> list[Person]:
    """`count` subscribers on Telegram, with chat ids from 1001 on."""
    return [await add_person(store, now, address=str(1001 + n), language=language) for n in range(count)]
