"""The lines between `---` and `---` at the top of an article: its keys, and where the body begins."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from delivery.core.edition import Trend
from delivery.core.editioncheck import strictyaml
from delivery.core.editioncheck.fault import Notes
from delivery.core.editioncheck.strictyaml import Scalar
from delivery.core.editioncheck.suggest import instead

REQUIRED = ("topic", "trend", "title")
OPTIONAL = ("image", "image_alt", "image_caption")
LINE_LIMIT = 64  # six keys need no more; a larger block is a forgotten `---`

# Characters: what a mail's heading, a caption and a screen reader can carry.
LENGTH_LIMITS: Mapping[str, int] = {"title": 200, "image_alt": 500, "image_caption": 300}

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The readable values by key, and the body with the line at which it begins."""

    body: str
    body_line: int
    values: Mapping[str, Scalar] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The value of `key`, empty where it is not given."""
        return self.values[key].text if key in self.values else ""

    def line(self, key: str) -> int:
        """The line of `key`'s value, or of the front matter where it is not given."""
        return self.values[key].line if key in self.values else 1

    @property
    def trend(self) -> Trend | None:
        """The trend, if it is one."""
        text = self.text("trend")
        return Trend(text) if text in frozenset(Trend) else None


def front_matter(text: str, notes: Notes) -> FrontMatter:
    """The front matter of an article and its body; what is wrong with it is noted."""
    lines = text.split("\n")
    end = _end_of(lines)
    if end is None:
        what = "the front matter has no end" if lines[0].rstrip() == _FENCE else "the front matter is missing"
        notes.error(1, what, "Begin the file with a line `---`, then topic, trend and title, then a line `---`")
        return FrontMatter(text, 1)
    found = strictyaml.read("\n".join(lines[1:end]), 2, notes)
    values = _values(found, notes) if found else {}
    return FrontMatter("\n".join(lines[end + 1 :]), end + 2, values)


def _end_of(lines: list[str]) -> int | None:
    if lines[0].rstrip() != _FENCE:
        return None
    return next((n for n, line in enumerate(lines[1:LINE_LIMIT], 1) if line.rstrip() == _FENCE), None)


def _values(found: strictyaml.Map, notes: Notes) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {}
    for key, value in found.items:
        if key.text not in REQUIRED + OPTIONAL:
            notes.error(key.line, f"the key `{key.text[:40]}` is unknown", instead(key.text, REQUIRED + OPTIONAL))
        elif isinstance(value, strictyaml.Map):
            notes.error(value.line, f"the key `{key.text}` holds several values", "Write one value")
        elif value.readable:
            values[key.text] = value
    refused = {key.text for key, _ in found.items} - values.keys()
    _note_values(values, refused, notes)
    return values


def _note_values(values: Mapping[str, Scalar], refused: set[str], notes: Notes) -> None:
    for key in REQUIRED:
        if key not in values and key not in refused:
            notes.error(1, f"the key `{key}` is missing", f"Write a line `{key}: …` between the lines `---`")
    for key, value in values.items():
        if not value.text:
            notes.error(value.line, f"the key `{key}` is empty", "Write its value" + _or_delete(key))
        elif len(value.text) > LENGTH_LIMITS.get(key, len(value.text)):
            limit = LENGTH_LIMITS[key]
            notes.error(value.line, f"`{key}` is {len(value.text)} characters long", f"Shorten it to {limit}")
    trend = values.get("trend")
    if trend is not None and trend.text and trend.text not in frozenset(Trend):
        notes.error(trend.line, f"the trend `{trend.text[:40]}` is unknown", instead(trend.text, list(Trend)))


def _or_delete(key: str) -> str:
    return "" if key in REQUIRED else ", or delete the line"
