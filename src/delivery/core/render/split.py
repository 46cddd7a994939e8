"""A long text cut into parts that a messenger takes: at seams, blocks, lines, sentences, words, at last at characters.

No cut falls inside a mark unless the mark is longer than a part (then it is closed and opened again), none between a
heading and the beginning of its text, and none inside what a reader sees as one character: a flag, a joined emoji, a
letter with its accents. White space at a cut is dropped, because Telegram drops it too.
"""

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import regex

from delivery.core.render.rich import Mark, Rich

_CLUSTER = regex.compile(r"\X")
_BLOCK = re.compile(r"\n\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"[.!?…][»”\"’)\]]*\s+")
_WORD = re.compile(r"\s+")


def units(character: str) -> int:
    """UTF-16 units of one character: two beyond the basic plane."""
    return 2 if character > "\uffff" else 1


def split(rich: Rich, unit_limit: int, mark_limit: int) -> tuple[Rich, ...]:
    """The parts of a text, each of at most `unit_limit` UTF-16 units and `mark_limit` marks, none of them empty."""
    cutter = _Cutter(rich, unit_limit, mark_limit)
    return tuple(piece for piece in _pieces(rich, cutter.cuts()) if piece.text)


def _pieces(rich: Rich, cuts: Iterable[tuple[int, int]]) -> Iterator[Rich]:
    """The text between the cuts; each mark is looked at only where it is open."""
    waiting = deque(sorted(rich.marks, key=lambda mark: mark.start))
    open_marks: list[Mark] = []
    for start, end in cuts:
        while waiting and waiting[0].start < end:
            open_marks.append(waiting.popleft())
        yield _piece(rich.text, open_marks, start, end)
        open_marks = [mark for mark in open_marks if mark.end > end]


def _piece(text: str, marks: Iterable[Mark], start: int, end: int) -> Rich:
    """The text from `start` to `end` without the white space around it, with what `marks` cover there."""
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = max(first, end - len(piece) + len(piece.rstrip()))
    clipped = (Mark(m.type, max(m.start, first) - first, min(m.end, last) - first, m.url) for m in marks)
    return Rich(text[first:last], tuple(mark for mark in clipped if mark.start < mark.end))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where a text may be cut, the best kinds first; the last kind is every visible character."""

    kinds: tuple[tuple[int, ...], ...]
    clusters: tuple[int, ...]


def _places(rich: Rich) -> _Places:
    clusters = tuple(match.end() for match in _CLUSTER.finditer(rich.text))
    whole = frozenset(clusters)

    def after(pattern: re.Pattern[str]) -> Iterator[int]:
        return (match.end() for match in pattern.finditer(rich.text))

    kinds: tuple[Iterable[int], ...] = (rich.seams, *map(after, (_BLOCK, _LINE, _SENTENCE, _WORD)))
    return _Places(tuple(tuple(at for at in kind if at in whole) for kind in kinds), clusters)


class _Spans:
    """Ranges that no cut may fall into, joined where they overlap, so that one look tells."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if self.ends and start < self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def cut_by(self, place: int) -> bool:
        """Whether `place` is inside a range, not at one of its ends."""
        index = bisect_left(self.starts, place) - 1
        return index >= 0 and place < self.ends[index]


class _Cutter:
    def __init__(self, rich: Rich, unit_limit: int, mark_limit: int) -> None:
        self.rich, self.unit_limit, self.mark_limit = rich, unit_limit, mark_limit
        self.units = tuple(accumulate(map(units, rich.text), initial=0))
        self.mark_starts = sorted(mark.start for mark in rich.marks)
        self.mark_ends = sorted(mark.end for mark in rich.marks)
        self.places = _places(rich)
        self.whole = _Spans(self._kept_whole())

    def cuts(self) -> Iterator[tuple[int, int]]:
        """The parts as (start, end), from left to right."""
        start = 0
        while start < len(self.rich.text):
            end = self._furthest(start)
            if end < len(self.rich.text):
                end = self._best(start, end)
            yield start, end
            start = end

    def _furthest(self, start: int) -> int:
        """The last end that keeps both limits."""
        by_units = bisect_right(self.units, self.units[start] + self.unit_limit) - 1
        ahead = bisect_left(self.mark_starts, start)
        still_open = ahead - bisect_right(self.mark_ends, start)
        too_many = ahead + self.mark_limit - still_open
        by_marks = self.mark_starts[too_many] if too_many < len(self.mark_starts) else by_units
        return max(start + 1, min(by_units, by_marks))

    def _best(self, start: int, end: int) -> int:
        """The best cut after `start` and not after `end`: of the best kind that fills half a part, or of any kind."""
        half = start + (end - start) // 2
        for first in (half, start):
            for kind in self.places.kinds:
                found = self._last(kind, first, end)
                if found is not None:
                    return found
        clusters = self.places.clusters
        return self._last(clusters, start, end) or _last(clusters, start, end) or end

    def _last(self, places: tuple[int, ...], start: int, end: int) -> int | None:
        """The last of `places` in (start, end] that cuts nothing which is to be kept whole."""
        for index in range(bisect_right(places, end) - 1, -1, -1):
            if places[index] <= start:
                return None
            if not self.whole.cut_by(places[index]):
                return places[index]
        return None

    def _kept_whole(self) -> Iterator[tuple[int, int]]:
        """Bonds, and the marks that fit into one part together with what leads to them."""
        yield from (bond for bond in self.rich.bonds if self._fits(*bond))
        for mark in self.rich.marks:
            lead = min((first for first, last in self.rich.bonds if first <= mark.start < last), default=mark.start)
            if self._fits(lead, mark.end):
                yield mark.start, mark.end

    def _fits(self, start: int, end: int) -> bool:
        inside = bisect_left(self.mark_starts, end) - bisect_right(self.mark_ends, start)
        return self.units[end] - self.units[start] <= self.unit_limit and inside <= self.mark_limit


def _last(places: tuple[int, ...], start: int, end: int) -> int | None:
    """The last of `places` in (start, end]."""
    index = bisect_right(places, end) - 1
    return places[index] if index >= 0 and places[index] > start else None
