"""Blocks → HTML, for mail and web alike: plain elements, escaped; how they look is the templates' business."""

from markupsafe import Markup, escape

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


def blocks_html(blocks: tuple[Block, ...]) -> Markup:
    """The blocks of an article, one below the other; its own headings are h3 and h4, below its title's h2."""
    return Markup("\n").join(map(_block, blocks))


def _block(block: Block) -> Markup:
    match block:
        case Heading():
            return Markup("<h{0}>{1}</h{0}>").format(block.level + 1, inlines_html(block.children))
        case Paragraph():
            return Markup("<p>{}</p>").format(inlines_html(block.children))
        case Quote():
            return Markup("<blockquote>{}</blockquote>").format(blocks_html(block.blocks))
        case List():
            return _list(block)


def _list(block: List) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(_item(item)) for item in block.items)
    if block.start is None:
        return Markup("<ul>{}</ul>").format(items)
    start = "" if block.start == 1 else Markup(' start="{}"').format(block.start)
    return Markup("<ol{}>{}</ol>").format(start, items)


def _item(blocks: tuple[Block, ...]) -> Markup:
    """An item of one paragraph stands without the paragraph's space around it."""
    if blocks and isinstance(blocks[0], Paragraph):
        return inlines_html(blocks[0].children) + blocks_html(blocks[1:])
    return blocks_html(blocks)


def inlines_html(inlines: tuple[Inline, ...]) -> Markup:
    """The words of a paragraph or a heading."""
    return Markup("").join(map(_inline, inlines))


def _inline(inline: Inline) -> Markup:
    match inline:
        case Text():
            return escape(inline.text)
        case Break():
            return Markup("<br>")
        case Code():
            return Markup("<code>{}</code>").format(inline.text)
        case Strong():
            return Markup("<strong>{}</strong>").format(inlines_html(inline.children))
        case Emphasis():
            return Markup("<em>{}</em>").format(inlines_html(inline.children))
        case Link():
            return Markup('<a href="{}">{}</a>').format(inline.href, inlines_html(inline.children))
