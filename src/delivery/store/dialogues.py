"""Dialogues: where a person stands in a short conversation with the bot, so that a restart does not forget it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from delivery.core.tokens import Purpose
from delivery.store.group import SealedGroup
from delivery.store.tables import dialogue

DATA = "dialogue"


class Dialogues(SealedGroup):
    """The state and the data of conversations; keys are hashed, data is sealed."""

    async def get(self, key: str) -> tuple[str | None, dict[str, Any]]:
        """(state, data); (None, {}) where there is no conversation."""
        query = select(dialogue.c.state, dialogue.c.data).where(dialogue.c.key == self._index(key))
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None, {}
        return row.state, json.loads(self._keys.open(row.data, DATA)) if row.data else {}

    async def put(self, key: str, state: str | None, data: Mapping[str, Any], now: datetime) -> None:
        """Keep it; a conversation without state and data is forgotten."""
        if state is None and not data:
            await self._connection.execute(delete(dialogue).where(dialogue.c.key == self._index(key)))
            return
        values = {"state": state, "data": self._keys.seal(json.dumps(dict(data)), DATA), "updated_at": now}
        insert = self._insert(dialogue).values(key=self._index(key), **values)
        await self._connection.execute(insert.on_conflict_do_update(index_elements=[dialogue.c.key], set_=values))

    async def forget_before(self, moment: datetime) -> None:
        """Drop conversations that nobody continued."""
        await self._connection.execute(delete(dialogue).where(dialogue.c.updated_at < moment))

    def _index(self, key: str) -> bytes:
        return self._keys.key_index(Purpose.DIALOGUE, key)
