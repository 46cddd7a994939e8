"""Opening a line to the relay: connect, EHLO, STARTTLS, AUTH. What the URL asks for is done, or nothing is sent."""

import ssl
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPException

from delivery.channels.smtp_errors import Stage, setback
from delivery.core.outcome import Outcome
from delivery.core.smtpurl import Relay, Tls


class NoLine(Exception):
    """There is no line to the relay; `outcome` is what that means for the delivery that needed one."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for the relay, in seconds.

    connect: for the connection, and for each answer before MAIL. command: for MAIL, RCPT, DATA, and for the body to
    leave (5 minutes in RFC 5321 §4.5.3.2). dot: for the answer to the final dot; giving up early makes doubles, so
    RFC 5321 asks for 10 minutes.
    """

    connect: float = 60
    command: float = 300
    dot: float = 600


RFC_TIMEOUTS = Timeouts()


def tls_context(relay: Relay) -> ssl.SSLContext | None:
    """The TLS context for the relay, made once; it always verifies. Raises OSError for a bad CA file."""
    return None if relay.tls is Tls.NONE else ssl.create_default_context(cafile=relay.ca_file)


async def dial(relay: Relay, tls: ssl.SSLContext | None, timeout: float, local_name: str | None) -> SMTP:
    """A line that is ready for MAIL. Raises NoLine.

    local_name: what EHLO says; None asks the system for this machine's name. timeout: seconds per step.
    """
    smtp = SMTP(
        hostname=relay.host,
        port=relay.port,
        use_tls=relay.tls is Tls.IMPLICIT,
        start_tls=False,  # the default falls back to clear text where STARTTLS is not offered
        tls_context=tls,
        timeout=timeout,
        local_hostname=local_name,
    )
    stage = Stage.CONNECT
    try:
        await smtp.connect()
        for stage in _greetings(relay):
            await _greet(smtp, stage, relay)
    except (SMTPException, OSError) as error:
        smtp.close()
        raise NoLine(setback(stage, error)) from None
    except BaseException:
        smtp.close()
        raise
    return smtp


def _greetings(relay: Relay) -> list[Stage]:
    """The steps after connecting; what EHLO said before TLS counts no more after it (RFC 3207 §4.2)."""
    steps = [Stage.EHLO]
    if relay.tls is Tls.STARTTLS:
        steps += [Stage.TLS, Stage.EHLO]
    if relay.username is not None:
        steps += [Stage.AUTH]
    return steps


async def _greet(smtp: SMTP, stage: Stage, relay: Relay) -> None:
    match stage:
        case Stage.TLS:
            await smtp.starttls()
        case Stage.AUTH:
            await smtp.login(relay.username or "", relay.password or "")
        case _:
            await smtp.ehlo()
