"""Health: whether the pages can do their work, for whoever supervises the process."""

import asyncio

from aiohttp import web

from delivery.web.site import site_of

PATIENCE_SECONDS = 5


async def show(request: web.Request) -> web.Response:
    """200 when the store answers, 503 otherwise."""
    well = await _answers(request)
    return web.json_response({"status": "ok" if well else "store does not answer"}, status=200 if well else 503)


async def _answers(request: web.Request) -> bool:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await site_of(request).store.answers()
    except TimeoutError:
        return False
