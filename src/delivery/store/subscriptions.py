"""Subscriptions: an address on a channel, its status, and the proof of each change."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from delivery.core.channel import ChannelName
from delivery.core.subscription import Subscription, SubscriptionStatus, Via
from delivery.store.group import SealedGroup
from delivery.store.tables import consent, subscription

ADDRESS = "address"


class Subscriptions(SealedGroup):
    """Who may be written to, and where."""

    async def of(self, subscriber_id: int) -> tuple[Subscription, ...]:
        """A subscriber's subscriptions, oldest first."""
        query = select(subscription).where(subscription.c.subscriber_id == subscriber_id).order_by(subscription.c.id)
        return tuple(self._value(row) for row in await self._connection.execute(query))

    async def get(self, subscription_id: int) -> Subscription | None:
        query = select(subscription).where(subscription.c.id == subscription_id)
        row = (await self._connection.execute(query)).one_or_none()
        return self._value(row) if row else None

    async def holding(self, channel: ChannelName, address: str) -> tuple[Subscription, ...]:
        """Every subscription that holds this address, whoever asked for it, oldest first."""
        query = (
            select(subscription)
            .where(
                subscription.c.address_index == self._keys.index(channel, address), subscription.c.channel == channel
            )
            .order_by(subscription.c.id)
        )
        return tuple(self._value(row) for row in await self._connection.execute(query))

    async def add(
        self,
        subscriber_id: int,
        channel: ChannelName,
        address: str,
        status: SubscriptionStatus,
        via: Via,
        now: datetime,
    ) -> int:
        """A new subscription; returns its id."""
        row = await self._connection.execute(
            insert(subscription)
            .values(
                subscriber_id=subscriber_id,
                channel=channel,
                status=status,
                address=self._keys.seal(address, ADDRESS),
                address_index=self._keys.index(channel, address),
                since=now,
            )
            .returning(subscription.c.id)
        )
        subscription_id = int(row.scalar_one())
        await self._prove(subscription_id, status, via, now)
        return subscription_id

    async def set_status(self, subscription_id: int, status: SubscriptionStatus, via: Via, now: datetime) -> None:
        """Change the status, and keep the proof. What is erased stays erased: there is no address to write to."""
        changed = await self._connection.execute(
            update(subscription)
            .where(subscription.c.id == subscription_id, subscription.c.status != SubscriptionStatus.ERASED)
            .values(status=status, since=now)
        )
        if changed.rowcount:
            await self._prove(subscription_id, status, via, now)

    async def move(self, subscription_id: int, channel: ChannelName, address: str) -> None:
        """The chat was given another id (a group became a supergroup)."""
        await self._connection.execute(
            update(subscription)
            .where(subscription.c.id == subscription_id)
            .values(address=self._keys.seal(address, ADDRESS), address_index=self._keys.index(channel, address))
        )

    async def give(self, subscription_id: int, subscriber_id: int) -> None:
        """The subscription belongs to another subscriber from now on."""
        await self._connection.execute(
            update(subscription).where(subscription.c.id == subscription_id).values(subscriber_id=subscriber_id)
        )

    async def erase(self, subscription_id: int, via: Via, now: datetime) -> None:
        """Forget the address; the row stays, so that past campaigns still add up."""
        await self._connection.execute(
            update(subscription)
            .where(subscription.c.id == subscription_id)
            .values(status=SubscriptionStatus.ERASED, address=None, address_index=None, since=now)
        )
        await self._prove(subscription_id, SubscriptionStatus.ERASED, via, now)

    async def proofs(self, subscription_id: int) -> tuple[tuple[SubscriptionStatus, Via, datetime], ...]:
        """Each change of consent, oldest first."""
        query = select(consent).where(consent.c.subscription_id == subscription_id).order_by(consent.c.id)
        rows = await self._connection.execute(query)
        return tuple((SubscriptionStatus(row.status), Via(row.via), row.at) for row in rows)

    async def _prove(self, subscription_id: int, status: SubscriptionStatus, via: Via, now: datetime) -> None:
        await self._connection.execute(
            insert(consent).values(subscription_id=subscription_id, status=status, via=via, at=now)
        )

    def _value(self, row: Row[Any]) -> Subscription:
        return Subscription(
            id=row.id,
            subscriber_id=row.subscriber_id,
            channel=ChannelName(row.channel),
            status=SubscriptionStatus(row.status),
            address=self._keys.open(row.address, ADDRESS) if row.address is not None else None,
            since=row.since,
        )
