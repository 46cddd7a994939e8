"""A mail as bytes: compiled once per campaign and language, filled per reader in microseconds."""

from delivery.core.mime.address import UnusableAddress, wire_address
from delivery.core.mime.headers import UnsafeHeader
from delivery.core.mime.slots import MarkerLost, SlotMissing
from delivery.core.mime.template import (
    UNSUBSCRIBE_MAILTO,
    UNSUBSCRIBE_URL,
    MailFrame,
    MailTemplate,
    compile_mail,
    fill,
)

__all__ = [
    "UNSUBSCRIBE_MAILTO",
    "UNSUBSCRIBE_URL",
    "MailFrame",
    "MailTemplate",
    "MarkerLost",
    "SlotMissing",
    "UnsafeHeader",
    "UnusableAddress",
    "compile_mail",
    "fill",
    "wire_address",
]
