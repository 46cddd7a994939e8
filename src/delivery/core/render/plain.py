"""A document → plain text: what a mail's text part says, the same as its HTML part."""

from delivery.core.render.document import (
    Article,
    Block,
    Break,
    Code,
    Document,
    Emphasis,
    Heading,
    Image,
    Inline,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Text,
)
from delivery.core.words import Words

RULE = "—" * 24


def document_text(document: Document, words: Words, web_url: str) -> str:
    """The digest in plain text, with paragraphs on one line each; shortened articles point to `web_url`."""
    glance = "\n".join(f"{m.sign} {m.topic}: {m.sentence}" for m in document.glance)
    head = "\n".join(filter(None, (document.title, document.dates)))
    articles = (_article(article, words, web_url) for article in document.articles)
    return "\n\n".join(filter(None, (head, document.note, glance, *articles)))


def blocks_text(blocks: tuple[Block, ...]) -> str:
    """Blocks with an empty line between two."""
    return "\n\n".join(map(_block, blocks))


def _article(article: Article, words: Words, web_url: str) -> str:
    topic = f"{article.movement.sign} {article.movement.topic}: {article.movement.sentence}"
    parts = [RULE, topic, article.title, article.note]
    if article.image is not None:
        parts.append(_picture(article.image, words))
    parts.append(blocks_text(article.body))
    if article.shortened:
        parts.append(f"{words.gettext('Read more')}: {web_url}")
    return "\n\n".join(filter(None, parts))


def _picture(image: Image, words: Words) -> str:
    alt = words.gettext("Picture: %(text)s") % {"text": image.alt}
    return f"[{alt}]\n{image.caption}".rstrip()


def _block(block: Block) -> str:
    match block:
        case Heading() | Paragraph():
            return _inlines(block.children)
        case Quote():
            return _prefixed(blocks_text(block.blocks), "> ", "> ")
        case List():
            return "\n".join(_item(block, number) for number in range(len(block.items)))


def _item(block: List, number: int) -> str:
    bullet = "- " if block.start is None else f"{block.start + number}. "
    return _prefixed("\n".join(map(_block, block.items[number])), bullet, " " * len(bullet))


def _prefixed(text: str, first: str, others: str) -> str:
    return first + text.replace("\n", "\n" + others)


def _inlines(inlines: tuple[Inline, ...]) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Text() | Code():
            return inline.text
        case Break():
            return "\n"
        case Strong() | Emphasis():
            return _inlines(inline.children)
        case Link():
            words, address = _inlines(inline.children), inline.href.removeprefix("mailto:")
            return words if words in (inline.href, address) else f"{words} <{address}>"
