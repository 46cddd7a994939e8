"""Subscribers: persons and group chats with their settings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from delivery.core.channel import ChannelName
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriberKind
from delivery.store.group import SealedGroup
from delivery.store.subscriptions import Subscriptions
from delivery.store.tables import subscriber, subscription


@dataclass(frozen=True, slots=True)
class SubscriberSettings:
    """What a reader may change. `topics` None means all."""

    language: Language
    topics: frozenset[str] | None
    paused_until: datetime | None
    silent: bool
    protect: bool


class Subscribers(SealedGroup):
    """Who reads."""

    async def add(self, kind: SubscriberKind, language: Language, now: datetime) -> int:
        """A new subscriber; returns its id."""
        row = await self._connection.execute(
            insert(subscriber).values(kind=kind, language=language, created_at=now).returning(subscriber.c.id)
        )
        return int(row.scalar_one())

    async def get(self, subscriber_id: int) -> Reader | None:
        """The subscriber with all their subscriptions."""
        found = await self._connection.execute(select(subscriber).where(subscriber.c.id == subscriber_id))
        row = found.one_or_none()
        return await self._reader(row) if row else None

    async def at(self, channel: ChannelName, address: str) -> Reader | None:
        """Whose address this is: a chat's one owner, or the confirmed owner of a mailbox."""
        query = (
            select(subscription.c.subscriber_id)
            .where(
                subscription.c.address_index == self._keys.index(channel, address), subscription.c.channel == channel
            )
            .order_by((subscription.c.status == "active").desc(), subscription.c.id.desc())
            .limit(1)
        )
        owner = (await self._connection.execute(query)).scalar_one_or_none()
        return await self.get(owner) if owner is not None else None

    async def change(self, subscriber_id: int, settings: SubscriberSettings) -> None:
        """Keep these settings."""
        await self._connection.execute(
            update(subscriber)
            .where(subscriber.c.id == subscriber_id)
            .values(
                language=settings.language,
                topics=None if settings.topics is None else ",".join(sorted(settings.topics)),
                paused_until=settings.paused_until,
                silent=settings.silent,
                protect=settings.protect,
            )
        )

    async def forget(self, subscriber_id: int) -> None:
        """Erasure: the settings are gone; the empty row keeps past campaigns adding up."""
        await self._connection.execute(
            update(subscriber)
            .where(subscriber.c.id == subscriber_id)
            .values(topics=None, paused_until=None, silent=False, protect=False)
        )

    async def _reader(self, row: Row[Any]) -> Reader:
        return Reader(
            id=row.id,
            kind=SubscriberKind(row.kind),
            language=Language(row.language),
            topics=topics_of(row.topics),
            paused_until=row.paused_until,
            silent=row.silent,
            protect=row.protect,
            subscriptions=await Subscriptions(self._connection, self._keys).of(row.id),
        )


def topics_of(stored: str | None) -> frozenset[str] | None:
    """The stored form of a choice of topics, read."""
    return None if stored is None else frozenset(filter(None, stored.split(",")))
