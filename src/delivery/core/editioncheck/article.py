"""One file → one section of an edition, with everything that is wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from delivery.core.edition import Section, Trend
from delivery.core.editioncheck.fault import Fault, Notes
from delivery.core.editioncheck.frontmatter import FrontMatter, front_matter
from delivery.core.editioncheck.illustration import picture_of
from delivery.core.editioncheck.letters import note_letters
from delivery.core.editioncheck.place import Place, place_of
from delivery.core.editioncheck.prose import Passage, passages_of
from delivery.core.editioncheck.source import text_of


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article's file as it was read. `section` is None where there are errors; `trend` may be known even then."""

    file: str
    place: Place
    section: Section | None
    trend: Trend | None
    trend_line: int
    faults: tuple[Fault, ...]


def article_of(file: str, tree: Mapping[str, bytes], topics: Collection[str]) -> ArticleFile:
    """The article in `file` of the folder `tree`; `topics` are the known slugs."""
    notes = Notes(file)
    place = place_of(file, topics, notes)
    text = text_of(tree[file], notes)
    if text is None:
        return ArticleFile(file, place, None, None, 1, tuple(notes.faults))
    front = front_matter(text, notes)
    section = _section(file, place, front, tree, notes)
    return ArticleFile(file, place, section, front.trend, front.line("trend"), tuple(notes.faults))


def _section(file: str, place: Place, front: FrontMatter, tree: Mapping[str, bytes], notes: Notes) -> Section | None:
    _note_topic(place, front, notes)
    picture = picture_of(file, front, tree, notes)
    passages = passages_of(front.body, front.body_line, notes)
    if place.language is not None:
        note_letters(_captions(front) + passages, place.language, notes)
    if notes.has_errors or front.trend is None or place.topic is None or place.language is None:
        return None
    return Section(
        topic=place.topic,
        language=place.language,
        trend=front.trend,
        title=front.text("title"),
        body=front.body.strip("\n").rstrip(),
        picture=picture,
        picture_alt=front.text("image_alt") if picture else "",
        picture_caption=front.text("image_caption") if picture else "",
    )


def _note_topic(place: Place, front: FrontMatter, notes: Notes) -> None:
    topic = front.text("topic")
    if topic and place.topic and topic != place.topic:
        what = f"the front matter says topic `{topic[:40]}`, the file name `{place.topic}`"
        notes.error(front.line("topic"), what, f"Write `topic: {place.topic}`, or rename the file")


def _captions(front: FrontMatter) -> tuple[Passage, ...]:
    keys = ("title", "image_alt", "image_caption")
    return tuple(Passage(front.text(key), front.line(key), ()) for key in keys if front.text(key))
