"""Dialogue state in the store: sealed, and there again after a restart."""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder, StateType, StorageKey

from delivery.runtime.clock import Clock
from delivery.services import dialogues
from delivery.store import Store

KEYS = DefaultKeyBuilder(with_bot_id=True, with_destiny=True)


class StoreStorage(BaseStorage):
    """aiogram's storage on `services.dialogues`. A dialogue without state and data leaves no row."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await dialogues.set_state(self._store, KEYS.build(key), name, self._clock.now())

    async def get_state(self, key: StorageKey) -> str | None:
        return (await dialogues.look(self._store, KEYS.build(key)))[0]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await dialogues.set_data(self._store, KEYS.build(key), data, self._clock.now())

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return (await dialogues.look(self._store, KEYS.build(key)))[1]

    async def close(self) -> None:
        """Nothing to do: the store belongs to whoever opened it."""
