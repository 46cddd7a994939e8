"""Slots: the places in a compiled body that differ from reader to reader, and how they are filled.

A base64 body can be spliced only on groups of 57 source bytes (76 characters, one line). So a slot takes the odd bytes
that stand before it into its own groups, and fills its last group up with spaces. They are invisible at the end of a
line of text and between the attributes of a tag: the two places where a marker may stand.
"""

import base64
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from delivery.core.mime.headers import CRLF, one_line

GROUP = 57  # source bytes of one line of 76 base64 characters (RFC 2045 §6.8)
OPENING = "{{slot:"
# An inliner that parses the page writes an attribute without a value as `{{slot:name}}=""`.
MARKER = re.compile(r"""\{\{slot:([a-z0-9_]+)\}\}(?:="")?""")
TEXT_MARKER = re.compile(r"\{\{slot:([a-z0-9_]+)\}\}(?=\s*?(?:\r|\n|\Z))")
HTML_MARKER = re.compile(r"""(?<=[\s>])\{\{slot:([a-z0-9_]+)\}\}(?:="")?(?=[\s<>/])""")

Form = Callable[[str, Mapping[str, str]], str]


class MarkerLost(ValueError):
    """A slot marker cannot be filled where it stands; put it on a line of its own, or in place of a whole attribute."""


class SlotMissing(ValueError):
    """A value for a slot of this mail is missing; give it in the envelope."""


@dataclass(frozen=True, slots=True)
class BodySlot:
    """A place in a base64 body.

    `odd` are the source bytes since the last full group; `form` says how the value stands there.
    """

    name: str
    form: Form
    odd: bytes = b""

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The slot's own base64 lines. Raises SlotMissing."""
        source = self.odd + self.form(self.name, values).encode()
        return encode(source + b" " * (-len(source) % GROUP))


def as_text(name: str, values: Mapping[str, str]) -> str:
    """The value as it is, on one line. Raises SlotMissing."""
    try:
        return one_line(values[name])
    except KeyError:
        raise SlotMissing(f"no value for the slot {name}") from None


def as_html(name: str, values: Mapping[str, str]) -> str:
    """The value escaped for HTML; a name in `_href` stands for the attribute `href` with the value of `_url`."""
    if not name.endswith("_href"):
        return html.escape(as_text(name, values))
    return f'href="{html.escape(as_text(name.removesuffix("_href") + "_url", values))}"'


def text_body(text: str) -> tuple[bytes | BodySlot, ...]:
    """The plain text, encoded, with its slots: each marker ends its line. Raises MarkerLost."""
    return _body(text, TEXT_MARKER, as_text)


def html_body(page: str) -> tuple[bytes | BodySlot, ...]:
    """The HTML, encoded, with its slots: a marker stands for a whole attribute or a whole text. Raises MarkerLost."""
    return _body(page, HTML_MARKER, as_html)


def encode(source: bytes) -> bytes:
    """Base64 in lines of 76 characters, each with its CRLF."""
    lines = base64.b64encode(source)
    return b"".join(lines[i : i + 76] + CRLF for i in range(0, len(lines), 76))


def _body(text: str, marker: re.Pattern[str], form: Form) -> tuple[bytes | BodySlot, ...]:
    segments = tuple(_segments(_canonical(text), marker, form))
    found = sum(isinstance(segment, BodySlot) for segment in segments)
    if found != text.count(OPENING):
        stray = [match.group() for match in MARKER.finditer(marker.sub("", text))]
        raise MarkerLost(
            f"{text.count(OPENING)} slot markers, {found} of them fillable; look at {stray or 'their names'}"
        )
    return segments


def _segments(text: str, marker: re.Pattern[str], form: Form) -> Iterator[bytes | BodySlot]:
    start = 0
    for match in marker.finditer(text):
        source = text[start : match.start()].encode()
        whole = len(source) - len(source) % GROUP
        yield encode(source[:whole])
        yield BodySlot(match.group(1), form, source[whole:])
        start = match.end()
    yield encode(text[start:].encode())


def _canonical(text: str) -> str:
    """The text with CRLF line ends, the form that MIME encodes (RFC 2045 §6.8)."""
    return re.sub(r"\r\n|\r|\n", "\r\n", text)
