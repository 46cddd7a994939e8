"""What is handed to a channel: values without any trace of aiogram, SMTP or the store."""

from collections.abc import Mapping
from dataclasses import dataclass, field

TELEGRAM_TEXT_LIMIT = (
    4096  # UTF-16 units: Telegram counts characters after parsing, offsets in UTF-16; this is safe for both
)
TELEGRAM_CAPTION_LIMIT = 1024
TELEGRAM_ENTITY_LIMIT = 100  # Telegram silently drops the rest


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted range of a Telegram text; `offset` and `length` in UTF-16 units. `type` is the Bot API's name."""

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: either `data` (≤ 64 bytes, comes back to the bot) or `url`."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TextPart:
    """One Telegram message of text. `buttons` are rows; only the last part of a delivery carries any."""

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class CopyPart:
    """One Telegram message or album copied by reference, with its formatting and media."""

    from_chat: int
    message_ids: tuple[int, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()


TelegramPart = TextPart | CopyPart


@dataclass(frozen=True, slots=True)
class TelegramMessage:
    """A delivery for Telegram: parts in their order, rendered once per language and shared by all readers."""

    parts: tuple[TelegramPart, ...]
    silent: bool = False
    protect: bool = False


@dataclass(frozen=True, slots=True)
class InlinePicture:
    """A picture that travels inside the mail; the HTML names it as `cid:CONTENT_ID`."""

    content_id: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class MailContent:
    """A mail's content for one language, rendered once.

    `text` and `html` hold markers such as `{{slot:unsubscribe_url}}`, filled per recipient by `core.mime`.
    """

    subject: str
    text: str
    html: str
    pictures: tuple[InlinePicture, ...] = ()
    bulk: bool = True  # False for a confirmation: it is asked for, and carries no List-* headers


@dataclass(frozen=True, slots=True)
class MailEnvelope:
    """What differs from reader to reader: addresses, ids and the values of the slots."""

    sender: str  # envelope sender (VERP): names the delivery, not the reader
    recipient: str
    message_id: str
    slots: Mapping[str, str] = field(default_factory=dict)
