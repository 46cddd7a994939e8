"""One update of a person at a time, also where several arrive at once (a webhook)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiogram.fsm.storage.base import BaseEventIsolation, StorageKey

STRIPES = 256


class OneAtATime(BaseEventIsolation):
    """A fixed number of locks, shared by people: two of them may wait for each other, and memory does not grow."""

    def __init__(self) -> None:
        self._locks = tuple(asyncio.Lock() for _ in range(STRIPES))

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncGenerator[None, None]:
        async with self._locks[hash((key.chat_id, key.user_id)) % STRIPES]:
            yield

    async def close(self) -> None:
        """Nothing is held open."""
