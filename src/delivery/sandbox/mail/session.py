"""One SMTP session: aiosmtpd's protocol with the script's faults at every stage."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from delivery.sandbox.mail.faults import SmtpFault, SmtpFaults, Stage

Accept = Callable[[Session, Envelope], None]
Notice = Callable[["Conversation"], None]
FINE = "250 2.0.0 OK"


class Hooks:
    """What happens at each command: a fault if one is ordered, else the good answer."""

    def __init__(self, faults: SmtpFaults, accept: Accept) -> None:
        self._faults = faults
        self._accept = accept
        self._cold = ""

    async def handle_HELO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        """A client whose EHLO was refused tries HELO; it hears the same."""
        if self._cold:
            return self._cold
        session.host_name = hostname
        return f"250 {server.hostname}"

    async def handle_EHLO(  # noqa: N802, the name is aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if (fault := self._faults.take(Stage.EHLO, hostname)) is not None:
            self._cold = await refuse(server, fault)
            return [self._cold]
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", *responses[1:]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (fault := self._faults.take(Stage.MAIL, address)) is not None:
            return await refuse(server, fault)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (fault := self._faults.take(Stage.RCPT, address)) is not None:
            return await refuse(server, fault)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self._faults.take(Stage.DOT, recipients(envelope))
        if fault is None or fault.accepted:
            self._accept(session, envelope)
        return FINE if fault is None else await refuse(server, fault)


class Conversation(SMTP):
    """A session that also stumbles where aiosmtpd has no hook: at connect, AUTH, DATA and inside the message."""

    def __init__(self, faults: SmtpFaults, accept: Accept, came: Notice, went: Notice, **options: Any) -> None:
        super().__init__(Hooks(faults, accept), hostname="catcher.example.org", ident="ESMTP mail catcher", **options)
        self._faults = faults
        self._came, self._went = came, went

    @property
    def handler(self) -> "asyncio.Task[None] | None":
        """The task of this session."""
        task: asyncio.Task[None] | None = self._handler_coroutine
        return task

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._original_transport is None:  # STARTTLS calls this a second time
            self._came(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._went(self)
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        fault = self._faults.take(Stage.CONNECT, "")
        if fault is not None:
            await self.push(await refuse(self, fault))
            await self._hang_up()
        await super()._handle_client()

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await self._unless_ordered(Stage.AUTH, arg or "", super().smtp_AUTH, arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        about = recipients(self.envelope)
        fault = self._faults.take(Stage.BODY, about)
        if fault is None:
            await self._unless_ordered(Stage.DATA, about, super().smtp_DATA, arg)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._reader.readline()
        await self.push(await refuse(self, fault))
        await self._hang_up()

    async def _unless_ordered(self, stage: Stage, about: str, go_on: Callable[[str], Any], arg: str) -> None:
        fault = self._faults.take(stage, about)
        if fault is None:
            await go_on(arg)
        else:
            await self.push(await refuse(self, fault))

    async def _hang_up(self) -> None:
        """Close the line once all is written; the lost connection cancels this session."""
        if self.transport is not None:
            self.transport.close()
        await asyncio.Event().wait()


async def refuse(server: SMTP, fault: SmtpFault) -> str:
    """Sit out the tarpit, then give the reply to push, or cut the line and never return."""
    await fault.sit()
    if fault.reply is None:
        cut(server)
        await asyncio.Event().wait()  # the lost connection cancels this session
    return fault.reply or ""


def cut(server: SMTP) -> None:
    """Drop the line at once."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


def recipients(envelope: Envelope | None) -> str:
    """The recipients so far, in one string to search in."""
    return "" if envelope is None else " ".join(envelope.rcpt_tos)


def login(user: str, password: str) -> Callable[..., AuthResult]:
    """The check of one user's password."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword) -> AuthResult:
        good = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=good, handled=False, auth_data=data)

    return check
