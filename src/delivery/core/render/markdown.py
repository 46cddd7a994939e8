"""Markdown as editors write it → blocks. What an edition may not hold (raw HTML, pictures) is shown as text.

The parser is CommonMark (https://spec.commonmark.org/0.31.2/) without the two kinds of code blocks: a paragraph that
happens to be indented stays a paragraph.
"""

from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

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
from delivery.core.render.href import fault_of

NESTING_LIMIT = 8  # of blocks; CommonMark's parser drops what is nested deeper than 20


@cache
def parser() -> MarkdownIt:
    """The one configuration of the parser: what is checked is what is shown.

    Links come out as they were typed, the forbidden ones too, so that the check can name them.
    """
    markdown = MarkdownIt("commonmark").disable(["code", "fence"])
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return markdown


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text. Never raises: unknown marks are text."""
    return _blocks(iter(parser().parse(text)), end="")


def _blocks(tokens: Iterator[Token], end: str) -> tuple[Block, ...]:
    """Blocks up to the token `end`, which is consumed."""
    found: list[Block] = []
    for token in tokens:
        if token.type == end:
            break
        block = _block(token, tokens)
        if block is not None:
            found.append(block)
    return tuple(found)


def _block(token: Token, tokens: Iterator[Token]) -> Block | None:
    match token.type:
        case "heading_open":
            return Heading(min(max(int(token.tag[1]), 2), 3), _inlines_up_to(tokens, "heading_close"))
        case "paragraph_open":
            return Paragraph(_inlines_up_to(tokens, "paragraph_close"))
        case "blockquote_open":
            return Quote(_blocks(tokens, "blockquote_close"))
        case "bullet_list_open" | "ordered_list_open":
            return List(_items(tokens, token.type.replace("open", "close")), start=_first_number(token))
        case "html_block":
            return Paragraph((Text(token.content.strip()),))
        case _:  # a horizontal rule
            return None


def _first_number(token: Token) -> int | None:
    return int(token.attrs.get("start", 1)) if token.tag == "ol" else None


def _items(tokens: Iterator[Token], end: str) -> tuple[tuple[Block, ...], ...]:
    items: list[tuple[Block, ...]] = []
    for token in tokens:
        if token.type == end:
            break
        items.append(_blocks(tokens, "list_item_close"))
    return tuple(items)


def _inlines_up_to(tokens: Iterator[Token], end: str) -> tuple[Inline, ...]:
    children: list[Token] = []
    for token in tokens:
        if token.type == end:
            break
        children.extend(token.children or ())
    return _inlines(children)


def _inlines(tokens: Sequence[Token]) -> tuple[Inline, ...]:
    """A tree of the flat tokens, built on a stack: emphasis may be nested a thousand times in a hostile text."""
    stack: list[_Open] = [_Open("")]
    for token in tokens:
        if token.type.endswith("_open"):
            stack.append(_opened(token, stack))
        elif token.type.endswith("_close"):
            done = stack.pop()
            stack[-1].add(*done.closed())
        else:
            stack[-1].add(_leaf(token))
    return tuple(stack[0].children)


def _leaf(token: Token) -> Inline:
    match token.type:
        case "code_inline":
            return Code(token.content)
        case "softbreak":
            return Text(" ")
        case "hardbreak":
            return Break()
        case _:  # text, raw HTML, and a picture's alternative text
            return Text(token.content)


class _Open:
    """A mark that was opened and is not yet closed; `kind` is empty for one that changes nothing."""

    def __init__(self, kind: str, href: str = "") -> None:
        self.kind, self.href = kind, href
        self.children: list[Inline] = []

    def add(self, *inlines: Inline) -> None:
        for inline in inlines:
            last = self.children[-1] if self.children else None
            if isinstance(inline, Text) and isinstance(last, Text):
                self.children[-1] = Text(last.text + inline.text)
            elif inline != Text(""):
                self.children.append(inline)

    def closed(self) -> tuple[Inline, ...]:
        children = tuple(self.children)
        match self.kind:
            case "strong" if children:
                return (Strong(children),)
            case "em" if children:
                return (Emphasis(children),)
            case "link" if children:
                return (Link(self.href, children),)
            case _:
                return children


def _opened(token: Token, stack: Sequence[_Open]) -> _Open:
    kind = token.type.removesuffix("_open")
    href = str(token.attrs.get("href", ""))
    already = any(mark.kind == kind for mark in stack)
    refused = kind == "link" and fault_of(href) is not None
    return _Open("" if already or refused else kind, href)
