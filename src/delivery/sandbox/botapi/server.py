"""The HTTP side of the simulator, and the handle by which tests and the demo hold it."""

import asyncio
import contextlib
import inspect
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from delivery.sandbox.botapi import methods, wire
from delivery.sandbox.botapi.answers import ApiError, Json, bad
from delivery.sandbox.botapi.chats import Kind
from delivery.sandbox.botapi.faults import Ending, Fault, Faults
from delivery.sandbox.botapi.groups import Channel, Group
from delivery.sandbox.botapi.ledger import Ledger
from delivery.sandbox.botapi.limits import Limits
from delivery.sandbox.botapi.people import Person
from delivery.sandbox.botapi.webhook import deliver
from delivery.sandbox.botapi.world import World

TOKEN = re.compile(r"\d+:[\w-]{3,}")
LARGEST_REQUEST = 52 * 2**20
DEFAULT_TOKEN = "5000000001:AAH-a-token-of-the-simulator-on-this-machine"


class BotApi:
    """A Bot API server on this machine for one bot.

        async with BotApi() as api:
            alena = api.person("Alena", language_code="be")
            ...                                     # a bot with aiogram's session pointed at api.url
            alena.start()
            hello = await alena.expect("Hello")
            alena.press(hello, "English")

    token, username: whose bot it is; any other token gets 401. limits: the figures of 429.
    clock: monotonic seconds for pace and lifetimes; now: the date that messages carry. Both may be a test's own.

    `url` is the base address; `faults` scripts trouble; `ledger` is what was accepted; `world` holds the rest.
    """

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        username: str = "weekly_digest_bot",
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.token = token
        self.world = World(token, username, limits or Limits(), clock, now)
        self.port = 0
        self._stack = contextlib.AsyncExitStack()

    # What tests hold

    @property
    def url(self) -> str:
        """`http://127.0.0.1:port`, the value of `DIGEST_TELEGRAM_API`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @property
    def ledger(self) -> Ledger:
        return self.world.ledger

    def person(
        self, name: str = "Alena", language_code: str | None = None, *, username: str | None = None,
        id: int | None = None,
    ) -> Person:  # fmt: skip
        """Somebody who has not met the bot yet. `id` chooses the number, for example one of the admins'."""
        return self.world.open_person(name, language_code, username, id)

    def group(self, title: str = "Group", *, supergroup: bool = False) -> Group:
        """A group without the bot; `add_bot` brings it in."""
        return self.world.open_group(title, Kind.SUPERGROUP if supergroup else Kind.GROUP)

    def channel(self, title: str = "Channel", *, username: str | None = None) -> Channel:
        """A channel without the bot; `add_bot(by, administrator=True)` brings it in."""
        return self.world.open_channel(title, username)

    def revoke(self) -> None:
        """The owner revokes the token: 401 from now on."""
        self.world.revoked = True

    async def consumed(self, timeout: float = 5) -> None:
        """Wait until the bot has confirmed every update. Raises TimeoutError."""
        await self.world.bell.until(lambda: None if self.world.updates.pending else True, timeout)

    # Life

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_route("*", "/bot{token:[^/]+}/{method:[^/]+}", self._answer)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._file)
        runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        world = self.world
        await self._stack.enter_async_context(
            _running(deliver(world.updates, world.bell, world.limits.webhook_pause, world.timestamp))
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    # Requests

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fault: Fault | None = None
        try:
            arrived = await wire.receive(request)
            self.world.ledger.note_request(method)
            fault = self.faults.take(method, arrived.chat)
            if fault is None:
                return self._good(await self._play(request, arrived))
            return await self._misbehave(request, arrived, fault)
        except ApiError as error:
            return self._refusal(error)

    async def _play(self, request: web.Request, arrived: wire.Arrived) -> Any:
        """Carry a request out. Raises ApiError."""
        self._check_token(request.match_info["token"])
        model = wire.model_of(request.match_info["method"])
        play = methods.register.PLAYED.get(model)
        if play is None:
            raise bad(f"this simulator does not play {model.__api_method__}")
        result = play(methods.register.Call(self.world, arrived.uploads), wire.build(model, arrived.params))
        return await result if inspect.isawaitable(result) else result

    def _check_token(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise ApiError(HTTPStatus.NOT_FOUND, "Not Found")
        if token != self.token or self.world.revoked:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "Unauthorized")
        if self.world.logged_out:
            raise bad("Logged out")

    async def _misbehave(self, request: web.Request, arrived: wire.Arrived, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.delay)
        true_answer = self._good(await self._play(request, arrived)) if fault.accepted else web.Response()
        match fault.ending:
            case Ending.SILENCE:
                await asyncio.Event().wait()
            case Ending.CUT:
                _cut(request)
            case Ending.DROPS:
                return await _drip(request, true_answer)
            case Ending.ANSWER if fault.status is not None:
                return self._scripted(fault, fault.status)
        return true_answer

    def _scripted(self, fault: Fault, status: int) -> web.Response:
        with contextlib.suppress(ValueError):
            body = json.loads(fault.body)
            self.ledger.note_error(status, str(body.get("description", "")))
        return web.Response(status=status, text=fault.body, content_type=fault.content_type, headers=fault.headers)

    def _good(self, result: Any) -> web.Response:
        return web.json_response({"ok": True, "result": result})

    def _refusal(self, error: ApiError) -> web.Response:
        self.ledger.note_error(error.code, error.description)
        body: Json = error.body()
        return web.json_response(body, status=error.code, headers=error.headers())

    async def _file(self, request: web.Request) -> web.Response:
        stored = self.world.files.by_path(request.match_info["path"])
        if stored is None or request.match_info["token"] != self.token:
            return self._refusal(ApiError(HTTPStatus.NOT_FOUND, "Not Found"))
        return web.Response(body=stored.content, content_type="application/octet-stream")


def _cut(request: web.Request) -> None:
    """Close the connection at once, with whatever stands in its buffers."""
    if request.transport is not None:
        request.transport.abort()


async def _drip(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """Promise the whole body, write three bytes of it, and stall until the client leaves."""
    body = answer.body
    assert isinstance(body, bytes)
    slow = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await slow.prepare(request)
    await slow.write(body[:3])
    await asyncio.Event().wait()
    return slow


@contextlib.asynccontextmanager
async def _running(work: Any) -> AsyncIterator[None]:
    """Run a coroutine beside the block, and end it with the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
