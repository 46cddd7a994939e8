"""The body of an article as Markdown: what may not stand in it, and what it says on which line."""

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from delivery.core.editioncheck.fault import Notes
from delivery.core.editioncheck.source import has_forbidden
from delivery.core.render import markdown
from delivery.core.render.href import fault_of


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a heading: its visible words, and its lines as they were typed, the first of them `line`."""

    text: str
    line: int
    source: tuple[str, ...]
    quoted: bool = False

    def line_of(self, piece: str, start: int = 0) -> int:
        """The line that holds `piece`, searched from `start` lines below the first."""
        for number in range(start, len(self.source)):
            if piece in self.source[number]:
                return self.line + number
        return self.line + min(start, max(len(self.source) - 1, 0))


def passages_of(body: str, first_line: int, notes: Notes) -> tuple[Passage, ...]:
    """The passages of a Markdown text whose first line is `first_line` of the file; its faults are noted."""
    lines = body.split("\n")
    passages: list[Passage] = []
    line, quotes = first_line, 0
    for token in markdown.parser().parse(body):
        line = first_line + token.map[0] if token.map else line
        quotes += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        _note_block(token, line, notes)
        if token.type == "inline":
            span = token.map or [0, 0]
            passage = Passage(_text(token), line, tuple(lines[span[0] : span[1]]), quotes > 0)
            _note_inlines(token, passage, notes)
            passages.append(passage)
    if not any(passage.text.strip() for passage in passages):
        notes.error(first_line, "the article has no text", "Write its paragraphs below the front matter")
    return tuple(passages)


def _note_block(token: Token, line: int, notes: Notes) -> None:
    match token.type:
        case "html_block":
            what = f"raw HTML is not allowed: `{token.content.strip()[:40]}`"
            notes.error(line, what, "Write Markdown; write `\\<` for the sign itself")
        case "hr":
            notes.warning(line, "a horizontal rule is not shown to readers", "Use a heading (`## …`), or delete it")
        case "heading_open" if token.tag not in ("h2", "h3"):
            notes.warning(line, "only headings of the second and third level are shown", "Write `## …` or `### …`")
        case "blockquote_open" | "list_item_open" if token.level == markdown.NESTING_LIMIT:
            notes.error(line, "quotes and lists are nested too deep to be read", "Write them side by side")
        case _:
            pass


def _note_inlines(token: Token, passage: Passage, notes: Notes) -> None:
    for child, row in _rows(token):
        match child.type:
            case "html_inline":
                line = passage.line_of(child.content.split("\n")[0], row)
                what = f"raw HTML is not allowed: `{child.content[:40]}`"
                notes.error(line, what, "Write Markdown; write `\\<` for the sign itself")
            case "image":
                do = "Name it in the front matter: image, image_alt, image_caption"
                notes.error(passage.line_of("![", row), "a picture stands inside the text", do)
            case "link_open":
                _note_link(str(child.attrs.get("href", "")), row, passage, notes)
            case "text":
                _note_text(child.content, row, passage, notes)
            case _:
                pass


def _note_link(href: str, row: int, passage: Passage, notes: Notes) -> None:
    fault = fault_of(href)
    if fault:
        line = passage.line_of(f"({href}" if href else "(", row)
        notes.error(
            line, f"a link is broken: {fault}", "Write the full address, for example `https://example.org/page`"
        )


def _note_text(text: str, row: int, passage: Passage, notes: Notes) -> None:
    if "](" in text or "][" in text:
        do = "Write `[words](https://example.org/page)`, an address without spaces"
        notes.error(passage.line_of("]", row), "a link cannot be read and would be shown as it is typed", do)
    if has_forbidden(text):
        notes.error(passage.line_of("&#", row), "the line holds characters that are not seen", "Delete them")


def _rows(token: Token) -> Iterator[tuple[Token, int]]:
    """The inline tokens, each with its row in the passage (at the least: code that spans lines is not counted)."""
    row = 0
    for child in token.children or ():
        yield child, row
        row += 1 if child.type in ("softbreak", "hardbreak") else child.content.count("\n")


def _text(token: Token) -> str:
    """The visible words, without code and without addresses that are shown as they are."""
    parts: list[str] = []
    href = ""
    for child in token.children or ():
        if child.type == "link_open":
            href = str(child.attrs.get("href", ""))
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type == "text" and child.content not in (href, href.removeprefix("mailto:")):
            parts.append(child.content)
    return "".join(parts)
