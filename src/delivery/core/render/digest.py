"""An edition → the document that a reader of one language gets."""

from delivery.core.edition import Edition, Section, Trend
from delivery.core.language import Language
from delivery.core.render.document import Article, Document, Image, Movement
from delivery.core.render.markdown import blocks
from delivery.core.words import Words

# Arrows that no client turns into a coloured picture: they read the same in black and white.
SIGNS = {Trend.BETTER: "↑", Trend.SAME: "→", Trend.WORSE: "↓"}


def digest(edition: Edition, language: Language, words: Words, topics: frozenset[str] | None = None) -> Document:
    """The week's digest for a reader of `language`, whose `words` these are.

    `topics` are the slugs that the reader wants, None for all. An article that is not written in `language` stands in
    another one by the order of `core.language.FALLBACKS`, with a note that says so.
    """
    sections = edition.sections_for(language, topics)
    return Document(
        language=language,
        title=words.gettext("Situation in Belarus"),
        dates=words.week(edition.week),
        articles=tuple(_article(edition, section, words, language) for section in sections),
        note="" if sections else words.gettext("There are no articles on your topics this week."),
    )


def trend_sentence(trend: Trend, words: Words) -> str:
    """The trend in words: `The situation has improved`."""
    return {
        Trend.BETTER: words.gettext("The situation has improved"),
        Trend.SAME: words.gettext("The situation has not changed"),
        Trend.WORSE: words.gettext("The situation has worsened"),
    }[trend]


def _article(edition: Edition, section: Section, words: Words, language: Language) -> Article:
    topic = edition.topic_name(section.topic, language)
    return Article(
        movement=Movement(topic, section.trend, SIGNS[section.trend], trend_sentence(section.trend, words)),
        language=section.language,
        title=section.title,
        body=blocks(section.body),
        image=_image(section),
        note=_note(language, section.language, words),
    )


def _image(section: Section) -> Image | None:
    if section.picture is None:
        return None
    return Image(section.picture, section.picture_alt, section.picture_caption)


def _note(reader: Language, shown: Language, words: Words) -> str:
    """Tells a reader of one language that an article stands in another; empty where it is theirs.

    Whole sentences, because Belarusian and Russian decline the names of languages.
    """
    if reader is shown:
        return ""
    return {
        (Language.EN, Language.BE): words.gettext(
            "This section is not available in English yet; it is shown in Belarusian."
        ),
        (Language.EN, Language.RU): words.gettext(
            "This section is not available in English yet; it is shown in Russian."
        ),
        (Language.BE, Language.RU): words.gettext(
            "This section is not available in Belarusian yet; it is shown in Russian."
        ),
        (Language.BE, Language.EN): words.gettext(
            "This section is not available in Belarusian yet; it is shown in English."
        ),
        (Language.RU, Language.BE): words.gettext(
            "This section is not available in Russian yet; it is shown in Belarusian."
        ),
        (Language.RU, Language.EN): words.gettext(
            "This section is not available in Russian yet; it is shown in English."
        ),
    }[reader, shown]
