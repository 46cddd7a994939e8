"""An edition becomes the document that a reader of one language gets."""

import pytest

from delivery.core.edition import Trend
from delivery.core.language import Language
from delivery.core.render.digest import digest
from delivery.core.render.document import Emphasis, Heading, Link, List, Paragraph, Quote, Strong, Text
from delivery.core.render.href import fault_of
from delivery.core.render.markdown import blocks
from delivery.locales import words_for
from tests.core.render.editions import WEEK, edition, picture, section

EN = words_for(Language.EN)


def test_the_document_has_the_week_the_trends_and_the_articles_in_the_order_of_topics() -> None:
    document = digest(edition(section("security", trend=Trend.WORSE), section()), Language.EN, EN)
    assert (document.title, document.dates) == ("Situation in Belarus", EN.week(WEEK))
    assert [(m.topic, m.sign, m.sentence) for m in document.glance] == [
        ("Economy", "→", "The situation has not changed"),
        ("Security", "↓", "The situation has worsened"),
    ]
    assert document.note == ""


def test_a_reader_gets_the_topics_they_chose() -> None:
    document = digest(edition(), Language.EN, EN, frozenset({"security"}))
    assert [m.topic for m in document.glance] == ["Security"]


def test_no_article_on_the_chosen_topics_is_said() -> None:
    assert digest(edition(section()), Language.EN, EN, frozenset({"security"})).note


@pytest.mark.parametrize("reader", list(Language))
@pytest.mark.parametrize("written", list(Language))
def test_a_stand_in_says_so_in_the_readers_words(reader: Language, written: Language) -> None:
    words = words_for(reader)
    (article,) = digest(edition(section(language=written)), reader, words).articles
    assert article.language is written
    assert (article.note == "") is (reader is written)
    if reader is Language.EN and written is Language.RU:
        assert article.note == "This section is not available in English yet; it is shown in Russian."


def test_a_picture_comes_with_its_words() -> None:
    (article,) = digest(edition(section(image=picture())), Language.EN, EN).articles
    assert article.image is not None
    assert (article.image.alt, article.image.caption) == ("Графік расходаў", "Здымак рэдакцыі")


# Markdown


def test_markdown_becomes_a_tree() -> None:
    assert blocks("## Загаловак\n\nТэкст *і **крыва***.") == (
        Heading(2, (Text("Загаловак"),)),
        Paragraph((Text("Тэкст "), Emphasis((Text("і "), Strong((Text("крыва"),)))), Text("."))),
    )
    assert blocks("> Цытата\n\n2. два\n3. тры") == (
        Quote((Paragraph((Text("Цытата"),)),)),
        List(((Paragraph((Text("два"),)),), (Paragraph((Text("тры"),)),)), start=2),
    )


def test_headings_are_of_two_levels() -> None:
    assert [block.level for block in blocks("# а\n\n#### б") if isinstance(block, Heading)] == [2, 3]


def test_a_mark_inside_its_own_kind_is_one_mark() -> None:
    (paragraph,) = blocks("**а __б__ в**")
    assert paragraph == Paragraph((Strong((Text("а б в"),)),))


def test_html_and_forbidden_links_are_shown_as_text() -> None:
    assert blocks("<b>а</b>") == (Paragraph((Text("<b>а</b>"),)),)
    assert blocks("[а](javascript:alert)") == (Paragraph((Text("а"),)),)
    assert blocks("[а](https://example.org/б)") == (Paragraph((Link("https://example.org/б", (Text("а"),)),)),)


@pytest.mark.parametrize(
    "href",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "mailto:desk@example.org",
        "https://прыклад.example.org/ы",
    ],
)
def test_a_full_address_is_a_good_link(href: str) -> None:
    assert fault_of(href) is None


NO_HOST = ("", "page", "/page", "#a", "//example.org", "https:", "https://", "https://host", "mailto:a@b", "https://[")
NO_WEB = ("javascript:x", "vbscript:x", "data:x,y", "file:///etc/passwd", "tg://user?id=1", "https://a@example.org")
NO_NAME = ("https://exa mple.org", "https://-a.org", "https://example.org:99999", "https://example.org/\u00a0")


@pytest.mark.parametrize("href", [*NO_HOST, *NO_WEB, *NO_NAME, "https://example.org/" + "a" * 2048])
def test_anything_else_is_not(href: str) -> None:
    assert fault_of(href)
