"""Editions for the tests of rendering: small ones, and ones of any size."""

import hashlib

from delivery.core.edition import Edition, Picture, Section, Topic, Trend
from delivery.core.language import Language
from delivery.core.week import Week
from tests.core.pictures import png

WEEK = Week.parse("2026-11-16")
TOPICS = (
    Topic("economy", {Language.BE: "Эканоміка", Language.RU: "Экономика", Language.EN: "Economy"}),
    Topic("security", {Language.BE: "Бяспека", Language.RU: "Безопасность", Language.EN: "Security"}),
)
BODY = """\
Урад абмеркаваў **праект бюджэту**, і рашэнне прымуць *у снежні*.

- першы пункт
- другі, з [падрабязнасцямі](https://example.org/a?b=1&c=2)

> Цытата з пратакола.

## Што далей

Наступнае пасяджэнне — у сераду.
"""


def picture(width: int = 1200, height: int = 600) -> Picture:
    data = png(width, height)
    return Picture(hashlib.sha256(data).hexdigest(), "image/png", width, height, data)


def section(
    topic: str = "economy",
    language: Language = Language.BE,
    body: str = BODY,
    trend: Trend = Trend.SAME,
    title: str = "Новы бюджэт",
    image: Picture | None = None,
) -> Section:
    words = ("Графік расходаў", "Здымак рэдакцыі") if image else ("", "")
    return Section(topic, language, trend, title, body, image, *words)


def edition(*sections: Section) -> Edition:
    return Edition(WEEK, TOPICS, sections or (section(), section("security", trend=Trend.WORSE, title="Межы")))
