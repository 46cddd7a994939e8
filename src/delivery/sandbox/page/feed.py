"""Tells open pages what has changed, by server-sent events. Pages then ask for what they show."""

import asyncio
import json
from collections import Counter

from aiohttp import web

from delivery.sandbox.bell import Bell

GATHER = 0.1
"""Seconds in which changes are gathered before they are told."""


class Feed:
    """Counts the changes of each thing: `chat:ID`, `mail`, `clock`."""

    def __init__(self) -> None:
        self._changes: Counter[str] = Counter()
        self._bell = Bell()

    def touch(self, thing: str) -> None:
        """Something about a thing is new."""
        self._changes[thing] += 1
        self._bell.ring()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """One page's stream, for as long as it listens: lists of things that changed."""
        told = dict(self._changes)  # before the first byte: the page looks for itself once it hears that
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b"retry: 1000\n\n")
        while True:
            changed = await self._bell.until(lambda: self._since(told))
            told.update(self._changes)
            await response.write(f"data: {json.dumps(changed)}\n\n".encode())
            await asyncio.sleep(GATHER)

    def _since(self, told: dict[str, int]) -> list[str] | None:
        return [thing for thing, count in self._changes.items() if count != told.get(thing)] or None
