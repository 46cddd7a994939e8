"""The mail catcher: an SMTP server on this machine that accepts everything and delivers nothing."""

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import Envelope, LoginPassword, Session

from delivery.sandbox.bell import Bell
from delivery.sandbox.mail import certificate
from delivery.sandbox.mail.faults import SmtpFaults
from delivery.sandbox.mail.letters import Letter
from delivery.sandbox.mail.session import Conversation, cut, login


class Security(StrEnum):
    """How the wire is protected. The value is the scheme of the catcher's URL."""

    NONE = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


class MailCatcher:
    """An SMTP server for tests and the demo.

        async with MailCatcher() as catcher:
            ...                                               # send to catcher.url
            [letter] = await catcher.expect(1, to="kate@example.org")
            letter.subject, letter.text, letter.html, letter.header("List-Unsubscribe")

    security: plain, STARTTLS or TLS, with a certificate made for the occasion; `client_tls` trusts it.
    certificate_life: how long it is valid from now; negative for an expired one.
    user, password: AUTH is offered and required if they are given. smtputf8: whether the server offers it.
    port: 0 chooses a free one; a fixed one lets a test stop the relay and start it again.

    `ledger` is what was accepted, in order; `faults` scripts trouble; `connections` counts those that were opened,
    `peak_connections` those that were open at once.
    """

    def __init__(
        self,
        security: Security = Security.NONE,
        *,
        user: str | None = None,
        password: str = "",
        certificate_life: timedelta = timedelta(days=1),
        smtputf8: bool = True,
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.security = security
        self.port = port
        self.faults = SmtpFaults()
        self.ledger: list[Letter] = []
        self.connections = 0
        self.peak_connections = 0
        self.on_letter: list[Callable[[], None]] = []
        self._bell = Bell()
        self._user, self._password = user, password
        self._smtputf8 = smtputf8
        self._now = now
        self._certificate = b""
        self._certificate_life = certificate_life
        self._open: set[Conversation] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The value of `DIGEST_SMTP_URL`, with user and password if there are any."""
        account = f"{self._user}:{self._password}@" if self._user else ""
        return f"{self.security}://{account}127.0.0.1:{self.port}"

    @property
    def client_tls(self) -> ssl.SSLContext:
        """A client's TLS context that trusts this catcher and nobody else."""
        return certificate.client_context(self._certificate)

    @property
    def certificate(self) -> bytes:
        """The certificate as PEM; empty without TLS."""
        return self._certificate

    def to(self, recipient: str) -> list[Letter]:
        """The accepted letters for one address, oldest first."""
        return [letter for letter in self.ledger if recipient in letter.recipients]

    async def expect(self, count: int = 1, *, to: str | None = None, timeout: float = 5) -> list[Letter]:
        """Wait until at least `count` letters were accepted (for one address, or in all). Raises TimeoutError."""
        return await self._bell.until(lambda: self._enough(count, to), timeout)

    def _enough(self, count: int, to: str | None) -> list[Letter] | None:
        if len(self.ledger) < count:
            return None
        letters = list(self.ledger) if to is None else self.to(to)
        return letters if len(letters) >= count else None

    async def __aenter__(self) -> Self:
        tls = self._server_tls()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: self._session(tls), "127.0.0.1", self.port, ssl=tls if self.security is Security.TLS else None
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        tasks = [task for session in self._open if (task := session.handler) is not None]
        for session in list(self._open):
            cut(session)
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _server_tls(self) -> ssl.SSLContext | None:
        if self.security is Security.NONE:
            return None
        self._certificate, key = certificate.self_signed(self._certificate_life)
        return certificate.server_context(self._certificate, key)

    def _session(self, tls: ssl.SSLContext | None) -> Conversation:
        options: dict[str, Any] = {"enable_SMTPUTF8": self._smtputf8}
        if self.security is Security.STARTTLS:
            options |= {"tls_context": tls, "require_starttls": True}
        if self._user is not None:
            plain = self.security is not Security.STARTTLS
            options |= {"authenticator": login(self._user, self._password), "auth_required": True,
                        "auth_require_tls": not plain}  # fmt: skip
        with warnings.catch_warnings(category=UserWarning, action="ignore"):  # a password in the clear: only here
            return Conversation(self.faults, self._accept, self._came, self._went, **options)

    def _came(self, session: Conversation) -> None:
        self.connections += 1
        self._open.add(session)
        self.peak_connections = max(self.peak_connections, len(self._open))

    def _went(self, session: Conversation) -> None:
        self._open.discard(session)

    def _accept(self, session: Session, envelope: Envelope) -> None:
        account = session.auth_data
        letter = Letter(
            number=len(self.ledger) + 1,
            at=self._now(),
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=envelope.original_content or b"",
            tls=session.ssl is not None or self.security is Security.TLS,
            user=account.login.decode() if isinstance(account, LoginPassword) else None,
        )
        self.ledger.append(letter)
        self._bell.ring()
        for tell in self.on_letter:
            tell()
