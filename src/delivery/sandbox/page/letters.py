"""The mailbox's own addresses: a letter as JSON, its HTML in a frame without powers, its pictures and its bytes."""

import re

from aiohttp import web

from delivery.sandbox.mail import Letter, MailCatcher
from delivery.sandbox.page.board import letter

POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data: http://127.0.0.1:* http://localhost:*"
)
"""No scripts, no forms, no network but this machine; links open in a new tab."""
CONTENT_ID = re.compile(r"cid:([^\"'\s)>]+)")


class Mailbox:
    """Serves what the catcher caught."""

    def __init__(self, catcher: MailCatcher) -> None:
        self._catcher = catcher

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/letters/{number:\\d+}", self.opened),
            web.get("/letters/{number:\\d+}/html", self.html),
            web.get("/letters/{number:\\d+}/eml", self.eml),
            web.get("/letters/{number:\\d+}/parts/{cid}", self.part),
        ]

    async def opened(self, request: web.Request) -> web.Response:
        return web.json_response(letter(self._find(request)))

    async def html(self, request: web.Request) -> web.Response:
        """The HTML part; attached pictures come from beside it, and links leave the frame."""
        found = self._find(request)
        body = CONTENT_ID.sub(rf"/letters/{found.number}/parts/\1", found.html)
        return web.Response(
            text=f'<base target="_blank">{body}' if "<head" not in body else _with_base(body),
            content_type="text/html",
            headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"},
        )

    async def eml(self, request: web.Request) -> web.Response:
        """The letter as it came over the wire."""
        found = self._find(request)
        name = f'attachment; filename="letter-{found.number}.eml"'
        return web.Response(body=found.raw, content_type="message/rfc822", headers={"Content-Disposition": name})

    async def part(self, request: web.Request) -> web.Response:
        """An attached picture, by its Content-ID."""
        wanted = f"<{request.match_info['cid']}>"
        for part in self._find(request).parsed.walk():
            if part.get("Content-ID", "").strip() == wanted:
                return web.Response(body=part.get_payload(decode=True), content_type=part.get_content_type())
        raise web.HTTPNotFound

    def _find(self, request: web.Request) -> Letter:
        number = int(request.match_info["number"])
        if not 1 <= number <= len(self._catcher.ledger):
            raise web.HTTPNotFound
        return self._catcher.ledger[number - 1]


def _with_base(body: str) -> str:
    return re.sub(r"(<head[^>]*>)", r'\1<base target="_blank">', body, count=1)
