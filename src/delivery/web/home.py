"""The home page: what the digest is, and where to ask for it."""

from collections.abc import Mapping

from aiohttp import web

from delivery.core.language import Language
from delivery.web.pages import page
from delivery.web.site import site_of

SHORTLY = "public, max-age=300"
ROBOTS = "User-agent: *\nDisallow: /c/\nDisallow: /u/\n"


async def front(request: web.Request) -> web.Response:
    """`/`: in the browser's language."""
    return _home(request, {"Cache-Control": "no-cache", "Vary": "Accept-Language"})


async def in_language(request: web.Request) -> web.Response:
    """`/be/`: in this language."""
    return _home(request, {"Cache-Control": SHORTLY}, Language(request.match_info["language"]))


def _home(request: web.Request, headers: Mapping[str, str], owner: Language | None = None) -> web.Response:
    switches = {language: f"{site_of(request).root}/{language}/" for language in Language}
    return page(request, "home.html", owner=owner, switches=switches, headers=headers)


async def with_slash(request: web.Request) -> web.Response:
    """`/be` → `/be/`."""
    raise web.HTTPPermanentRedirect(f"{site_of(request).root}/{request.match_info['language']}/")


async def robots(_request: web.Request) -> web.Response:
    """Search engines have no business behind a reader's links."""
    return web.Response(text=ROBOTS, headers={"Cache-Control": SHORTLY})
