"""Telegram counts text in UTF-16 units: how offsets in units and positions in a Python string belong together."""

from bisect import bisect_left
from itertools import accumulate


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


class Ruler:
    """Finds positions by units in one text."""

    def __init__(self, text: str) -> None:
        self._starts = list(accumulate((1 + (char > "\uffff") for char in text), initial=0))

    @property
    def units(self) -> int:
        """The length in units."""
        return self._starts[-1]

    def index(self, offset: int) -> int | None:
        """The position in the string; None inside a surrogate pair or outside the text."""
        index = bisect_left(self._starts, offset)
        return index if index < len(self._starts) and self._starts[index] == offset else None

    def offset(self, index: int) -> int:
        """The offset in units of a position in the string."""
        return self._starts[index]
