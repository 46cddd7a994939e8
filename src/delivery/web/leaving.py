"""The page behind an unsubscribe link, and the one-click of mail programs (RFC 8058) at the same address."""

from aiohttp import web

from delivery.core.subscription import Via
from delivery.locales import words_for
from delivery.services import leaving
from delivery.services.leaving import Leaver
from delivery.web.oneclick import is_one_click
from delivery.web.pages import PRIVATE, page
from delivery.web.site import site_of
from delivery.web.visitor import language_for

FORM_LIMIT_BYTES = 16 * 1024


async def show(request: web.Request) -> web.Response:
    """GET and HEAD change nothing: scanners follow links."""
    leaver = await leaving.look(site_of(request).store, request.match_info["token"])
    return _page(request, leaver, "unsubscribe.html")


async def act(request: web.Request) -> web.Response:
    """Unsubscribe at once, whoever presses: a mail program for its user, or the person on the page."""
    one_click = await _is_one_click(request)
    site = site_of(request)
    via = Via.ONE_CLICK if one_click else Via.WEB
    leaver = await leaving.leave(site.store, request.match_info["token"], via, site.now())
    return _receipt(request, leaver) if one_click else _page(request, leaver, "unsubscribe.html")


async def undo(request: web.Request) -> web.Response:
    """Subscribe again, from the page that said it is done."""
    site = site_of(request)
    leaver = await leaving.come_back(site.store, request.match_info["token"], site.now())
    return _page(request, leaver, "returned.html")


def _page(request: web.Request, leaver: Leaver | None, while_subscribed: str) -> web.Response:
    path = str(request.app.router["leaving"].url_for(token=request.match_info["token"]))
    if leaver is None:
        return page(request, "unsubscribe-unknown.html", path=path, status=404)
    if leaver.subscribed:
        template = while_subscribed
    else:
        template = "unsubscribed.html" if leaver.may_return else "unsubscribed-for-good.html"
    return page(request, template, owner=leaver.language, path=path)


def _receipt(request: web.Request, leaver: Leaver | None) -> web.Response:
    """The answer to a machine: short, no page, no redirect."""
    words = words_for(language_for(request, leaver.language if leaver else None))
    if leaver is None:
        return web.Response(text=words.gettext("This link is no longer valid"), status=404, headers=PRIVATE)
    return web.Response(text=words.gettext("You have been unsubscribed"), headers=PRIVATE)


async def _is_one_click(request: web.Request) -> bool:
    """Raises HTTPRequestEntityTooLarge, RequestPayloadError."""
    body = await request.clone(client_max_size=FORM_LIMIT_BYTES).read()
    return is_one_click(request.headers.get("Content-Type", ""), body)
