"""Text with marks, as messengers have it: characters, and ranges of them that look or act differently.

Positions count code points here; `telegram` turns them into Telegram's UTF-16 units at the end.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from delivery.core.render.document import (
    Block,
    Break,
    Code,
    Emphasis,
    Heading,
    Inline,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Text,
)

Kinds: TypeAlias = frozenset[str]
PLAIN: Kinds = frozenset()

BULLETS = ("• ", "◦ ", "▪ ")
INDENT = "   "


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (excluded) are of the kind `type`, a Bot API entity type."""

    type: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Rich:
    """A text, its marks, and where it may be cut.

    `seams` are the best places for a cut, such as the beginnings of sections; nothing may be cut inside one of the
    `bonds` (start, end), such as a heading with the beginning of what it heads.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    seams: tuple[int, ...] = ()
    bonds: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Pen:
    """Writes a rich text from left to right."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark] = field(default_factory=list)
    seams: list[int] = field(default_factory=list)
    bonds: list[tuple[int, int]] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Adds characters."""
        self.pieces.append(text)
        self.length += len(text)

    def mark(self, kind: str, start: int, url: str | None = None) -> None:
        """Marks what was written since `start`; nothing, if nothing was, or if there is no `kind`."""
        if kind and start < self.length:
            self.marks.append(Mark(kind, start, self.length, url))

    def blocks(self, blocks: tuple[Block, ...], between: str = "\n\n", depth: int = 0, inside: Kinds = PLAIN) -> None:
        """Writes blocks with `between` between two; `depth` counts the lists, `inside` names the marks around them."""
        for number, block in enumerate(blocks):
            if number:
                self.write(between)
            self._block(block, depth, inside)

    def inlines(self, inlines: tuple[Inline, ...], inside: Kinds = PLAIN) -> None:
        """Writes inlines. Telegram knows no code inside other marks, and no mark inside its own kind."""
        for inline in inlines:
            match inline:
                case Text():
                    self.write(inline.text)
                case Break():
                    self.write("\n")
                case Code():
                    self._marked("code" if not inside else "", (Text(inline.text),), inside)
                case Strong():
                    self._marked("bold", inline.children, inside)
                case Emphasis():
                    self._marked("italic", inline.children, inside)
                case Link():
                    self._link(inline, inside)

    def rich(self) -> Rich:
        """What was written."""
        return Rich("".join(self.pieces), tuple(self.marks), tuple(self.seams), tuple(self.bonds))

    def _block(self, block: Block, depth: int, inside: Kinds) -> None:
        match block:
            case Heading():
                self._marked("bold", block.children, inside)
            case Paragraph():
                self.inlines(block.children, inside)
            case Quote():  # inside a folded quote, where Telegram allows no second one: in italics
                start = self.length
                self.blocks(block.blocks, "\n", depth, inside | {"italic"})
                self.mark("italic" if "italic" not in inside else "", start)
            case List():
                self._list(block, depth, inside)

    def _list(self, block: List, depth: int, inside: Kinds) -> None:
        for number, item in enumerate(block.items):
            if number:
                self.write("\n")
            bullet = BULLETS[min(depth, len(BULLETS) - 1)] if block.start is None else f"{block.start + number}. "
            self.write(INDENT * depth + bullet)
            self.blocks(item, "\n", depth + 1, inside)

    def _marked(self, kind: str, children: tuple[Inline, ...], inside: Kinds, url: str | None = None) -> None:
        start = self.length
        self.inlines(children, inside | {kind})
        self.mark(kind if kind not in inside else "", start, url)

    def _link(self, link: Link, inside: Kinds) -> None:
        if not link.href.startswith("mailto:"):
            self._marked("text_link", link.children, inside, link.href)
            return
        # Telegram has links to pages only; an address that stands in the text becomes active by itself.
        address = link.href.removeprefix("mailto:").partition("?")[0]
        first = len(self.pieces)
        self.inlines(link.children, inside)
        if address not in "".join(self.pieces[first:]):
            self.write(f" ({address})")
