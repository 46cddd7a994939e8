"""A document → a mail: HTML and text of the same content, with the pictures inside.

Nothing in it is loaded from outside, so that reading tells nobody who reads. Gmail clips HTML at about 102 KB: a larger
digest is shortened at blocks and points to the web page.
"""

from delivery.core.edition import Trend
from delivery.core.message import InlinePicture, MailContent
from delivery.core.render.document import Document, Image
from delivery.core.render.letter import foot_text, inlined, plain, promises, slot_address
from delivery.core.render.plain import document_text
from delivery.core.render.shorten import shortened
from delivery.core.render.template import render
from delivery.core.words import Words

HTML_LIMIT = 98_000  # bytes of the part before its slots are filled; with them it stays under 100 KB
PICTURE_WIDTH = 536  # pixels: the column without its padding


def mail(document: Document, words: Words, web_url: str) -> MailContent:
    """The week's mail in one language; `web_url` is the page that shows the whole edition."""
    fitting = shortened(document, lambda shorter: len(_html(shorter, words, web_url).encode()) <= HTML_LIMIT)
    return MailContent(
        subject=_subject(fitting),
        text=_text(fitting, words, web_url),
        html=_html(fitting, words, web_url),
        pictures=_pictures(fitting),
    )


def content_id(image: Image) -> str:
    """The name by which the HTML calls an attached picture."""
    return f"{image.picture.sha256[:24]}@picture"


def shown_size(image: Image) -> tuple[int, int]:
    """Width and height on the page: never wider than the column, never enlarged."""
    width = min(PICTURE_WIDTH, image.picture.width)
    return width, max(1, round(image.picture.height * width / image.picture.width))


def lead(document: Document, words: Words) -> str:
    """The first line of a mail, which lists of mails show beside the subject: what moved this week, if anything did."""
    topics = {trend: [m.topic for m in document.glance if m.trend is trend] for trend in Trend}
    moved = {
        Trend.BETTER: words.gettext("Improved: %(topics)s."),
        Trend.WORSE: words.gettext("Worsened: %(topics)s."),
    }
    still = {Trend.SAME: words.gettext("Not changed: %(topics)s.")}
    sentences = moved if topics[Trend.BETTER] or topics[Trend.WORSE] else still
    return " ".join(sentences[trend] % {"topics": ", ".join(topics[trend])} for trend in sentences if topics[trend])


def _subject(document: Document) -> str:
    return f"{document.title}: {document.dates}"


def _html(document: Document, words: Words, web_url: str) -> str:
    page = render(
        "digest.html.j2",
        words,
        subject=_subject(document),
        document=document,
        lead=lead(document, words),
        web_url=web_url,
        promises=promises(words),
        unsubscribe=slot_address("unsubscribe"),
        content_id=content_id,
        shown_size=shown_size,
    )
    return inlined(page)


def _text(document: Document, words: Words, web_url: str) -> str:
    body = plain(document_text(document, words, web_url))
    return "\n\n".join(filter(None, (lead(document, words), body, foot_text(words))))


def _pictures(document: Document) -> tuple[InlinePicture, ...]:
    """Each picture once, also where several articles show it."""
    images = (article.image for article in document.articles if article.image is not None)
    named = {content_id(image): image.picture for image in images}
    return tuple(InlinePicture(name, picture.media_type, picture.data) for name, picture in named.items())
