"""Leases: who does what only one may do, until when."""

from datetime import datetime

from sqlalchemy import delete, or_, select

from delivery.store.group import Group
from delivery.store.tables import lease


class Leases(Group):
    """One holder per name; a dead holder's lease runs out."""

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or prolong the lease; False while another holds it."""
        insert = self._insert(lease).values(name=name, holder=holder, until=until)
        await self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=[lease.c.name],
                set_={"holder": holder, "until": until},
                where=or_(lease.c.holder == holder, lease.c.until <= now),
            )
        )
        query = select(lease.c.holder).where(lease.c.name == name)
        return str((await self._connection.execute(query)).scalar_one()) == holder

    async def drop(self, name: str, holder: str) -> None:
        """Hand it over at once, on an orderly stop."""
        await self._connection.execute(delete(lease).where(lease.c.name == name, lease.c.holder == holder))
