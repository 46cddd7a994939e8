"""What the tests of the e-mail channel share: a mail, a clock turned by hand, and a relay that follows a script."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from delivery.channels.base import MailPost
from delivery.core.message import MailEnvelope

DATA = b"From: digest@example.org\r\nTo: kate@example.com\r\nSubject: Week 3\r\n\r\n.dot\r\n..two\r\nend\r\n"


class HandClock:
    """A clock that a test turns by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 1, 22, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def mail(to: str = "kate@example.com", data: bytes = DATA) -> MailPost:
    return MailPost(MailEnvelope("b+token@bounces.example.org", to, "<x@example.org>"), data)


@asynccontextmanager
async def scripted(answer: Callable[[bytes], bytes]) -> AsyncIterator[int]:
    """A server on a free port that greets and then gives `answer` to each line; the port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 scripted\r\n")
        while line := await reader.readline():
            writer.write(answer(line))
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
