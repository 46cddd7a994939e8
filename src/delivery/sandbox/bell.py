"""A bell: whoever waits for a fact looks again each time it rings. It knows nothing of what the fact is."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Bell:
    """Lets tasks wait for a fact instead of for time. Ringing is synchronous, so that any code may do it."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everybody who waits, so that they look again."""
        waiting, self._waiting = self._waiting, set()
        for sleeper in waiting:
            if not sleeper.done():
                sleeper.set_result(None)

    async def until(self, look: Callable[[], Found | None], timeout: float | None = None) -> Found:
        """The first answer of `look` that is not None.

        timeout: seconds, None for ever. Raises TimeoutError.
        """
        async with asyncio.timeout(timeout):
            while (found := look()) is None:
                sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.add(sleeper)
                try:
                    await sleeper
                finally:
                    self._waiting.discard(sleeper)
            return found
