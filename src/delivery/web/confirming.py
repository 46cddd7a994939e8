"""The page behind a confirmation link: looking shows a button, pressing it confirms."""

from aiohttp import web

from delivery.services import confirming
from delivery.services.confirming import Link, LinkState
from delivery.web.pages import page
from delivery.web.site import site_of

PAGES = {
    LinkState.OPEN: ("confirm.html", 200),
    LinkState.DONE: ("confirmed.html", 200),
    LinkState.EXPIRED: ("confirm-expired.html", 410),
    LinkState.UNKNOWN: ("confirm-unknown.html", 404),
}


async def show(request: web.Request) -> web.Response:
    """GET and HEAD change nothing: scanners follow links."""
    site = site_of(request)
    return _page(request, await confirming.look(site.store, request.match_info["token"], site.now()))


async def act(request: web.Request) -> web.Response:
    """The press on the button. Nothing in the body is needed, so nothing is read from it."""
    site = site_of(request)
    return _page(request, await confirming.confirm(site.store, request.match_info["token"], site.now()))


def _page(request: web.Request, link: Link) -> web.Response:
    template, status = PAGES[link.state]
    return page(request, template, owner=link.language, status=status)
