"""A document → Telegram messages: text with entities, so that nothing is escaped and no markup can break.

The week and all trends stand on top; each article shows its topic and title, and its body folds up in an expandable
quote. The limits are those of the Bot API (https://core.telegram.org/bots/api#sendmessage), see `core.message`.
"""

from delivery.core.message import TELEGRAM_ENTITY_LIMIT, TELEGRAM_TEXT_LIMIT, Button, Entity, TextPart
from delivery.core.render.document import Article, Document, Image, Movement
from delivery.core.render.rich import Pen, Rich
from delivery.core.render.split import split, units
from delivery.core.words import Words

FOLDED = "expandable_blockquote"
BOND = 200  # characters of an article that stay with its heading, about three lines: what a folded quote shows


def parts(document: Document, words: Words, buttons: tuple[tuple[Button, ...], ...] = ()) -> tuple[TextPart, ...]:
    """The messages of a digest, at least one; `buttons` are rows under the last of them."""
    pieces = split(rich_text(document, words), TELEGRAM_TEXT_LIMIT, TELEGRAM_ENTITY_LIMIT)
    plain = tuple(TextPart(piece.text, _entities(piece)) for piece in pieces)
    last = TextPart(plain[-1].text, plain[-1].entities, buttons)
    return (*plain[:-1], last)


def rich_text(document: Document, words: Words) -> Rich:
    """The whole digest as one text, before it is cut."""
    pen = Pen()
    _bold(pen, document.title)
    pen.write("\n" + document.dates)
    if document.note:
        pen.write("\n\n" + document.note)
    for number, movement in enumerate(document.glance):
        pen.write("\n" if number else "\n\n")
        _glance(pen, movement)
    for article in document.articles:
        pen.write("\n\n")
        _article(pen, article, words)
    return pen.rich()


def _glance(pen: Pen, movement: Movement) -> None:
    pen.write(f"{movement.sign} {movement.topic} · {movement.sentence}")


def _article(pen: Pen, article: Article, words: Words) -> None:
    start = pen.length
    pen.seams.append(start)
    pen.write(f"{article.movement.sign} {article.movement.topic}\n")
    _bold(pen, article.title)
    pen.write("\n")
    if article.note:
        _italic(pen, article.note)
        pen.write("\n")
    body = pen.length
    pen.blocks(article.body)
    if article.image is not None:
        _picture(pen, article.image, words)
    pen.mark(FOLDED, body)
    pen.bonds.append((start, min(body + BOND, pen.length)))


def _picture(pen: Pen, image: Image, words: Words) -> None:
    """What is to be seen on a picture that does not travel with the text."""
    pen.write("\n\n")
    _italic(pen, words.gettext("Picture: %(text)s") % {"text": image.alt})
    if image.caption:
        pen.write("\n" + image.caption)


def _bold(pen: Pen, text: str) -> None:
    start = pen.length
    pen.write(text)
    pen.mark("bold", start)


def _italic(pen: Pen, text: str) -> None:
    start = pen.length
    pen.write(text)
    pen.mark("italic", start)


def _entities(piece: Rich) -> tuple[Entity, ...]:
    """The marks in UTF-16 units, the outer ones first, as the Bot API orders them."""
    at = [0]
    for character in piece.text:
        at.append(at[-1] + units(character))
    ordered = sorted(piece.marks, key=lambda mark: (mark.start, -mark.end))
    return tuple(Entity(mark.type, at[mark.start], at[mark.end] - at[mark.start], mark.url) for mark in ordered)
