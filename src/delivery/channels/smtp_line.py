"""One connection to the relay, and one mail over it at a time, with the stage noted at every step.

aiosmtplib raises the same exception before and after the final dot; only the stage tells a safe retry from a doubt.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from delivery.channels.smtp_dial import Timeouts
from delivery.channels.smtp_errors import Reply, Stage, receipt, setback
from delivery.core.outcome import Delivered, Outcome, Refused, Scope

CLOSING = 421  # the relay hangs up after this answer (RFC 5321 §3.8)
DOT_FIRST = re.compile(rb"(?m)^\.")


class StaleLine(Exception):
    """The relay had hung up while the line lay idle; nothing was sent, and another line may take the mail."""


@dataclass(frozen=True, slots=True)
class WireMail:
    """A mail as SMTP takes it: addresses in wire form, bytes with CRLF line ends."""

    sender: str
    recipient: str
    data: bytes

    @property
    def needs_utf8(self) -> bool:
        return not (self.sender.isascii() and self.recipient.isascii())


class SmtpLine:
    """A line to the relay. `mails` counts those it has dealt with, `idle_since` is when it was last given back."""

    def __init__(self, smtp: SMTP, timeouts: Timeouts) -> None:
        """A line on a dialled connection. Raises SMTPServerDisconnected if that is gone already."""
        if smtp.protocol is None:
            raise SMTPServerDisconnected("the relay hung up after its greeting")
        self._smtp, self._protocol, self._timeouts = smtp, smtp.protocol, timeouts
        self._transport = cast(asyncio.WriteTransport, smtp.transport)
        # So that `drain` means: it has left (TLS keeps up to 64 KiB below). Not 0: TLS then pauses for ever.
        self._transport.set_write_buffer_limits(high=1, low=0)
        self._writer = asyncio.StreamWriter(self._transport, smtp.protocol, None, asyncio.get_running_loop())
        self._stage = Stage.EHLO
        self._in_step = True  # no answer is still to come
        self._half_done = False  # the relay holds a transaction that RSET must end
        self.mails = 0
        self.idle_since: datetime | None = None

    @property
    def usable(self) -> bool:
        """Whether the next mail may go over this line."""
        return self._in_step and self._smtp.is_connected

    async def send(self, mail: WireMail) -> Outcome:
        """Carry one mail. Raises StaleLine. A cancellation closes the line: its answers would be out of step."""
        if mail.needs_utf8 and not self._smtp.supports_extension("smtputf8"):
            return Refused(Scope.ADDRESS, "smtputf8 not offered")
        self._in_step = False
        try:
            reply = await self._transaction(mail)
        except (SMTPException, OSError) as error:
            return self._trouble(error)
        except BaseException:
            self.close()
            raise
        self._in_step, self.mails = True, self.mails + 1
        return Delivered(receipt(reply.text))

    def leave(self) -> None:
        """Say QUIT without waiting for the answer, and hang up."""
        if not self.usable:
            self.close()
            return
        self._protocol.write(b"QUIT\r\n")
        self._smtp.close()

    def close(self) -> None:
        """Hang up at once, whatever is still to be written."""
        self._transport.abort()
        self._smtp.close()

    async def _transaction(self, mail: WireMail) -> Reply:
        if self._half_done:
            await self._command(Stage.RESET, "RSET")
            self._half_done = False
        await self._command(Stage.MAIL, f"MAIL FROM:<{mail.sender}>{self._options(mail)}")
        await self._command(Stage.RCPT, f"RCPT TO:<{mail.recipient}>")
        await self._command(Stage.DATA, "DATA", good=3)
        return await self._pour(mail.data)

    async def _command(self, stage: Stage, line: str, good: int = 2) -> None:
        """Give one command and hear its good answer. Raises SMTPResponseException for another."""
        self._stage = stage
        code, text = await self._smtp.execute_command(line.encode(), timeout=self._timeouts.command)
        if code // 100 != good:
            raise SMTPResponseException(code, text)

    async def _pour(self, data: bytes) -> Reply:
        """Write the mail, and its final dot only once all else has left: a break before that is no doubt."""
        self._stage = Stage.BODY
        self._protocol.write(stuffed(data))
        async with asyncio.timeout(self._timeouts.command):
            await self._writer.drain()
        self._stage = Stage.DOT
        self._protocol.write(b".\r\n")
        code, text = await self._protocol.read_response(timeout=self._timeouts.dot)
        if code // 100 != 2:
            raise SMTPResponseException(code, text)
        return Reply(code, text)

    def _options(self, mail: WireMail) -> str:
        size = f" SIZE={len(mail.data)}" if self._smtp.supports_extension("size") else ""
        return size + (" BODY=8BITMIME SMTPUTF8" if mail.needs_utf8 else "")

    def _trouble(self, error: SMTPException | OSError) -> Outcome:
        """What an error means, and whether the line survives it. Raises StaleLine."""
        if self._is_plain_no(error):
            self._in_step, self.mails = True, self.mails + 1
            self._half_done = self._stage in (Stage.RCPT, Stage.DATA)
            return setback(self._stage, error)
        self.close()
        # The first command after a rest found the relay gone: this mail was not spoken of yet.
        if self.mails > 0 and self._stage in (Stage.RESET, Stage.MAIL) and not isinstance(error, TimeoutError):
            raise StaleLine from None
        return setback(self._stage, error)

    def _is_plain_no(self, error: SMTPException | OSError) -> bool:
        """A refusal after which the conversation goes on: not the relay's goodbye, no nonsense, no failing RSET."""
        if not isinstance(error, SMTPResponseException) or self._stage is Stage.RESET:
            return False
        return error.code != CLOSING and error.code // 100 in (4, 5)


def stuffed(data: bytes) -> bytes:
    """The mail with a second full stop before each that begins a line (RFC 5321 §4.5.2), and its last line ended."""
    if data.startswith(b".") or b"\n." in data:  # never in what core.mime makes
        data = DOT_FIRST.sub(b"..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"
