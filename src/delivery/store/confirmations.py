"""Confirmations: the random, single-use tokens of the double opt-in, kept as hashes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, or_, select, update

from delivery.core.channel import ChannelName
from delivery.core.tokens import stored_form
from delivery.store.group import SealedGroup
from delivery.store.tables import confirmation, subscription


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A token that was mailed: for which subscription, how long it is good, whether it was used."""

    id: int
    subscription_id: int
    expires_at: datetime
    used_at: datetime | None


class Confirmations(SealedGroup):
    """Who was asked to confirm."""

    async def add(self, subscription_id: int, address: str, token: str, now: datetime, expires_at: datetime) -> None:
        await self._connection.execute(
            insert(confirmation).values(
                subscription_id=subscription_id,
                token_hash=stored_form(token),
                address_index=self._keys.index(ChannelName.EMAIL, address),
                created_at=now,
                expires_at=expires_at,
            )
        )

    async def find(self, token: str) -> Confirmation | None:
        query = select(confirmation).where(confirmation.c.token_hash == stored_form(token))
        row = (await self._connection.execute(query)).one_or_none()
        return Confirmation(row.id, row.subscription_id, row.expires_at, row.used_at) if row else None

    async def use(self, confirmation_id: int, now: datetime) -> bool:
        """True for exactly one caller, ever."""
        result = await self._connection.execute(
            update(confirmation)
            .where(confirmation.c.id == confirmation_id, confirmation.c.used_at.is_(None))
            .values(used_at=now)
        )
        return result.rowcount == 1

    async def mailed_since(self, address: str, since: datetime) -> int:
        """How many confirmations went to this address since then, whoever asked for them."""
        query = select(func.count()).where(
            confirmation.c.address_index == self._keys.index(ChannelName.EMAIL, address),
            confirmation.c.created_at >= since,
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def unanswered(self, address: str) -> int:
        """How many confirmations to this address its owner left unused since they last used one."""
        theirs = confirmation.c.address_index == self._keys.index(ChannelName.EMAIL, address)
        answered = select(func.max(confirmation.c.used_at)).where(theirs).scalar_subquery()
        query = select(func.count()).where(
            theirs,
            confirmation.c.used_at.is_(None),
            or_(answered.is_(None), confirmation.c.created_at > answered),
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def asked_since(self, subscriber_id: int, since: datetime) -> int:
        """How many confirmations this subscriber caused since then."""
        query = (
            select(func.count())
            .select_from(confirmation)
            .join(subscription, subscription.c.id == confirmation.c.subscription_id)
            .where(subscription.c.subscriber_id == subscriber_id, confirmation.c.created_at >= since)
        )
        return int((await self._connection.execute(query)).scalar_one())

    async def forget(self, subscription_id: int) -> None:
        """Erasure: where the mailbox proved to be the subscriber's, remove all that was mailed to it.

        What nobody answered stays as a keyed hash and a date: it may have gone to a stranger, who must not be mailed
        once more each time somebody erases themselves and starts anew.
        """
        proved = select(confirmation.c.address_index).where(
            confirmation.c.subscription_id == subscription_id, confirmation.c.used_at.is_not(None)
        )
        await self._connection.execute(delete(confirmation).where(confirmation.c.address_index.in_(proved)))
