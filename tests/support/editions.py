"""A small edition in three languages, of our own writing."""

from delivery.core.edition import Edition, Section, Topic, Trend
from delivery.core.language import Language
from delivery.core.week import Week

TOPICS = (
    Topic("west", {Language.BE: "Захад", Language.RU: "Запад", Language.EN: "The West"}),
    Topic("economy", {Language.BE: "Эканоміка", Language.RU: "Экономика", Language.EN: "Economy"}),
)
TITLES = {Language.BE: "Ціхі тыдзень", Language.RU: "Тихая неделя", Language.EN: "A quiet week"}
BODIES = {
    Language.BE: "Нічога не здарылася, і гэта *добра*.\n\nГаворка працягваецца.",
    Language.RU: "Ничего не случилось, и это *хорошо*.\n\nРазговор продолжается.",
    Language.EN: "Nothing happened, which is *good*.\n\nThe talks go on.",
}


def an_edition(week: str = "2024-01-15", title: str = "") -> Edition:
    """Two topics in three languages; `title` is put before each title, to tell corrections apart."""
    sections = tuple(
        Section(topic.slug, language, Trend.SAME, f"{title}{TITLES[language]}", BODIES[language])
        for topic in TOPICS
        for language in Language
    )
    return Edition(Week.parse(week), TOPICS, sections)
