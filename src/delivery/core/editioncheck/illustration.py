"""An article's picture: the file that the front matter names, and the words that go with it."""

import hashlib
import posixpath
from collections.abc import Mapping

from delivery.core.edition import Picture
from delivery.core.editioncheck.fault import Notes
from delivery.core.editioncheck.frontmatter import FrontMatter
from delivery.core.editioncheck.imagefile import ImageFile, sniff
from delivery.core.editioncheck.source import SIZE_LIMIT
from delivery.core.editioncheck.suggest import instead

PIXEL_LIMIT = (
    16_000_000  # a phone decodes it without trouble; Telegram takes up to 10,000 pixels for both sides together
)


def picture_of(file: str, front: FrontMatter, tree: Mapping[str, bytes], notes: Notes) -> Picture | None:
    """The picture of the article in `file`, or None; what is wrong with it is noted."""
    name = front.text("image")
    if not name:
        _note_words_without_picture(front, notes)
        return None
    if "image_alt" not in front.values:
        do = "Write a line `image_alt: …` that says what is to be seen"
        notes.error(front.line("image"), "the picture has no `image_alt` for readers who do not see it", do)
    data = _data(file, name, front, tree, notes)
    return _picture(data, name, front.line("image"), notes) if data is not None else None


def _note_words_without_picture(front: FrontMatter, notes: Notes) -> None:
    for key in ("image_alt", "image_caption"):
        if front.text(key) and "image" not in front.values:
            do = "Name the picture's file with `image: …`, or delete the line"
            notes.warning(front.line(key), f"`{key}` stands without a picture and is not shown", do)


def _data(file: str, name: str, front: FrontMatter, tree: Mapping[str, bytes], notes: Notes) -> bytes | None:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), name))
    if path in tree:
        return tree[path]
    folder = posixpath.dirname(file) + "/"
    pictures = [other.removeprefix(folder) for other in tree if other.startswith(folder) and not other.endswith(".md")]
    do = instead(name, pictures) if pictures else "Put the file beside the article"
    notes.error(front.line("image"), f"the picture `{name[:60]}` is not in the folder", do)
    return None


def _picture(data: bytes, name: str, line: int, notes: Notes) -> Picture | None:
    if len(data) > SIZE_LIMIT:  # first, because what is too large may not have been read to its end
        notes.error(line, f"`{name[:60]}` is {len(data):,} bytes large; the limit is 1 MB", "Make it smaller")
        return None
    found = sniff(data)
    if found is None:
        what = f"`{name[:60]}` is not a whole PNG, JPEG, GIF or WebP picture"
        notes.error(line, what, "Save the picture again as PNG or JPEG")
        return None
    _note_form(found, name, line, notes)
    return Picture(hashlib.sha256(data).hexdigest(), found.media_type, found.width, found.height, data)


def _note_form(found: ImageFile, name: str, line: int, notes: Notes) -> None:
    if found.width * found.height > PIXEL_LIMIT or found.width + found.height > 10_000:
        what = f"`{name[:60]}` measures {found.width} × {found.height} pixels"
        notes.error(line, what, "Make it smaller: 1200 pixels wide is enough for every screen")
    if found.media_type == "image/webp":
        notes.warning(line, "some mail programs do not show WebP", "Save the picture as PNG or JPEG")
