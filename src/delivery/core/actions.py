"""What the buttons under a digest ask for; the data is stateless, so that a message of half a year ago still works."""

from enum import StrEnum


class Action(StrEnum):
    """Callback data of the standing buttons; ≤ 64 bytes each, and never given another meaning."""

    LANGUAGE = "digest:language"
    PAUSE = "digest:pause"
    UNSUBSCRIBE = "digest:unsubscribe"
