"""A week's digest as a page: where a mail that was too long for its readers' mailboxes leads to."""

import base64
import hashlib
import re

from aiohttp import web

from delivery.core.language import Language
from delivery.core.week import Week
from delivery.services.composing import web_page
from delivery.services.editions import published
from delivery.web.home import SHORTLY
from delivery.web.site import site_of

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


async def show(request: web.Request) -> web.Response:
    """`/be/2024-01-15/`: the published edition of that week."""
    edition = await published(site_of(request).store, _week(request.match_info["week"]))
    if edition is None:
        raise web.HTTPNotFound
    text = web_page(edition, Language(request.match_info["language"]))
    headers = {"Cache-Control": SHORTLY, "Content-Security-Policy": _policy(text)}
    return web.Response(text=text, content_type="text/html", headers=headers)


def _week(text: str) -> Week:
    """The week in the address; a day that is no Monday has no page."""
    try:
        return Week.parse(text)
    except ValueError:
        raise web.HTTPNotFound from None


def _policy(page: str) -> str:
    """The page carries its one stylesheet and its pictures inside: they, and nothing else, are allowed."""
    styles = (base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in STYLE.findall(page))
    allowed = " ".join(f"'sha256-{digest}'" for digest in styles)
    return f"default-src 'none'; style-src {allowed}; img-src data:; base-uri 'none'; frame-ancestors 'none'"
