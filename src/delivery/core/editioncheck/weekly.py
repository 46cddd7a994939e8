"""A week's articles side by side: what is missing, and where languages disagree."""

from collections.abc import Sequence

from delivery.core.edition import Edition, Section, Topic
from delivery.core.editioncheck.article import ArticleFile
from delivery.core.editioncheck.fault import WHOLE_FILE, Fault, Severity
from delivery.core.editioncheck.letters import NAMES
from delivery.core.language import FALLBACKS, Language
from delivery.core.week import Week


def edition_of(week: Week, topics: tuple[Topic, ...], articles: Sequence[ArticleFile]) -> Edition:
    """The edition of a week whose articles have no errors: sections in the order of topics and languages."""
    written = {(article.place.topic, article.place.language): article.section for article in articles}
    ordered = (written.get((topic.slug, language)) for topic in topics for language in Language)
    sections: tuple[Section, ...] = tuple(section for section in ordered if section is not None)
    return Edition(week, topics, sections)


def faults_between(folder: str, topics: tuple[Topic, ...], articles: Sequence[ArticleFile]) -> tuple[Fault, ...]:
    """What is missing from a week, and trends that differ between the languages of a topic."""
    faults: list[Fault] = []
    for topic in topics:
        mine = {a.place.language: a for a in articles if a.place.topic == topic.slug and a.place.language}
        faults += _missing(folder, topic.slug, frozenset(language for language in mine if language))
        faults += _disagreeing([mine[language] for language in Language if language in mine])
    return tuple(faults)


def _missing(folder: str, slug: str, written: frozenset[Language]) -> list[Fault]:
    if not written:
        file = f"{folder}/{slug}.{Language.BE}.md"
        what = f"the topic `{slug}` has no article this week; readers will not see the topic"
        return [Fault(file, WHOLE_FILE, Severity.WARNING, what, "Write it, or leave the topic out this week")]
    return [
        Fault(
            f"{folder}/{slug}.{language}.md",
            WHOLE_FILE,
            Severity.WARNING,
            f"the article is missing in {NAMES[language]}; readers will see it in {_stand_in(language, written)}",
            "Write the translation, or approve the week without it",
        )
        for language in Language
        if language not in written
    ]


def _stand_in(language: Language, written: frozenset[Language]) -> str:
    return next(NAMES[other] for other in FALLBACKS[language] if other in written)


def _disagreeing(articles: Sequence[ArticleFile]) -> list[Fault]:
    known = [article for article in articles if article.trend is not None]
    return [
        Fault(
            other.file,
            other.trend_line,
            Severity.ERROR,
            f"the trend is `{other.trend}` here and `{known[0].trend}` in {known[0].file}",
            "Write the same trend in all languages",
        )
        for other in known[1:]
        if other.trend is not known[0].trend
    ]
