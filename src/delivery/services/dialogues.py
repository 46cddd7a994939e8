"""Dialogues: where somebody stands in a short conversation, kept so that a restart does not forget it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from delivery.store import Store

Dialogue = tuple[str | None, dict[str, Any]]


async def look(store: Store, key: str) -> Dialogue:
    """(state, data); (None, {}) where there is no conversation."""
    async with store.read() as tx:
        return await tx.dialogues.get(key)


async def set_state(store: Store, key: str, state: str | None, now: datetime) -> None:
    """Another step of the conversation; its data stays."""
    async with store.begin() as tx:
        _, data = await tx.dialogues.get(key)
        await tx.dialogues.put(key, state, data, now)


async def set_data(store: Store, key: str, data: Mapping[str, Any], now: datetime) -> None:
    """Other data; the step stays."""
    async with store.begin() as tx:
        state, _ = await tx.dialogues.get(key)
        await tx.dialogues.put(key, state, data, now)
