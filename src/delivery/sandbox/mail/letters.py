"""A mail as the catcher took it: the envelope, the bytes, and the parts that a person reads."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import cached_property

LINK = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True)
class Letter:
    """One accepted message. `at` is the moment of acceptance; `tls` and `user` tell how the session was."""

    number: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)
    tls: bool
    user: str | None

    @cached_property
    def parsed(self) -> EmailMessage:
        """The message, decoded by the standard library."""
        message = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Names and decoded values, in order."""
        return [(name, str(value)) for name, value in self.parsed.items()]

    def header(self, name: str) -> str:
        """One header, decoded; empty if there is none."""
        return str(self.parsed.get(name, ""))

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def text(self) -> str:
        """The plain text part; empty if there is none."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part; empty if there is none."""
        return self._part("html")

    @property
    def links(self) -> list[str]:
        """The addresses in the text part, in order."""
        return LINK.findall(self.text)

    def _part(self, kind: str) -> str:
        part = self.parsed.get_body((kind,))
        return "" if part is None else str(part.get_content())
