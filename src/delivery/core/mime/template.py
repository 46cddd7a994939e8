"""A mail compiled once per campaign and language into wire-ready bytes, and filled per reader by splicing.

The result needs no dot-stuffing (no line begins with a full stop), has CRLF line ends only and no line over 998
octets. Every text part is base64: Cyrillic is a third smaller so than as quoted-printable, no slot marker can be
folded apart, and one road serves all languages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from delivery.core.language import Language
from delivery.core.message import InlinePicture, MailContent, MailEnvelope
from delivery.core.mime import headers
from delivery.core.mime.address import wire_address
from delivery.core.mime.headers import CRLF, bracketed, field, mailbox, token
from delivery.core.mime.slots import OPENING, BodySlot, MarkerLost, encode, html_body, text_body
from delivery.core.mime.slots import as_text as slot_value

UNSUBSCRIBE_URL = "unsubscribe_url"  # slot: the https address that takes the one-click POST of RFC 8058
UNSUBSCRIBE_MAILTO = "unsubscribe_mailto"  # slot: an address (without `mailto:`) that a mail unsubscribes by

# Base64 knows neither "=_" in a line nor "-": these boundaries cannot occur in a part.
ALTERNATIVE = "=_alternative"
RELATED = "=_related"


@dataclass(frozen=True, slots=True)
class MailFrame:
    """What a campaign's mails in one language have in common beside their content.

    `date` stays the same at every retry. `feedback_id` has the form `campaign:kind:language:sender`, and nothing in it
    may differ from reader to reader. `list_domain` is what stands behind the language in the List-Id.
    """

    sender_name: str
    sender_address: str
    language: Language
    date: datetime
    list_domain: str
    archive_url: str
    feedback_id: str


@dataclass(frozen=True, slots=True)
class HeaderSlots:
    """Where the headers that differ from reader to reader stand."""

    bulk: bool

    def fill(self, envelope: MailEnvelope) -> bytes:
        """To, Message-ID and, for bulk mail, List-Unsubscribe: folded, never encoded (RFC 2047 would hide the button).

        Raises UnusableAddress, UnsafeHeader, SlotMissing.
        """
        lines = field("To", wire_address(envelope.recipient))
        lines += field("Message-ID", _message_id(envelope.message_id))
        return lines + (_list_unsubscribe(envelope) if self.bulk else b"")


@dataclass(frozen=True, slots=True)
class MailTemplate:
    """A compiled mail: bytes that all readers get, and slots between them."""

    segments: tuple[bytes | HeaderSlots | BodySlot, ...]


def compile_mail(content: MailContent, frame: MailFrame) -> MailTemplate:
    """The template of a campaign's mails in one language.

    Raises MarkerLost for a slot marker that cannot be filled, UnusableAddress and UnsafeHeader for a wrong frame.
    """
    if OPENING in content.subject:
        raise MarkerLost("a subject is the same for all readers and holds no slot")
    top = (_common_headers(content, frame), HeaderSlots(content.bulk))
    return MailTemplate(tuple(_joined((*top, *_alternative(content)))))


def fill(template: MailTemplate, envelope: MailEnvelope) -> bytes:
    """The mail for one reader, ready for the wire.

    Raises SlotMissing, UnusableAddress and UnsafeHeader; their texts hold no contact data.
    """
    return b"".join(_filled(segment, envelope) for segment in template.segments)


def _filled(segment: bytes | HeaderSlots | BodySlot, envelope: MailEnvelope) -> bytes:
    match segment:
        case bytes():
            return segment
        case HeaderSlots():
            return segment.fill(envelope)
        case BodySlot():
            return segment.fill(envelope.slots)


def _message_id(value: str) -> str:
    return bracketed(value.removeprefix("<").removesuffix(">"))


def _list_unsubscribe(envelope: MailEnvelope) -> bytes:
    url = bracketed(slot_value(UNSUBSCRIBE_URL, envelope.slots))
    mailto = bracketed("mailto:" + slot_value(UNSUBSCRIBE_MAILTO, envelope.slots))
    return field("List-Unsubscribe", f"{url},\r\n {mailto}")


def _common_headers(content: MailContent, frame: MailFrame) -> bytes:
    lines = [
        field("From", mailbox(frame.sender_name, frame.sender_address)),
        field("Subject", headers.unstructured(content.subject)),
        field("Date", headers.date(frame.date)),
        field("Auto-Submitted", "auto-generated"),
        field("Feedback-ID", token(frame.feedback_id)),
        field("Content-Language", frame.language),
        field("MIME-Version", "1.0"),
        field("Content-Type", f'multipart/alternative; boundary="{ALTERNATIVE}"'),
    ]
    return b"".join(lines + (_list_headers(frame) if content.bulk else []))


def _list_headers(frame: MailFrame) -> list[bytes]:
    return [
        field("List-Id", bracketed(f"{frame.language}.{frame.list_domain}")),
        field("List-Archive", bracketed(frame.archive_url)),
        field("List-Post", "NO"),
        field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _alternative(content: MailContent) -> Iterator[bytes | BodySlot]:
    """The body: text first, HTML second, so that a client which reads both shows the last (RFC 2046 §5.1.4)."""
    yield CRLF + _opening(ALTERNATIVE) + _text_headers("plain")
    yield from text_body(content.text)
    yield _opening(ALTERNATIVE)
    yield from _related(content) if content.pictures else _html(content)
    yield _closing(ALTERNATIVE)


def _related(content: MailContent) -> Iterator[bytes | BodySlot]:
    yield field("Content-Type", f'multipart/related; type="text/html"; boundary="{RELATED}"') + CRLF + _opening(RELATED)
    yield from _html(content)
    for picture in content.pictures:
        yield _opening(RELATED) + _picture(picture)
    yield _closing(RELATED)


def _html(content: MailContent) -> Iterator[bytes | BodySlot]:
    yield _text_headers("html")
    yield from html_body(content.html)


def _text_headers(subtype: str) -> bytes:
    return field("Content-Type", f"text/{subtype}; charset=utf-8") + field("Content-Transfer-Encoding", "base64") + CRLF


def _picture(picture: InlinePicture) -> bytes:
    lines = [
        field("Content-Type", token(picture.media_type)),
        field("Content-Transfer-Encoding", "base64"),
        field("Content-ID", bracketed(picture.content_id)),
        field("Content-Disposition", "inline"),
    ]
    return b"".join(lines) + CRLF + encode(picture.data)


def _opening(boundary: str) -> bytes:
    return f"\r\n--{boundary}\r\n".encode()


def _closing(boundary: str) -> bytes:
    return f"\r\n--{boundary}--\r\n".encode()


def _joined(
    segments: tuple[bytes | HeaderSlots | BodySlot, ...],
) -> Iterator[bytes | HeaderSlots | BodySlot]:
    """The same with neighbouring bytes in one piece, so that filling joins no more pieces than it must."""
    fixed = b""
    for segment in segments:
        if isinstance(segment, bytes):
            fixed += segment
            continue
        yield fixed
        yield segment
        fixed = b""
    yield fixed
