"""A digest as Telegram messages: what stands where, and that no part breaks a limit or a character."""

import itertools
from dataclasses import replace

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.edition import Trend
from delivery.core.language import Language
from delivery.core.message import Button, Entity, TextPart
from delivery.core.render.digest import digest
from delivery.core.render.document import Document
from delivery.core.render.rich import Rich
from delivery.core.render.split import split, units
from delivery.core.render.telegram import parts, rich_text
from delivery.locales import words_for
from tests.core.render.editions import BODY, WEEK, edition, picture, section

EN = words_for(Language.EN)
PARAGRAPH = "Урад абмеркаваў праект бюджэту на наступны год, і рашэнне прымуць у снежні. " * 4


def document(*sections: object, language: Language = Language.EN) -> Document:
    return digest(edition(*sections), language, EN)  # type: ignore[arg-type]


def shown(part: TextPart, kind: str) -> list[str]:
    """What the entities of one kind cover."""
    encoded = part.text.encode("utf-16-le")
    found = [entity for entity in part.entities if entity.type == kind]
    return [encoded[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le") for e in found]


def size(text: str) -> int:
    return sum(map(units, text))


def test_the_week_and_all_trends_stand_on_top() -> None:
    (part,) = parts(document(), EN)
    assert part.text.split("\n")[:5] == [
        "Situation in Belarus",
        EN.week(WEEK),
        "",
        "→ Economy · The situation has not changed",
        "↓ Security · The situation has worsened",
    ]


def test_titles_are_visible_and_bodies_are_folded() -> None:
    (part,) = parts(document(section(), section("security", title="Межы", body="Спакойна.")), EN)
    assert shown(part, "bold")[:2] == ["Situation in Belarus", "Новы бюджэт"]
    first, second = shown(part, "expandable_blockquote")
    assert first.startswith("Урад абмеркаваў праект бюджэту")
    assert "• першы пункт\n• другі, з падрабязнасцямі" in first
    assert second == "Спакойна."


def test_marks_become_entities() -> None:
    (part,) = parts(document(section(body="**тоўста *і крыва*** `code` **`код`**\n\n## Далей\n\n> Цытата *моцна*")), EN)
    assert shown(part, "bold")[2:] == ["тоўста і крыва", "код", "Далей"]
    assert shown(part, "italic")[1:] == ["і крыва", "Цытата моцна"]
    assert shown(part, "code") == ["code"]


def test_a_link_keeps_its_address_and_a_mail_address_is_written_out() -> None:
    body = "[тут](https://example.org/a?b=1&c=2), [пішыце](mailto:desk@example.org), <desk@example.org>"
    (part,) = parts(document(section(body=body)), EN)
    (link,) = [entity for entity in part.entities if entity.type == "text_link"]
    assert link.url == "https://example.org/a?b=1&c=2"
    assert "пішыце (desk@example.org), desk@example.org" in part.text


def test_nested_lists_are_indented_and_numbered() -> None:
    (part,) = parts(document(section(body="3. тры\n   - а\n   - б\n4. чатыры")), EN)
    assert "3. тры\n   ◦ а\n   ◦ б\n4. чатыры" in part.text


def test_a_picture_is_told_in_words_at_the_end_of_its_article() -> None:
    (part,) = parts(document(section(image=picture())), EN)
    assert shown(part, "expandable_blockquote")[0].endswith("Picture: Графік расходаў\nЗдымак рэдакцыі")


def test_a_section_in_another_language_says_so() -> None:
    (part,) = parts(document(section(), section("security", Language.EN, title="Quiet", body="Calm.")), EN)
    assert "This section is not available in English yet; it is shown in Belarusian." in shown(part, "italic")
    assert part.text.count("not available") == 1


def test_a_digest_without_articles_says_so() -> None:
    (part,) = parts(digest(edition(), Language.EN, EN, frozenset()), EN)
    assert part.text.endswith("There are no articles on your topics this week.")


def test_buttons_stand_under_the_last_part_only() -> None:
    buttons = ((Button("Pause", data="pause"),),)
    long = document(section(body=f"{PARAGRAPH}\n\n" * 30))
    found = parts(long, EN, buttons)
    assert len(found) > 1
    assert [part.buttons for part in found] == [()] * (len(found) - 1) + [buttons]


def test_articles_that_fit_are_not_cut() -> None:
    body = f"{PARAGRAPH}\n\n" * 8
    found = parts(document(section(body=body), section("security", body=body)), EN)
    assert [len(shown(part, "expandable_blockquote")) for part in found] == [1, 1]


def test_a_heading_is_never_alone_at_the_end_of_a_part() -> None:
    for length in range(3000, 4200, 60):
        first = PARAGRAPH * 20
        found = parts(document(section(body=first[:length]), section("security", title="Межы", body=first)), EN)
        for part in found:
            if "\nМежы\n" in part.text:
                assert len(part.text.split("\nМежы\n")[1]) >= 150


def test_a_mark_longer_than_a_part_is_closed_and_opened_again() -> None:
    body = "**" + ("Сказ без канца. " * 600).strip() + "**"
    found = parts(document(section(body=body)), EN)
    assert len(found) >= 3
    assert all(shown(part, "expandable_blockquote") for part in found[1:])
    assert all(shown(part, "bold") for part in found)


def test_a_flag_and_a_joined_emoji_stay_whole() -> None:
    for cluster in ("🇧🇾", "👩‍👩‍👧‍👦", "ё\u0301\u0302"):
        for shift in range(6):
            rich = Rich("а" * shift + cluster * 900)
            for part in split(rich, 100, 10):
                assert set(regex.findall(r"\X", part.text.lstrip("а"))) <= {cluster}


def test_the_entities_of_a_part_are_at_most_a_hundred() -> None:
    found = parts(document(section(body="**а** б *в* " * 200)), EN)
    assert all(len(part.entities) <= 100 for part in found)
    assert len(found) > 1


# Whatever is written

WORDS = st.sampled_from(
    [
        "Беларусь",
        "сур’ёзна",
        "ўвечары",
        "🇧🇾",
        "👩‍👩‍👧‍👦",
        "é",
        "и\u0306",
        "а" * 300,
        "Так.",
        "Ці не?",
        "1,5",
        "\u00a0",
        "…»",
    ]
) | st.text(max_size=6)
INLINE = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda mark, pieces: mark.format(" ".join(pieces)),
        st.sampled_from(["**{}**", "*{}*", "`{}`", "[{}](https://example.org/a)", "{}"]),
        st.lists(inner, min_size=1, max_size=12),
    ),
    max_leaves=40,
)
BLOCK = st.builds(
    lambda start, inlines: start + " ".join(inlines).replace("\n", " "),
    st.sampled_from(["", "", "- ", "1. ", "> ", "> > ", "## ", "- - "]),
    st.lists(INLINE, min_size=1, max_size=30),
)
BODIES = st.lists(BLOCK, min_size=1, max_size=25).map("\n\n".join)
TITLES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200)
LIMITS = st.sampled_from([(4096, 100), (4096, 12), (700, 100), (300, 8)])


