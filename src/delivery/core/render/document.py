"""The tree that every channel renders: what a digest says, without how it looks."""

from dataclasses import dataclass
from typing import TypeAlias

from delivery.core.edition import Picture, Trend
from delivery.core.language import Language


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Characters to be shown as they were typed, in a typewriter face."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Important words. Never holds another Strong."""

    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words. Never holds another Emphasis."""

    children: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to `href`, an address that render.href.fault_of found nothing wrong with."""

    href: str
    children: tuple["Inline", ...]


Inline: TypeAlias = Text | Code | Break | Strong | Emphasis | Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside an article; `level` is 2 or 3."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One thought."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class List:
    """Items, numbered from `start` if it is given."""

    items: tuple[tuple["Block", ...], ...]
    start: int | None = None


Block: TypeAlias = Heading | Paragraph | Quote | List


@dataclass(frozen=True, slots=True)
class Image:
    """An article's picture: `alt` says what is to be seen on it, `caption` stands under it."""

    picture: Picture
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Movement:
    """How a topic moved: its name and a sentence, with a sign that needs no colour to be understood."""

    topic: str
    trend: Trend
    sign: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Article:
    """A topic's article. `language` is that of the article; `note` tells the reader where it is not theirs.

    `shortened` says that blocks were left out at the end, so that the channel must offer the whole elsewhere.
    """

    movement: Movement
    language: Language
    title: str
    body: tuple[Block, ...]
    image: Image | None = None
    note: str = ""
    shortened: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A week's digest for readers of one language: `title` and `dates`, the trends at a glance, the articles.

    `note` stands in the place of articles where there are none.
    """

    language: Language
    title: str
    dates: str
    articles: tuple[Article, ...]
    note: str = ""

    @property
    def glance(self) -> tuple[Movement, ...]:
        """How each topic moved, in the order of the articles."""
        return tuple(article.movement for article in self.articles)
