"""A document → a page for browsers, complete in itself: no scripts, and nothing is loaded from elsewhere."""

import base64
from collections.abc import Callable

from delivery.core.edition import Picture
from delivery.core.render.document import Document
from delivery.core.render.template import render
from delivery.core.words import Words


def data_url(picture: Picture) -> str:
    """The picture itself as an address, so that a page saved as one file keeps it."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def page(document: Document, words: Words, picture_url: Callable[[Picture], str] = data_url) -> str:
    """The article page of a week; `picture_url` says where its pictures are."""
    return render("page.html.j2", words, document=document, picture_url=picture_url)
