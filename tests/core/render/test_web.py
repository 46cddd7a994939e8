"""A digest as a page for browsers: complete in itself."""

import re

from delivery.core.language import Language
from delivery.core.render.digest import digest
from delivery.core.render.web import page
from delivery.locales import words_for
from tests.core.render.editions import edition, picture, section
from tests.core.render.test_mail import Page

BE = words_for(Language.BE)


def html_of(*sections: object) -> str:
    return page(digest(edition(*sections), Language.BE, BE), BE)  # type: ignore[arg-type]


def test_the_page_loads_nothing() -> None:
    html = html_of(section(image=picture()))
    found = Page(html)
    assert not found.all("script")
    assert not found.all("link")
    assert not re.search(r"@import|url\(|http-equiv", html)
    assert [image["src"][:22] for image in found.all("img")] == ["data:image/png;base64,"]


def test_the_page_names_its_language_and_both_colour_schemes() -> None:
    html = html_of()
    assert '<html lang="be" dir="ltr">' in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_each_topic_at_a_glance_leads_to_its_article() -> None:
    found = Page(html_of())
    targets = [link["href"] for link in found.all("a") if link["href"].startswith("#")]
    assert targets == ["#topic-1", "#topic-2"]
    assert [f"#{article['id']}" for article in found.all("article")] == targets


def test_a_section_in_another_language_is_marked_for_screen_readers() -> None:
    found = Page(html_of(section(language=Language.EN, title="Budget", body="Calm.")))
    assert {"class": "body", "lang": "en"} in found.all("div")
    assert found.all("p")


def test_what_editors_write_is_escaped() -> None:
    html = html_of(section(title='<script>"&', body="<script>"))
    assert "<script" not in html


def test_pictures_may_have_their_own_addresses() -> None:
    document = digest(edition(section(image=picture())), Language.BE, BE)
    assert 'src="/pictures/a.png"' in page(document, BE, lambda picture: "/pictures/a.png")
