"""The page's web server: static files, the overview, chats, files, and the feed of changes."""

from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from delivery.sandbox.botapi import pictures
from delivery.sandbox.page.board import Board
from delivery.sandbox.page.deeds import Deeds
from delivery.sandbox.page.feed import Feed
from delivery.sandbox.page.letters import Mailbox

STATIC = Path(__file__).parent / "static"
LARGEST_UPLOAD = 60 * 2**20
OWN_HEADER = "X-Demo"
"""The page's scripts send it; pages of other sites cannot without asking first."""
POLICY = "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


class Page:
    """The demo's page on 127.0.0.1. `url` is its address; port 0 chooses a free one."""

    def __init__(self, board: Board, port: int = 0) -> None:
        self._board = board
        self._feed = Feed()
        self._port = port
        self._runner = web.AppRunner(self._app(), handler_cancellation=True, access_log=None, shutdown_timeout=0.1)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_UPLOAD, middlewares=[_own_page_only])
        app.add_routes([
            web.get("/", self._index),
            web.get("/overview", self._overview),
            web.get("/chats/{chat:-?\\d+}", self._chat),
            web.get("/files/{file_id}", self._file),
            web.get("/changes", self._feed.stream),
            *Deeds(self._board, self._feed).routes(),
            *Mailbox(self._board.catcher).routes(),
            web.static("/static", STATIC),
        ])  # fmt: skip
        return app

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self._board.api.world.on_change.append(self._chat_changed)
        self._board.catcher.on_letter.append(self._letter_came)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._board.api.world.on_change.remove(self._chat_changed)
        self._board.catcher.on_letter.remove(self._letter_came)
        await self._runner.cleanup()

    def _chat_changed(self, chat_id: int) -> None:
        self._feed.touch(f"chat:{chat_id}")

    def _letter_came(self) -> None:
        self._feed.touch("mail")

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html", headers={"Content-Security-Policy": POLICY})

    async def _overview(self, request: web.Request) -> web.Response:
        return web.json_response(self._board.overview())

    async def _chat(self, request: web.Request) -> web.Response:
        """A chat; `?as=` names the person who looks."""
        world = self._board.api.world
        chat = world.chats.get(int(request.match_info["chat"]))
        if chat is None:
            raise web.HTTPNotFound
        reader = world.people.get(int(request.query.get("as", "0")))
        return web.json_response(self._board.chat(chat, reader))

    async def _file(self, request: web.Request) -> web.Response:
        """A photo to look at, or a document to keep."""
        stored = self._board.api.world.files.get(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        if stored.path.startswith("photos/"):
            return web.Response(body=stored.content, content_type=pictures.content_type(stored.content))
        answer = web.Response(body=stored.content, content_type="application/octet-stream")
        answer.headers[hdrs.CONTENT_DISPOSITION] = f'attachment; filename="{_plain(stored.name)}"'
        return answer


def _plain(name: str) -> str:
    """A file name that fits in a header."""
    return "".join(char if char.isascii() and char.isprintable() and char not in '"\\/' else "_" for char in name)


@web.middleware
async def _own_page_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Deeds are for this page's scripts: a form on another site must not press its buttons."""
    if request.method == hdrs.METH_POST and OWN_HEADER not in request.headers:
        raise web.HTTPForbidden(text="This address is for the demo page itself.\n")
    return await handler(request)
