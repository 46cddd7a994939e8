"""The web application: which address leads to which page, and how it is served."""

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from delivery.web import assets, confirming, edition, health, home, leaving
from delivery.web.faults import explain
from delivery.web.headers import guard
from delivery.web.site import SITE, Site

__all__ = ["Site", "make_app", "serve"]

LANGUAGE = "{language:be|ru|en}"
WEEK = r"{week:\d{4}-\d\d-\d\d}"
DRAIN_SECONDS = 10.0


def make_app(site: Site, extra_routes: Iterable[web.AbstractRouteDef] = ()) -> web.Application:
    """The pages of `site`; `extra_routes` are served beside them (the Telegram webhook)."""
    app = web.Application(middlewares=[explain])
    app[SITE] = site
    app.on_response_prepare.append(guard)
    app.add_routes([*ROUTES, *extra_routes])
    return app


ROUTES = (
    web.get("/", home.front),
    web.get(f"/{LANGUAGE}", home.with_slash),
    web.get(f"/{LANGUAGE}/", home.in_language),
    web.get(f"/{LANGUAGE}/{WEEK}/", edition.show),
    web.get("/c/{token}", confirming.show),
    web.post("/c/{token}", confirming.act),
    web.get("/u/{token}", leaving.show, name="leaving"),
    web.post("/u/{token}", leaving.act),
    web.get("/u/{token}/return", leaving.show),  # where a browser is after the press, should it ask again
    web.post("/u/{token}/return", leaving.undo),
    web.get("/static/{version}/{name}", assets.show),
    web.get("/robots.txt", home.robots),
    web.get("/health", health.show),
)


@asynccontextmanager
async def serve(app: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve `app` inside the block, which gets the bound port (0: any free one).

    At the end no new connection is taken, and what was begun is finished, for DRAIN_SECONDS at the most. There is no
    access log: it would hold tokens and network addresses.
    """
    runner = web.AppRunner(
        app, access_log=None, logger=_wire_log, shutdown_timeout=DRAIN_SECONDS, handler_cancellation=False
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield site.port
    finally:
        await runner.cleanup()


class _WireLog(logging.LoggerAdapter[logging.Logger]):
    """The HTTP server's own complaints, which name the visitor and quote the request: only their kind stays."""

    def log(self, level: int, msg: object, *args: object, **details: Any) -> None:
        fault = details.get("exc_info")
        theirs = isinstance(fault, HttpProcessingError)  # a scanner's garbage is no news
        self.logger.log(logging.DEBUG if theirs else level, "request could not be served: %s", type(fault).__name__)


_wire_log = _WireLog(logging.getLogger(__name__))
