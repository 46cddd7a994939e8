"""A digest as a mail: what mail clients need, nothing from outside, and the same content in both parts."""

import re
from dataclasses import asdict
from html.parser import HTMLParser

import pytest

from delivery.core.edition import Trend
from delivery.core.language import Language
from delivery.core.message import MailContent
from delivery.core.render.digest import digest
from delivery.core.render.mail import HTML_LIMIT, mail
from delivery.core.render.palette import DARK, LIGHT, PAIRS, Palette
from delivery.locales import words_for
from tests.core.render.editions import edition, picture, section

EN = words_for(Language.EN)
URL = "https://digest.example.org/en/2026-11-16/"
PARAGRAPH = "Урад абмеркаваў праект бюджэту на наступны год, і рашэнне прымуць у снежні. " * 4


class Page(HTMLParser):
    """The elements of a page with their attributes, and its visible text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._hidden = tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._hidden else f"{data} "

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def of(*sections: object) -> MailContent:
    return mail(digest(edition(*sections), Language.EN, EN), EN, URL)  # type: ignore[arg-type]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w{2,}", text))


def test_the_page_names_its_language_title_and_colour_schemes() -> None:
    content = of()
    page = Page(content.html)
    assert content.html.startswith("<!DOCTYPE html>")
    (root,) = page.all("html")
    assert (root["lang"], root["dir"]) == ("en", "ltr")
    metas = {meta.get("name"): meta.get("content") for meta in page.all("meta")}
    assert metas["color-scheme"] == "light dark"
    assert f"<title>{content.subject}</title>" in content.html
    assert content.subject == f"Situation in Belarus: {digest(edition(), Language.EN, EN).dates}"


def test_the_charset_stands_where_browsers_look_for_it() -> None:
    assert 0 < of().html.encode().index(b"charset") < 1024


def test_the_layout_is_tables_of_one_column() -> None:
    page = Page(of(section(image=picture())).html)
    tables = page.all("table")
    assert tables
    assert all(table["role"] == "presentation" for table in tables)
    assert {table["width"] for table in tables} == {"100%", "600"}


def test_styles_stand_on_the_elements_and_one_sheet_in_the_head() -> None:
    html = of().html
    assert html.count("<style") == 1
    head, body = html.split("</head>")
    assert "prefers-color-scheme: dark" in head
    assert "max-width: 640px" in head
    assert 'style="' in body
    assert not re.search(r"(?<!@media )\bfont-face|@import|url\(", html)


def test_nothing_is_loaded_from_outside() -> None:
    page = Page(of(section(image=picture()), section("security", image=picture(10, 5))).html)
    assert not page.all("script")
    assert not page.all("link")
    sources = [attributes["src"] for _, attributes in page.elements if "src" in attributes]
    assert sources
    assert all(source.startswith("cid:") for source in sources)
    assert all(int(image["width"]) > 1 and int(image["height"]) > 1 for image in page.all("img"))


def test_headings_are_real_and_in_order() -> None:
    page = Page(of(section(body="Тэкст.\n\n## Далей\n\n### Глыбей\n\nТэкст.")).html)
    assert [tag for tag, _ in page.elements if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h3", "h4"]


def test_a_picture_is_attached_with_its_size_and_its_words() -> None:
    content = of(section(image=picture(1200, 600)), section("security", image=picture(1200, 600)))
    (attached,) = content.pictures
    images = Page(content.html).all("img")
    assert len(images) == 2
    assert {(i["src"], i["width"], i["height"], i["alt"]) for i in images} == {
        (f"cid:{attached.content_id}", "536", "268", "Графік расходаў")
    }
    assert "[Picture: Графік расходаў]\nЗдымак рэдакцыі" in content.text


def test_a_small_picture_is_not_enlarged() -> None:
    (image,) = Page(of(section(image=picture(100, 50))).html).all("img")
    assert (image["width"], image["height"]) == ("100", "50")
    assert "max-width: 100px" in image["style"]


def test_no_text_is_smaller_than_sixteen_pixels() -> None:
    html = of(section(body="Тэкст `код`.", image=picture())).html
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", html)]
    assert sizes
    assert {size for size in sizes if size < 16} <= {8}  # the empty rows at the edges of a table
    assert "font-size: 8px" not in re.sub(r"<td[^>]*>&nbsp;</td>", "", html)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_every_text_stands_out_from_its_ground(palette: Palette, pair: tuple[str, str]) -> None:
    colours = asdict(palette)
    assert contrast(colours[pair[0]], colours[pair[1]]) >= 4.5


def test_mails_have_no_colours_beside_the_palette() -> None:
    known = {*asdict(LIGHT).values(), *asdict(DARK).values()}
    html = of(section(image=picture(), body="> Цытата `код` [а](https://example.org)")).html
    assert set(re.findall(r"#[0-9a-f]{6}\b", html)) <= known


def test_the_first_visible_line_says_what_moved() -> None:
    content = of(section(trend=Trend.BETTER), section("security", trend=Trend.WORSE))
    assert Page(content.html).text.strip().startswith("Improved: Economy. Worsened: Security.")
    assert content.text.startswith("Improved: Economy. Worsened: Security.")
    assert of(section()).text.startswith("Not changed: Economy.")


def test_both_parts_say_the_same() -> None:
    content = of(section(body="Тэкст **важны** `код`.\n\n- адзін\n- два\n\n> Цытата\n\n### Далей\n\nКанец."))
    visible = words_of(Page(content.html).text)
    assert visible - words_of(content.text) == set()


def test_the_text_part_keeps_the_addresses_of_links() -> None:
    text = of(section(body="[тут](https://example.org/a), <https://example.org/b>, <desk@example.org>")).text
    assert "тут <https://example.org/a>, https://example.org/b, desk@example.org" in text


def test_the_text_part_shows_lists_and_quotes() -> None:
    text = of(section(body="2. два\n   - а\n3. тры\n\n> Цытата\n> > глыбей")).text
    assert "2. два\n   - а\n3. тры" in text
    assert "> Цытата\n> \n> > глыбей" in text


def test_each_readers_values_are_slots() -> None:
    content = of()
    assert re.findall(r"\{\{slot:\w+\}\}", content.html) == ["{{slot:unsubscribe_href}}"]
    assert re.search(r"<a \{\{slot:unsubscribe_href\}\} style=", content.html)
    assert re.findall(r"^\{\{slot:\w+\}\}$", content.text, re.MULTILINE) == ["{{slot:unsubscribe_url}}"]


def test_an_editor_cannot_write_a_slot() -> None:
    trick = "{{slot:unsubscribe_url}} `{{slot:confirm_href}}`"
    content = of(section(title=trick, body=f"{trick}\n\n[{trick}](https://example.org/a)"))
    assert content.html.count("{{slot:") == 1
    assert content.text.count("{{slot:") == 1


def test_what_editors_write_is_escaped() -> None:
    html = of(section(title='<script>"&', body="a < b & c <x> <script>")).html
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_section_in_another_language_is_marked_as_such() -> None:
    page = Page(of(section()).html)
    assert {"lang": "be"} in page.all("div")
    assert "it is shown in Belarusian" in page.text


def test_a_large_digest_is_shortened_and_leads_to_the_page() -> None:
    short = section(body="Коратка.")
    long = section("security", title="Доўга", body=f"{PARAGRAPH}\n\n" * 400)
    content = of(short, long)
    assert HTML_LIMIT * 0.9 < len(content.html.encode()) <= HTML_LIMIT
    page = Page(content.html)
    assert [link["href"] for link in page.all("a") if "href" in link] == [URL]
    assert "Read more: Доўга" in page.text
    assert content.text.count(f"Read more: {URL}") == 1
    assert content.text.count(PARAGRAPH.strip()) == content.html.count(PARAGRAPH.strip())
    assert "Коратка." in content.text


def test_an_ordinary_digest_is_whole() -> None:
    assert "Read more" not in of().html


def test_a_digest_without_articles_says_so() -> None:
    content = mail(digest(edition(), Language.EN, EN, frozenset()), EN, URL)
    assert "There are no articles on your topics this week." in content.html
    assert "There are no articles on your topics this week." in content.text
