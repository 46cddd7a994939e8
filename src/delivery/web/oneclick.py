"""The one-click body of RFC 8058, as mail programs send it: urlencoded or multipart."""

from email import message_from_bytes
from email.message import Message
from urllib.parse import parse_qsl

FIELD, VALUE = "List-Unsubscribe", "One-Click"  # section 3.1


def is_one_click(content_type: str, body: bytes) -> bool:
    """Whether a POST's `body` is a mail program's one-click. Anything that cannot be read is not, and is no error."""
    if content_type.lower().lstrip().startswith("multipart/form-data"):
        return (FIELD, VALUE) in _parts(content_type, body)
    return (FIELD, VALUE) in parse_qsl(body.decode("ascii", "replace").strip())


def _parts(content_type: str, body: bytes) -> list[tuple[object, str]]:
    """(name, text) of each part of a form, which has the form of a MIME message (RFC 7578)."""
    head = f"Content-Type: {' '.join(content_type.split())}\r\n\r\n"
    form = message_from_bytes(head.encode("ascii", "replace") + body)
    parts = form.get_payload() if form.is_multipart() else []
    return [
        (part.get_param("name", header="content-disposition"), str(part.get_payload()).strip())
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, Message)
    ]
