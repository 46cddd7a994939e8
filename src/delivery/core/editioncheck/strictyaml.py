"""The part of YAML that editions use: maps of plain values, with the line of each. Nothing else of the language.

Anchors, aliases, tags, lists and repeated keys are refused: they hide what a file says. Values stay the text that was
typed, so that `no` is not False and `2024-01-15` is not a date. The parser's events are read one by one, and no deeper
than the limit: a hostile file costs no time and no stack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from delivery.core.editioncheck.fault import Notes
from delivery.core.editioncheck.source import has_forbidden

DEPTH_LIMIT = 2  # topics.yaml: topics, and the names of each
NESTING_LIMIT = 20  # what is read in order to be refused; the parser's time grows with the cube of the nesting

_SPACES = re.compile(r"[ \t\n]+")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it was typed; `line` counts in the file. One whose fault is noted already is not `readable`."""

    text: str
    line: int
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Map:
    """Keys with their values, in their order; `line` counts in the file."""

    items: tuple[tuple[Scalar, "Value"], ...]
    line: int


Value: TypeAlias = Scalar | Map


def read(text: str, first_line: int, notes: Notes) -> Map | None:
    """The map that `text` holds, whose first line is `first_line` of the file; None with an error if it holds none."""
    try:
        return _Reader(first_line, notes).document(_shallow(yaml.parse(text, Loader=yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        notes.error(line, f"this is not valid YAML: {error.problem or error.context}", _KEY_AND_VALUE)
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # an escape or a number out of range
        notes.error(first_line, f"this is not valid YAML: {str(error)[:120]}", _KEY_AND_VALUE)
    return None


_KEY_AND_VALUE = "Write `key: value` on a line, the value in double quotes if it has a colon"


class _Reader:
    """Walks the parser's events; notes what is refused and reads on."""

    def __init__(self, first_line: int, notes: Notes) -> None:
        self.first_line, self.notes = first_line, notes

    def document(self, events: Iterator[yaml.Event]) -> Map | None:
        found: Map | None = None
        for event in events:
            if isinstance(event, yaml.MappingStartEvent) and found is None:
                found = self._map(event, events, depth=1)
            elif isinstance(event, yaml.DocumentStartEvent) and found is not None:
                self.notes.error(self._line(event), "a second YAML document begins here", "Delete the line `---`")
        if found is None:
            self.notes.error(self.first_line, "no keys are given", _KEY_AND_VALUE)
        return found

    def _map(self, start: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Map:
        self._note_marks(start)
        items: dict[str, tuple[Scalar, Value]] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key, value = self._scalar(event, events), self._value(next(events), events, depth)
            if key.text in items and key.readable:
                self.notes.error(key.line, f"the key `{key.text[:40]}` stands here twice", "Delete one of the two")
            items.setdefault(key.text, (key, value))
        return Map(tuple(item for item in items.values() if item[0].readable), self._line(start))

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Value:
        if isinstance(event, yaml.MappingStartEvent) and depth < DEPTH_LIMIT:
            return self._map(event, events, depth + 1)
        return self._scalar(event, events)

    def _scalar(self, event: yaml.Event, events: Iterator[yaml.Event]) -> Scalar:
        line = self._line(event)
        readable = self._note_marks(event)
        if isinstance(event, yaml.CollectionStartEvent):
            _skip(events)
            self.notes.error(line, "a single value is expected here", "Write `key: value`, without lists")
            return Scalar("", line, readable=False)
        text = getattr(event, "value", "")
        if has_forbidden(text):
            self.notes.error(line, "the value holds characters that are not seen", "Delete them")
            readable = False
        return Scalar(_SPACES.sub(" ", text).strip(), line, readable)

    def _note_marks(self, event: yaml.Event) -> bool:
        """Notes an alias, an anchor or a tag; False if there is one."""
        marks = {
            "alias (`*`)": isinstance(event, yaml.AliasEvent),
            "anchor (`&`)": isinstance(event, yaml.NodeEvent) and bool(event.anchor),
            "tag (`!`)": getattr(event, "tag", None) is not None,
        }
        if marks["alias (`*`)"]:
            marks["anchor (`&`)"] = False  # PyYAML keeps the alias's name there
        found = [name for name, is_there in marks.items() if is_there]
        for name in found:
            self.notes.error(self._line(event), f"a YAML {name} is not allowed", "Write the value itself, in quotes")
        return not found

    def _line(self, event: yaml.Event) -> int:
        return self.first_line + (event.start_mark.line if event.start_mark else 0)


def _shallow(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """The same events. Raises YAMLError where they nest too deep."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > NESTING_LIMIT:
            raise yaml.YAMLError("it is nested too deep")
        yield event


def _skip(events: Iterator[yaml.Event]) -> None:
    """Reads to the end of a collection whose start was read."""
    depth = 1
    while depth:
        event = next(events)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
