"""Suppressions: keyed hashes of addresses that must never be mailed again."""

from datetime import datetime

from sqlalchemy import select

from delivery.core.channel import ChannelName
from delivery.store.group import SealedGroup
from delivery.store.tables import suppression


class Suppressions(SealedGroup):
    """Whom to leave in peace."""

    async def add(self, channel: ChannelName, address: str, reason: str, now: datetime) -> None:
        """Never again; adding twice keeps the first."""
        await self._connection.execute(
            self._insert(suppression)
            .values(address_index=self._keys.index(channel, address), reason=reason, since=now)
            .on_conflict_do_nothing()
        )

    async def holds(self, channel: ChannelName, address: str) -> bool:
        query = select(suppression.c.reason).where(suppression.c.address_index == self._keys.index(channel, address))
        return (await self._connection.execute(query)).first() is not None
