"""What a relay's answer means for a delivery: the table of SMTP, stage by stage.

A server's text may repeat the address, so no text leaves this module: only the stage, the code and the enhanced code
(RFC 3463), for example `rcpt 550 5.1.1`.
"""

import re
import ssl
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from aiosmtplib import SMTPException, SMTPResponseException

from delivery.core.outcome import Doubtful, Failed, Outcome, Refused, Scope, Throttled


class Stage(StrEnum):
    """Where in the conversation we are. All before DOT is before the point of no return."""

    CONNECT = "connect"
    EHLO = "ehlo"
    TLS = "starttls"
    AUTH = "auth"
    RESET = "rset"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"  # the mail is on its way, the final dot is not yet written
    DOT = "dot"  # the final dot is written: the relay may have taken the mail


GREETING = frozenset({Stage.CONNECT, Stage.EHLO, Stage.TLS, Stage.AUTH})  # no mail is spoken of yet
LOGIN_WANTED = frozenset({530, 534, 535, 538})  # RFC 4954 §6
NO_SUCH_READER = frozenset({550, 551, 553})
# RFC 3463 §3.2 and RFC 7505: what is wrong with the recipient. 5.1.7 and 5.1.8 are about the sender, so about us.
ADDRESS_AT_FAULT = re.compile(r"5\.1\.(?:[0-6]|10)")
MAILBOX_AT_FAULT = re.compile(r"5\.2\.\d+")  # full or disabled: it may be better before the edition is stale
POLICY = re.compile(r"5\.7\.\d+")
# Without an enhanced code only the words tell "no such user" from "we do not relay for you".
WORDS_ABOUT_US = re.compile(r"relay|authenti|polic|spam|block|reputation|sender|denied", re.IGNORECASE)
ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?!\d)")
TOO_MUCH = "4.7.28"  # Gmail: unusual rate of mail from us
SILENCE = timedelta(minutes=10)  # what Gmail wants after TOO_MUCH

QUEUE_ID = re.compile(r"queued as ([\w.-]+)|\bid=([\w.-]+)|\b([\w.-]{8,}) Message accepted", re.IGNORECASE)
RECEIPT_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's answer."""

    code: int
    text: str

    @property
    def enhanced(self) -> str | None:
        """The enhanced status code at the beginning of the text."""
        found = ENHANCED.match(self.text)
        return found[1] if found else None

    def at(self, stage: Stage) -> str:
        """The answer as a reason: stage and codes, without the server's text."""
        return " ".join(filter(None, (stage, str(self.code), self.enhanced)))


def verdict(stage: Stage, reply: Reply) -> Outcome:
    """The outcome of an answer that is not the good one."""
    reason = reply.at(stage)
    match reply.code // 100:
        case 4 if reply.enhanced == TOO_MUCH:
            return Throttled(SILENCE)
        case 4:
            return Failed(reason)
        case 5:
            return _refusal(stage, reply, reason)
        case _:  # the server does not speak SMTP, or has lost its thread
            return lost(stage, reason)


def lost(stage: Stage, reason: str) -> Outcome:
    """The outcome when the wire broke: certain before the final dot, unknown after it."""
    return Doubtful(reason) if stage is Stage.DOT else Failed(reason)


def setback(stage: Stage, error: Exception) -> Outcome:
    """The outcome of an exception: an answer, a broken wire, a silence, a certificate that nobody vouches for."""
    for cause in (error, error.__cause__):
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            return Refused(Scope.CHANNEL, _tls_reason(cause))
    match error:
        case SMTPResponseException(code=code, message=text) if code >= 0:
            return verdict(stage, Reply(code, text))
        case TimeoutError():
            return lost(stage, f"{stage} timeout")
        case OSError():
            return lost(stage, f"{stage} disconnected")
        case SMTPException() if stage in GREETING and not isinstance(error, SMTPResponseException):
            return Refused(Scope.CHANNEL, f"{stage} not offered")
        case _:
            return lost(stage, f"{stage} no SMTP answer")


def receipt(text: str) -> str:
    """What the relay called the mail: its queue id where it is recognisable, else its words without any address."""
    found = QUEUE_ID.search(text)
    if found:
        return str(next(filter(None, found.groups())))
    return re.sub(r"\S*@\S*", "…", " ".join(text.split()))[:RECEIPT_LENGTH]


def _refusal(stage: Stage, reply: Reply, reason: str) -> Outcome:
    """A 5xx: whose fault it is."""
    enhanced = reply.enhanced or ""
    if stage in GREETING or reply.code in LOGIN_WANTED:
        return Refused(Scope.CHANNEL, reason)
    if stage is not Stage.RCPT or POLICY.fullmatch(enhanced):
        return Refused(Scope.CONTENT, reason)
    if MAILBOX_AT_FAULT.fullmatch(enhanced):
        return Failed(reason)
    if reply.code in NO_SUCH_READER and _names_the_address(reply):
        return Refused(Scope.ADDRESS, reason)
    return Refused(Scope.CONTENT, reason)


def _names_the_address(reply: Reply) -> bool:
    if reply.enhanced is None:
        return not WORDS_ABOUT_US.search(reply.text)
    return ADDRESS_AT_FAULT.fullmatch(reply.enhanced) is not None


def _tls_reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"tls {error.verify_message.split(',')[0]}"
    return "tls handshake failed"
