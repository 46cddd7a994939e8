"""What is said about the files of an edition: each fault with its file, its line, and all of them at once."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from delivery.core.edition import Trend
from delivery.core.editionfile import Fault, Severity, check, fingerprint
from delivery.core.language import Language
from tests.core.pictures import png

TOPICS = """\
# slug → names
economy: {be: "Эканоміка", ru: "Экономика", en: "Economy"}
security: {be: "Бяспека", ru: "Безопасность", en: "Security"}
"""
BODIES = {
    "be": "Новы мост адкрылі ў чацвер, і рух па ім пачаўся адразу.",
    "ru": "Новый мост открыли в четверг, и движение по нему началось сразу.",
    "en": "The new bridge was opened on Thursday, and traffic began at once.",
}
TITLES = {"be": "Новы мост", "ru": "Новый мост", "en": "A new bridge"}
WEEK = "2026-11-16"


def article(topic: str = "economy", language: str = "be", trend: str = "same", body: str = "", extra: str = "") -> str:
    """An article without faults, whose body begins on line 6 (plus the lines of `extra`)."""
    front = f"topic: {topic}\ntrend: {trend}\ntitle: {TITLES[language]}\n{extra}"
    return f"---\n{front}---\n{body or BODIES[language]}\n"


def folder(changes: Mapping[str, str | bytes | None] | None = None) -> dict[str, bytes]:
    """A whole edition, with some files changed or (None) taken away."""
    files: dict[str, str | bytes | None] = {"topics.yaml": TOPICS}
    for topic in ("economy", "security"):
        files |= {f"{WEEK}/{topic}.{code}.md": article(topic, code) for code in Language}
    files |= changes or {}
    encoded = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
    return {path: data for path, data in encoded.items() if data is not None}


def one_fault(text: str | bytes, language: str = "be") -> Fault:
    """The only fault of an edition whose article in `language` on the economy is `text`."""
    found = check(folder({f"{WEEK}/economy.{language}.md": text})).faults
    assert len(found) == 1, [str(fault) for fault in found]
    return found[0]


def test_a_whole_edition_has_no_fault() -> None:
    checked = check(folder())
    assert [str(fault) for fault in checked.faults] == []
    (edition,) = checked.editions
    assert str(edition.week) == WEEK
    assert [topic.slug for topic in edition.topics] == ["economy", "security"]
    assert len(edition.sections) == 6
    section = edition.section("economy", Language.BE)
    assert section is not None
    assert (section.trend, section.title, section.body) == (Trend.SAME, TITLES["be"], BODIES["be"])


def test_several_weeks_come_oldest_first() -> None:
    later = {f"2026-11-23/economy.{code}.md": article("economy", code) for code in Language}
    assert [str(edition.week) for edition in check(folder(later)).editions] == [WEEK, "2026-11-23"]


def test_a_week_with_an_error_does_not_keep_another_out() -> None:
    later = {f"2026-11-23/economy.{code}.md": article("economy", code) for code in Language}
    broken = {f"{WEEK}/economy.be.md": "nothing"}
    assert [str(edition.week) for edition in check(folder(later | broken)).editions] == ["2026-11-23"]


def test_windows_line_ends_and_a_byte_order_mark_are_no_fault() -> None:
    text = "\ufeff" + article().replace("\n", "\r\n")
    changed = check(folder({f"{WEEK}/economy.be.md": text}))
    assert changed.faults == ()
    assert changed.editions == check(folder()).editions


@pytest.mark.parametrize(
    ("text", "line", "what", "do"),
    [
        ("Just words.\n", 1, "front matter is missing", "Begin the file"),
        ("---\ntopic: economy\nWords without an end.\n", 1, "front matter has no end", "Begin the file"),
        (article(trend="beter"), 3, "trend `beter` is unknown", "Write `better`"),
        (article(extra="titel: x\n"), 5, "key `titel` is unknown", "Write `title`"),
        (article(extra="colour: red\n"), 5, "key `colour` is unknown", "Use one of"),
        (article(extra="title: Другі\n"), 5, "stands here twice", "Delete one"),
        (article().replace("title: Новы мост", "title:"), 4, "`title` is empty", "Write its value"),
        (article().replace("title: Новы мост\n", ""), 1, "`title` is missing", "Write a line"),
        (article().replace("title: Новы мост", f"title: {'мост ' * 60}"), 4, "characters long", "Shorten it to 200"),
        (article().replace("title: Новы мост", "title: [мост]"), 4, "single value", "without lists"),
        (article().replace("title: Новы мост", "title: {a: мост}"), 4, "several values", "Write one value"),
        (article().replace("title: Новы мост", "title: &a мост"), 4, "anchor", "in quotes"),
        (article().replace("title: Новы мост", "title: *a"), 4, "alias", "in quotes"),
        (article().replace("title: Новы мост", "title: !!str мост"), 4, "tag", "in quotes"),
        (article().replace("title: Новы мост", "title: мост: новы"), 4, "not valid YAML", "double quotes"),
        (article().replace("title: Новы мост", 'title: "\\U99999999"'), 2, "not valid YAML", "Write"),
        (article().replace("title: Новы мост", 'title: "мост\\u202E"'), 4, "not seen", "Delete them"),
        (article(topic="security"), 2, "front matter says topic `security`", "Write `topic: economy`"),
        (article(body="   "), 6, "has no text", "Write its paragraphs"),
        (article(body="<!-- -->"), 6, "", ""),
    ],
)
def test_a_fault_has_its_line_and_what_to_do(text: str, line: int, what: str, do: str) -> None:
    faults = check(folder({f"{WEEK}/economy.be.md": text})).faults
    assert faults[0].file == f"{WEEK}/economy.be.md"
    assert faults[0].severity is Severity.ERROR
    assert faults[0].line == line
    assert what in faults[0].what
    assert do in faults[0].do


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ("Першы.\n\nДругі <b>радок</b>.", 8, "raw HTML"),
        ("Першы.\n\n<div>радок</div>", 8, "raw HTML"),
        ("Першы.\n\n![мост](most.png)", 8, "picture stands inside"),
        ("Першы\nрадок, [мост]() тут.", 7, "no address"),
        ("Першы\nрадок, [мост](/page) тут.", 7, "not a full one"),
        ("Першы\nрадок, [мост](page.html) тут.", 7, "not a full one"),
        ("Першы\nрадок, [мост](javascript:alert) тут.", 7, "'javascript' is not allowed"),
        ("Першы\nрадок, [мост](data:text/html,x) тут.", 7, "'data' is not allowed"),
        ("Першы\nрадок, [мост](https://localhost/x) тут.", 7, "no full host name"),
        ("Першы\nрадок, [мост](https://) тут.", 7, "no full host name"),
        ("Першы\nрадок, [мост](https://exa..mple.org) тут.", 7, "not a valid one"),
        ("Першы\nрадок, [мост](https://a@example.org) тут.", 7, "user name"),
        ("Першы\nрадок, [мост](https://example.org:port) тут.", 7, "cannot be read"),
        ("Першы\nрадок, [мост](https://[::1) тут.", 7, "cannot be read"),
        ("Першы\nрадок, [мост](<https://example.org/a b>) тут.", 7, "a space"),
        ("Першы\nрадок, [мост](https://example.org/a b) тут.", 7, "cannot be read"),
        ("Першы\nрадок, [мост](mailto:nobody) тут.", 7, "no full host name"),
        ("Першы\nрадок, [мост][невядома] тут.", 7, "cannot be read"),
        ("Першы.\n\nДругі &#x202E; радок.", 8, "not seen"),
        (">" * 10 + " Глыбока.", 6, "nested too deep"),
    ],
)
def test_a_fault_of_the_body_has_its_line(body: str, line: int, what: str) -> None:
    faults = check(folder({f"{WEEK}/economy.be.md": article(body=body)})).faults
    assert (faults[0].line, faults[0].severity) == (line, Severity.ERROR), str(faults[0])
    assert what in faults[0].what
    assert faults[0].do


def test_what_readers_would_merely_not_see_is_a_warning() -> None:
    fault = one_fault(article(body="Першы.\n\n***\n\nДругі."))
    assert (fault.line, fault.severity) == (8, Severity.WARNING)
    fault = one_fault(article(body="# Загаловак\n\nДругі."))
    assert (fault.line, fault.severity) == (6, Severity.WARNING)


def test_all_faults_of_all_files_are_told_at_once() -> None:
    tree = folder(
        {
            f"{WEEK}/economy.be.md": article(trend="beter", extra="titel: x\n", body="<i>a</i> [a](b)"),
            f"{WEEK}/security.ru.md": article("security", "ru", trend="worse"),
            f"{WEEK}/security.en.md": b"\xff",
            f"{WEEK}/econmy.en.md": article("economy", "en"),
            f"{WEEK}/economy.en.md": None,
        }
    )
    checked = check(tree)
    places = {(fault.file.removeprefix(f"{WEEK}/"), fault.line) for fault in checked.faults}
    assert {("economy.be.md", 3), ("economy.be.md", 5), ("economy.be.md", 7)} <= places
    assert {("security.ru.md", 3), ("security.en.md", 1), ("econmy.en.md", 0), ("economy.en.md", 0)} <= places
    assert checked.editions == ()
    assert list(checked.faults) == sorted(checked.faults, key=lambda fault: (fault.file, fault.line))


@pytest.mark.parametrize(
    ("path", "what", "do"),
    [
        ("2026-11-17/economy.be.md", "2026-11-17 is not a Monday; the week's name is 2026-11-16", "Monday"),
        ("2026-13-01/economy.be.md", "is not a date", "Monday"),
        ("20261116/economy.be.md", "not named in the one form", "Name it `2026-11-16`"),
        ("autumn/economy.be.md", "is not a date", "Monday"),
        (f"{WEEK}/more/economy.be.md", "is not a date", "Monday"),
        (f"{WEEK}/economy.md", "does not name a topic and a language", "topic.language.md"),
        (f"{WEEK}/economy.de.md", "language `de` is unknown", "`be`"),
        (f"{WEEK}/secruity.be.md", "topic `secruity` is not in topics.yaml", "Write `security`"),
    ],
)
def test_a_file_name_that_says_nothing_is_an_error(path: str, what: str, do: str) -> None:
    found = [fault for fault in check(folder({path: article()})).faults if fault.file == path]
    assert what in found[0].what
    assert do in found[0].do
    assert found[0].severity is Severity.ERROR


def test_files_that_are_no_articles_are_left_alone() -> None:
    others: dict[str, str | bytes | None] = {
        "README.md": "Read me",
        f"{WEEK}/.west.be.md.swp": b"\0",
        ".git/HEAD.md": b"\0",
        f"{WEEK}/notes.txt": b"\xff",
    }
    assert check(folder(others)).faults == ()


def test_a_missing_language_is_a_warning_that_names_the_stand_in() -> None:
    checked = check(folder({f"{WEEK}/economy.en.md": None}))
    (fault,) = checked.faults
    assert (fault.file, fault.severity) == (f"{WEEK}/economy.en.md", Severity.WARNING)
    assert "missing in English; readers will see it in Russian" in fault.what
    assert len(checked.editions) == 1


def test_a_missing_topic_is_one_warning() -> None:
    checked = check(folder({f"{WEEK}/economy.{code}.md": None for code in Language}))
    (fault,) = checked.faults
    assert fault.severity is Severity.WARNING
    assert "`economy` has no article" in fault.what
    assert len(checked.editions) == 1


def test_a_trend_that_differs_is_an_error_in_the_later_language() -> None:
    fault = one_fault(article(language="ru", trend="worse"), "ru")
    assert (fault.line, fault.severity) == (3, Severity.ERROR)
    assert fault.what == f"the trend is `worse` here and `same` in {WEEK}/economy.be.md"


def test_a_file_over_one_megabyte_is_not_read() -> None:
    fault = one_fault(article(body="мост " * 120_000))
    assert "the limit is 1 MB" in fault.what
    assert fault.line == 0


def test_bytes_that_are_not_utf8_are_named_by_their_position() -> None:
    data = article(body="Новы мост").encode() + b"ab\xc3("
    fault = one_fault(data)
    assert fault.line == 7
    assert fault.what == f"byte {data.index(b'(') - 1} of the file is not UTF-8"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\u202e", "\u2066", "\u2028", "\x85", "\ufeff"])
def test_characters_that_are_not_seen_are_refused_with_their_line(character: str) -> None:
    fault = one_fault(article(body=f"Першы.\n\nДругі {character}радок."))
    assert (fault.line, fault.severity) == (8, Severity.ERROR)
    assert f"U+{ord(character):04X}" in fault.what


def test_joined_emoji_and_flags_are_no_fault() -> None:
    assert check(folder({f"{WEEK}/economy.be.md": article(body="Мост 👩‍👩‍👧 🇧🇾 🏴󠁧󠁢󠁳󠁣󠁴󠁿 адкрылі.")})).faults == ()


# Pictures


def with_picture(extra: str, data: bytes | None) -> tuple[Fault, ...]:
    return check(folder({f"{WEEK}/economy.be.md": article(extra=extra), f"{WEEK}/most.png": data})).faults


def test_a_picture_is_read_with_its_size() -> None:
    extra = "image: most.png\nimage_alt: Мост праз раку\nimage_caption: Здымак рэдакцыі\n"
    tree = folder({f"{WEEK}/economy.be.md": article(extra=extra), f"{WEEK}/most.png": png(40, 30)})
    checked = check(tree)
    assert checked.faults == ()
    section = checked.editions[0].section("economy", Language.BE)
    assert section is not None
    assert section.picture is not None
    assert (section.picture.media_type, section.picture.width, section.picture.height) == ("image/png", 40, 30)
    assert (section.picture_alt, section.picture_caption) == ("Мост праз раку", "Здымак рэдакцыі")


def test_the_faults_of_a_picture() -> None:
    whole = "image: most.png\nimage_alt: Мост праз раку\n"
    (missing,) = with_picture(whole.replace("most", "mots"), png(4, 3))
    assert (missing.line, missing.severity, missing.do) == (5, Severity.ERROR, "Write `most.png`")
    (absent,) = with_picture(whole, None)
    assert absent.do == "Put the file beside the article"
    (fake,) = with_picture(whole, b"%PDF-1.4")
    assert "not a whole PNG" in fake.what
    (large,) = with_picture(whole, png(4, 3)[:-12] + b"\0" * 1_000_000 + png(4, 3)[-12:])
    assert "1 MB" in large.what
    (wide,) = with_picture(whole, png(20_000, 3))
    assert "20000 × 3 pixels" in wide.what
    (unspoken,) = with_picture("image: most.png\n", png(4, 3))
    assert "no `image_alt`" in unspoken.what
    (outside,) = with_picture(whole.replace("most.png", "../../most.png"), png(4, 3))
    assert "is not in the folder" in outside.what


def test_words_for_a_picture_that_is_not_there_are_a_warning() -> None:
    (fault,) = with_picture("image_caption: Здымак рэдакцыі\n", None)
    assert (fault.line, fault.severity) == (5, Severity.WARNING)


# topics.yaml


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (None, 0, "the file is missing"),
        ("", 1, "no keys are given"),
        ("- economy\n", 1, "no keys are given"),
        (TOPICS + "politics:\n", 4, "has no names"),
        (TOPICS + "politics: {be: Палітыка, ru: Политика}\n", 4, "no name in `en`"),
        (TOPICS + "politics: {be: Палітыка, ru: Политика, en: ''}\n", 4, "no name in `en`"),
        (TOPICS + "politics: {be: Палітыка, ru: Политика, en: Politics, de: Politik}\n", 4, "language `de` is unknown"),
        (TOPICS + "Politics!: {be: Палітыка, ru: Политика, en: Politics}\n", 4, "not a topic's name"),
        (TOPICS + "politics: {be: Политика, ru: Политика, en: Politics}\n", 4, "letters of another language"),
        (TOPICS + TOPICS, 5, "stands here twice"),
        (TOPICS + "a: &a {be: А, ru: А, en: A}\nb: *a\n", 4, "anchor"),
    ],
)
def test_a_fault_of_the_topics_keeps_every_week_out(text: str | None, line: int, what: str) -> None:
    checked = check(folder({"topics.yaml": text}))
    found = [fault for fault in checked.faults if fault.file == "topics.yaml"]
    assert found[0].line == line
    assert what in found[0].what
    assert checked.editions == ()


# The fingerprint


def test_the_fingerprint_is_that_of_the_content() -> None:
    (edition,) = check(folder()).editions
    shuffled = replace(edition, sections=tuple(reversed(edition.sections)), version=7)
    assert fingerprint(shuffled) == fingerprint(edition)
    corrected = replace(edition.sections[0], title="Новы вялікі мост")
    assert fingerprint(replace(edition, sections=(corrected, *edition.sections[1:]))) != fingerprint(edition)
    renamed = replace(edition, topics=tuple(reversed(edition.topics)))
    assert fingerprint(renamed) != fingerprint(edition)
