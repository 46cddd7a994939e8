"""What the pages need to know of the service they belong to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from aiohttp import web

from delivery.store import Store


@dataclass(frozen=True, slots=True)
class Site:
    """The service behind the pages.

    `now` reads the clock (aware, UTC); `public_url` is where readers reach the pages, without a slash at its end;
    `bot_username` is the bot's name without @, None where Telegram is off.
    """

    store: Store
    now: Callable[[], datetime]
    public_url: str
    bot_username: str | None = None

    @property
    def root(self) -> str:
        """The path of `public_url`: empty, unless a proxy serves the pages under a folder of its own."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def bot_url(self) -> str | None:
        """Where a chat with the bot opens."""
        return f"https://t.me/{self.bot_username}" if self.bot_username else None


SITE = web.AppKey("site", Site)


def site_of(request: web.Request) -> Site:
    """The site whose page is asked for."""
    return request.app[SITE]