@given(st.lists(BODIES, min_size=1, max_size=2), TITLES, LIMITS)
def test_parts_keep_the_limits_the_text_and_the_marks(bodies: list[str], title: str, limits: tuple[int, int]) -> None:
    sections = [
        section(topic, body=body, title=title) for topic, body in zip(("economy", "security"), bodies, strict=False)
    ]
    whole = rich_text(document(*sections), EN)
    pieces = split(whole, *limits)
    assert pieces
    at = 0
    for piece in pieces:
        assert 1 <= size(piece.text) <= limits[0]
        assert len(piece.text.encode()) <= 32_768
        assert len(piece.marks) <= limits[1]
        start = whole.text.index(piece.text, at)
        assert whole.text[at:start].strip() == ""
        assert marks_of(piece, range(len(piece.text)), 0) == marks_of(
            whole, range(start, start + len(piece.text)), start
        )
        at = start + len(piece.text)
    assert whole.text[at:].strip() == ""


def marks_of(rich: Rich, places: range, shift: int) -> set[tuple[int, str, str | None]]:
    """Each marked character with its marks, counted from `shift`."""
    covered = ((place, mark) for mark in rich.marks for place in range(mark.start, mark.end))
    return {(place - shift, mark.type, mark.url) for place, mark in covered if place in places}


@given(BODIES)
def test_entities_are_what_telegram_takes(body: str) -> None:
    for part in parts(document(section(body=body, image=picture(4, 3))), EN):
        total = size(part.text)
        assert part.text == part.text.strip()
        assert all(0 <= e.offset < e.offset + e.length <= total for e in part.entities)
        for one, other in itertools.combinations(part.entities, 2):
            assert disjoint_or_nested(one, other)
            if overlapping(one, other):
                assert one.type != other.type
                assert "code" not in (one.type, other.type) or "expandable_blockquote" in (one.type, other.type)


def overlapping(one: Entity, other: Entity) -> bool:
    return one.offset < other.offset + other.length and other.offset < one.offset + one.length


def disjoint_or_nested(one: Entity, other: Entity) -> bool:
    (first, last), (start, end) = ((e.offset, e.offset + e.length) for e in (one, other))
    return not overlapping(one, other) or first <= start <= end <= last or start <= first <= last <= end


@given(st.text(min_size=1, max_size=400).filter(str.strip), st.integers(1, 40))
def test_any_text_is_cut_at_visible_characters(text: str, limit: int) -> None:
    clusters = regex.findall(r"\X", text)
    if all(size(cluster) <= limit for cluster in clusters):
        ends = set(itertools.accumulate(map(len, clusters)))
        at = 0
        for piece in split(Rich(text), limit, 5):
            at = text.index(piece.text, at) + len(piece.text)
            assert size(piece.text) <= limit
            assert at in ends or text[at:].strip() == "" or text[at].isspace()


@pytest.mark.parametrize("trend", list(Trend))
def test_each_trend_has_a_sign_that_needs_no_colour(trend: Trend) -> None:
    changed = replace(section(), trend=trend)
    (part,) = parts(document(changed), EN)
    assert {Trend.BETTER: "↑", Trend.SAME: "→", Trend.WORSE: "↓"}[trend] + " Economy" in part.text


def test_the_body_is_the_editors_text() -> None:
    (part,) = parts(document(section(body=BODY)), EN)
    assert "Наступнае пасяджэнне — у сераду." in part.text
    assert "**" not in part.text
    assert "](" not in part.text
