"""Header fields as bytes: folded, encoded where they must be, and closed to injection by whatever they hold."""

import base64
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from delivery.core.mime.address import wire_address

CRLF = b"\r\n"
# Control characters and the two Unicode line ends: none has a place in a line that a person reads.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
PLAIN_LIMIT = 60  # longer texts are encoded, so that they fold anywhere
COLUMNS = 76  # the longest line that holds an encoded word (RFC 2047 §2)
WORD_FRAME = 12  # characters of `=?utf-8?b?` and `?=` around a word
TOKEN = re.compile(r"[\x21-\x7e]{1,900}")  # printable ASCII without spaces; a line holds 998 octets (RFC 5322 §2.1.1)


class UnsafeHeader(ValueError):
    """This value cannot stand in a header; it must be printable ASCII without spaces."""


def one_line(text: str) -> str:
    """The text on one line: each run of control characters becomes one space."""
    return CONTROL.sub(" ", text).strip()


def field(name: str, value: str) -> bytes:
    """A header field; `value` is trusted to be folded and encoded, as by the functions below."""
    return f"{name}: {value}".encode() + CRLF


def unstructured(text: str) -> str:
    """A text for people (a subject): as it is where it is short ASCII, else RFC 2047 encoded words, folded."""
    line = one_line(text)
    return line if _is_plain(line) else _encoded(line, len("Subject: "))


def mailbox(name: str, address: str) -> str:
    """A display name and an address: `"Weekly Digest" <digest@example.org>`. Raises UnusableAddress."""
    line = one_line(name)
    if not line:
        return wire_address(address)
    quoted = '"' + re.sub(r'(["\\])', r"\\\1", line) + '"'
    shown = quoted if _is_plain(line) else _encoded(line, len("From: "))
    return f"{shown}\r\n <{wire_address(address)}>"


def date(moment: datetime) -> str:
    """A date of RFC 5322 from an aware `moment`."""
    return format_datetime(moment)


def token(value: str) -> str:
    """A value for machines (an id, a URL), never encoded or folded. Raises UnsafeHeader."""
    if not TOKEN.fullmatch(value):
        raise UnsafeHeader("a header value must be 1–900 printable ASCII characters without spaces")
    return value


def bracketed(value: str) -> str:
    """`<value>`, as URLs and ids stand in headers. Raises UnsafeHeader."""
    if "<" in value or ">" in value:
        raise UnsafeHeader("a header value in angle brackets cannot hold angle brackets")
    return f"<{token(value)}>"


def _is_plain(line: str) -> bool:
    return line.isascii() and len(line) <= PLAIN_LIMIT and "=?" not in line


def _encoded(line: str, column: int) -> str:
    """The line as encoded words, one per folded line; the first begins at `column`."""
    words = (f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in _chunks(line, column))
    return "\r\n ".join(words)


def _chunks(line: str, column: int) -> Iterator[bytes]:
    """The line in pieces that fill a word each and end with whole characters, as RFC 2047 §5 asks."""
    chunk = b""
    for character in line:
        encoded = character.encode()
        if len(chunk) + len(encoded) > (COLUMNS - column - WORD_FRAME) // 4 * 3:
            yield chunk
            chunk, column = b"", 1
        chunk += encoded
    yield chunk
