"""An edition: one week's digest, its sections by topic, each with a trend, in up to three languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from delivery.core.language import FALLBACKS, Language
from delivery.core.week import Week


class Trend(StrEnum):
    """How the situation in a topic moved during the week."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class EditionStatus(StrEnum):
    """`draft` may change, `ready` is approved, `published` is out and is never overwritten."""

    DRAFT = "draft"
    READY = "ready"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Topic:
    """A standing topic of the digest: a slug and its name in each language."""

    slug: str
    names: Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a section, as bytes that are stored once and known by their hash."""

    sha256: str
    media_type: str  # image/jpeg, image/png, image/webp, image/gif
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """A topic's article of the week in one language. `body` is Markdown as the editor wrote it."""

    topic: str
    language: Language
    trend: Trend
    title: str
    body: str
    picture: Picture | None = None
    picture_alt: str = ""
    picture_caption: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One week's digest: topics in their order of appearance, sections in any order.

    `version` counts what was published for the week: a correction of a published edition is a new version.
    """

    week: Week
    topics: tuple[Topic, ...]
    sections: tuple[Section, ...]
    version: int = 1

    def section(self, topic: str, language: Language) -> Section | None:
        """The section to show to a reader of `language`: theirs, or the first that FALLBACKS offers."""
        written = {s.language: s for s in self.sections if s.topic == topic}
        order = (language, *FALLBACKS[language])
        return next((written[code] for code in order if code in written), None)

    def sections_for(self, language: Language, topics: frozenset[str] | None = None) -> tuple[Section, ...]:
        """The sections a reader of `language` gets, in the order of the topics; `topics` None means all of them.

        A section may be in another language where the translation is missing: compare `section.language`.
        """
        wanted = (t.slug for t in self.topics if topics is None or t.slug in topics)
        found = (self.section(slug, language) for slug in wanted)
        return tuple(section for section in found if section is not None)

    def gaps(self) -> tuple[tuple[str, Language], ...]:
        """(topic, language) of every article that is not written."""
        written = {(s.topic, s.language) for s in self.sections}
        return tuple((t.slug, code) for t in self.topics for code in Language if (t.slug, code) not in written)

    def topic_name(self, slug: str, language: Language) -> str:
        """The topic's name for a reader of `language`."""
        return next(topic.names[language] for topic in self.topics if topic.slug == slug)
