"""A text as a message holds it: parsed, trimmed, measured and marked. The limits are those of telegram.md."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.client.default import Default
from aiogram.types import MessageEntity

from delivery.sandbox.botapi import entities, markup_html
from delivery.sandbox.botapi.answers import Json, bad
from delivery.sandbox.botapi.utf16 import Ruler, units
from delivery.sandbox.botapi.wire import dump, given

TEXT = 4096
"""Characters of a text after parsing, counted in code points."""
CAPTION = 1024
"""Characters of a caption after parsing."""
RAW_BYTES = 32_768
"""Bytes of a text before parsing."""


@dataclass(frozen=True, slots=True)
class Rich:
    """Plain text and its entities, offsets in UTF-16 units."""

    text: str
    entities: Sequence[Json] = ()

    def fields(self, text: str, marks: str) -> Json:
        """The fields of a message: `text` and `entities`, or `caption` and `caption_entities`."""
        if not self.text:
            return {}
        return {text: self.text} | ({marks: list(self.entities)} if self.entities else {})


def body(text: str | None, mode: str | Default | None, marks: Sequence[MessageEntity] | None) -> Rich:
    """The text of a message: 1 to 4096 characters. Raises 400."""
    if text is None:
        raise bad("message text is empty")
    rich = _rich(text, mode, marks)
    if not rich.text:
        raise bad("text must be non-empty")
    if len(rich.text) > TEXT:
        raise bad("message is too long")
    return rich


def caption(text: str | None, mode: str | Default | None, marks: Sequence[MessageEntity] | None) -> Rich:
    """The caption of a picture or a file: 0 to 1024 characters. Raises 400."""
    rich = _rich(text or "", mode, marks)
    if len(rich.text) > CAPTION:
        raise bad("message caption is too long")
    return rich


def typed(text: str) -> Rich:
    """What a person types: plain, with the marks that the server finds."""
    return _trimmed(text, [])


def _rich(text: str, mode: str | Default | None, marks: Sequence[MessageEntity] | None) -> Rich:
    if len(text.encode("utf-8", "surrogatepass")) > RAW_BYTES:
        raise bad("text is too long")
    if marks:
        return _trimmed(text, [dump(mark) for mark in marks])
    match given(mode):
        case None:
            return _trimmed(text, [])
        case str() as name if name.lower() == "html":
            return _trimmed(*markup_html.parse(text))
        case str() as name if name.lower() in ("markdown", "markdownv2"):
            raise bad("this simulator reads no Markdown; send HTML or entities")
    raise bad("unsupported parse_mode")


def _trimmed(text: str, marks: Sequence[Json]) -> Rich:
    """White space at both ends goes, as on the real server; then at most 100 entities stay."""
    ordered = entities.check(marks, Ruler(text))
    kept = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    ruler = Ruler(kept)
    own = entities.shifted(ordered, lead, ruler.units)[: entities.MOST]
    both = own + entities.found(kept, ruler, own)[: entities.MOST - len(own)]
    return Rich(kept, sorted(both, key=lambda entity: (entity["offset"], -entity["length"])))
