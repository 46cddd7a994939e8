"""Formatting by entities: which sets of entities the API takes, and which it finds by itself in the text.

Where the real server quietly repairs overlapping entities or cuts those that reach over the end, the simulator
refuses them: they are mistakes of the sender, and a test should see them.
"""

import re
from collections.abc import Iterable, Sequence

from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.utf16 import Ruler

MOST = 100
"""Entities per message; the server drops the rest without a word (telegram.md, Content)."""

LEAVES = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]»])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)(?![\w/])"
    r"|(?<![\w.@-])(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@])(?P<mention>@[A-Za-z]\w{3,31})(?!\w)"
)


def check(entities: Iterable[Json], ruler: Ruler) -> list[Json]:
    """The entities in order. Raises 400 if one lies outside the text, splits a character or overlaps another."""
    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    open_ones: list[Json] = []
    for entity in ordered:
        _check_place(entity, ruler)
        open_ones = [outer for outer in open_ones if _end(outer) > entity["offset"]]
        for outer in open_ones:
            _check_pair(outer, entity)
        open_ones.append(entity)
    return ordered


def _check_place(entity: Json, ruler: Ruler) -> None:
    if entity["offset"] < 0 or entity["length"] <= 0 or _end(entity) > ruler.units:
        raise bad(
            f"entity {entity['type']} at offset {entity['offset']} with length {entity['length']} "
            f"is outside of the text of {ruler.units} UTF-16 units"
        )
    for what, offset in (("begins", entity["offset"]), ("ends", _end(entity))):
        if ruler.index(offset) is None:
            raise bad(f"entity {what} in a middle of a UTF-16 symbol at offset {offset}")


def _check_pair(outer: Json, inner: Json) -> None:
    if _end(inner) > _end(outer):
        raise bad(f"entities {outer['type']} and {inner['type']} overlap at offset {inner['offset']}")
    if outer["type"] in LEAVES or (inner["type"] in LEAVES and (outer["offset"], _end(outer)) == _span(inner)):
        raise bad(f"entity {inner['type']} can't be nested with {outer['type']} at offset {inner['offset']}")
    if outer["type"] in QUOTES and inner["type"] in QUOTES:
        raise bad(f"block quotes can't be nested, at offset {inner['offset']}")


def found(text: str, ruler: Ruler, taken: Sequence[Json]) -> list[Json]:
    """Links, commands, addresses and mentions that the server marks by itself where nothing else is marked."""
    marks = [
        {"type": match.lastgroup, "offset": ruler.offset(match.start()),
         "length": ruler.offset(match.end()) - ruler.offset(match.start())}
        for match in FOUND.finditer(text)
    ]  # fmt: skip
    blocking = [entity for entity in taken if entity["type"] in LEAVES | {"text_link", "text_mention"}]
    return [mark for mark in marks if not any(_touch(mark, other) for other in blocking)]


def shifted(entities: Iterable[Json], by: int, length: int) -> list[Json]:
    """The entities after `by` units were cut from the start and all but `length` of the rest from the end."""
    moved = []
    for entity in entities:
        start, end = max(0, entity["offset"] - by), min(length, _end(entity) - by)
        if end > start:
            moved.append(entity | {"offset": start, "length": end - start})
    return moved


def _touch(one: Json, other: Json) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _span(entity: Json) -> tuple[int, int]:
    return entity["offset"], _end(entity)


def _end(entity: Json) -> int:
    end: int = entity["offset"] + entity["length"]
    return end
