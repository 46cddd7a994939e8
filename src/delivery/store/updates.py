"""Updates that were handled, so that one delivered twice acts once."""

from datetime import datetime

from sqlalchemy import delete, select

from delivery.store.group import Group
from delivery.store.tables import seen_update


class Updates(Group):
    """What Telegram already told us."""

    async def seen(self, bot_id: int, update_id: int) -> bool:
        query = select(seen_update.c.update_id).where(
            seen_update.c.bot_id == bot_id, seen_update.c.update_id == update_id
        )
        return (await self._connection.execute(query)).first() is not None

    async def handled(self, bot_id: int, update_id: int, now: datetime) -> None:
        """Remember that it was handled; twice is harmless."""
        await self._connection.execute(
            self._insert(seen_update).values(bot_id=bot_id, update_id=update_id, seen_at=now).on_conflict_do_nothing()
        )

    async def forget_before(self, moment: datetime) -> None:
        """Telegram repeats nothing older than a day."""
        await self._connection.execute(delete(seen_update).where(seen_update.c.seen_at < moment))
