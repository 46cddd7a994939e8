"""The e-mail channel: finished mails over a few lines to one relay."""

from collections.abc import Callable
from datetime import datetime

from aiosmtplib import SMTPServerDisconnected

from delivery.channels.base import MailPost
from delivery.channels.smtp_dial import RFC_TIMEOUTS, NoLine, Timeouts, dial, tls_context
from delivery.channels.smtp_errors import Stage, setback
from delivery.channels.smtp_line import SmtpLine, StaleLine, WireMail
from delivery.channels.smtp_pool import LINE_LIMITS, LineLimits, Pool
from delivery.core.channel import ChannelName
from delivery.core.dkim import DkimSigner
from delivery.core.mime import UnusableAddress, wire_address
from delivery.core.outcome import Outcome, Refused, Scope
from delivery.core.smtpurl import Relay


class EmailChannel:
    """Sends through `relay` over up to `connections` lines; as many `send` at once make sense.

    now: the clock. dkim: signs each mail, for sending without a relay that signs. local_name: what EHLO says, by
    default this machine's name. Raises OSError at once if the relay's CA file cannot be read.
    """

    name = ChannelName.EMAIL

    def __init__(
        self,
        relay: Relay,
        connections: int,
        now: Callable[[], datetime],
        *,
        timeouts: Timeouts = RFC_TIMEOUTS,
        limits: LineLimits = LINE_LIMITS,
        dkim: DkimSigner | None = None,
        local_name: str | None = None,
    ) -> None:
        self._relay, self._now, self._timeouts, self._dkim = relay, now, timeouts, dkim
        self._local_name = local_name
        self._tls = tls_context(relay)
        self._pool = Pool(self._dial, connections, now, limits)

    async def send(self, post: MailPost, attempt: int = 0) -> Outcome:
        """Send one mail. Certain failures before the final dot are Failed, a wire lost after it is Doubtful."""
        sender, recipient = _usable(post.envelope.sender), _usable(post.envelope.recipient)
        if sender is None:  # ours, so a wrong setting
            return Refused(Scope.CHANNEL, "sender unusable")
        if recipient is None:
            return Refused(Scope.ADDRESS, "address unusable")
        mail = WireMail(sender, recipient, self._signed(post.data))
        while True:
            try:
                return await self._send_over_a_line(mail)
            except NoLine as down:
                return down.outcome
            except StaleLine:  # a dialled line is never stale, so this ends with the idle ones
                continue

    async def close(self) -> None:
        """Hang up all lines."""
        self._pool.close()

    async def _send_over_a_line(self, mail: WireMail) -> Outcome:
        line = await self._pool.take()
        try:
            return await line.send(mail)
        finally:
            self._pool.give_back(line)

    async def _dial(self) -> SmtpLine:
        smtp = await dial(self._relay, self._tls, self._timeouts.connect, self._local_name)
        try:
            return SmtpLine(smtp, self._timeouts)
        except SMTPServerDisconnected as gone:
            raise NoLine(setback(Stage.EHLO, gone)) from None

    def _signed(self, data: bytes) -> bytes:
        return data if self._dkim is None else self._dkim.sign(data, self._now())


def _usable(address: str) -> str | None:
    try:
        return wire_address(address)
    except UnusableAddress:
        return None
