"""The channels a digest leaves by."""

from enum import StrEnum


class ChannelName(StrEnum):
    """A way to a reader."""

    TELEGRAM = "telegram"
    EMAIL = "email"
