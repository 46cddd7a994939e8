"""A digest that is too large for a mail, shortened: the longest articles end earlier, at a block."""

from collections.abc import Callable
from dataclasses import replace

from delivery.core.render.document import Article, Block, Document
from delivery.core.render.html import blocks_html


def shortened(document: Document, fits: Callable[[Document], bool]) -> Document:
    """The document itself if it fits, else the fullest form of it that does.

    Short articles stay whole; from the longest ones blocks are left out at the end, so that no article has more than
    its share. If even the headings alone do not fit, they are what is left.
    """
    if fits(document):
        return document
    sizes = tuple(_sizes(article.body) for article in document.articles)
    low, high = 0, max(map(sum, sizes), default=0)
    while high - low > 512:  # bytes: less than a paragraph
        middle = (low + high) // 2
        if fits(_within(document, sizes, middle)):
            low = middle
        else:
            high = middle
    return _within(document, sizes, low)


def _sizes(body: tuple[Block, ...]) -> tuple[int, ...]:
    return tuple(len(blocks_html((block,)).encode()) for block in body)


def _within(document: Document, sizes: tuple[tuple[int, ...], ...], limit: int) -> Document:
    pairs = zip(document.articles, sizes, strict=True)
    return replace(document, articles=tuple(_ended(article, blocks, limit) for article, blocks in pairs))


def _ended(article: Article, sizes: tuple[int, ...], limit: int) -> Article:
    """The article with as many blocks as `limit` bytes hold."""
    total, kept = 0, 0
    while kept < len(sizes) and total + sizes[kept] <= limit:
        total += sizes[kept]
        kept += 1
    if kept == len(article.body):
        return article
    return replace(article, body=article.body[:kept], shortened=True)
