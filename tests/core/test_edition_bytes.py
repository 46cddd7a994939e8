"""Whatever the bytes, checking never raises, and what it lets in can be rendered."""

import posixpath

from hypothesis import given
from hypothesis import strategies as st

from delivery.core.editioncheck.imagefile import sniff
from delivery.core.editionfile import Checked, Severity, check
from delivery.core.language import Language
from delivery.core.render.markdown import blocks
from tests.core.pictures import png
from tests.core.test_edition_check import article, folder

PATHS = st.sampled_from(
    ["topics.yaml", "2026-11-16/economy.be.md", "2026-11-16/a.png", "2026-11-17/x.en.md", "x/y.z.md"]
) | st.text(max_size=30)

# Pieces of the languages that the files are written in, so that the search goes deeper than noise.
FRONT = ("---\n", "topic: economy\n", "title: ", "trend: same\n", "image: a.png\n", "&a ", "*a", "!!x ", "{", "}", "? ")
FRONT_ODD = ("%YAML 1.1\n", "...\n", "\t", '"', "'", "|", ">-\n ", ": ", "\\")
BODY = ("[", "]", "(", ")", "<", ">", "<b>", "> ", "- ", "1. ", "# ", "**", "_", "`", "```\n", "\n", "\n\n")
BODY_ODD = ("&#0;", "&#xD800;", "https://example.org", "javascript:", "і", "ў", "щ", "\u202e", "🇧🇾")
MARKS = st.sampled_from(FRONT + FRONT_ODD + BODY + BODY_ODD)
TEXTS = st.lists(MARKS | st.text(max_size=8), max_size=60).map("".join)
DATA = st.binary(max_size=300) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))


def assert_consistent(checked: Checked) -> None:
    for fault in checked.faults:
        assert fault.what
        assert fault.do
        assert fault.line >= 0
        assert str(fault)
    refused = {posixpath.dirname(f.file) for f in checked.faults if f.severity is Severity.ERROR}
    assert not refused & {str(edition.week) for edition in checked.editions}


@given(st.dictionaries(PATHS, DATA, max_size=4))
def test_any_files_are_checked_without_raising(tree: dict[str, bytes]) -> None:
    assert_consistent(check(tree))


@given(DATA)
def test_any_article_in_a_good_folder_is_checked_without_raising(data: bytes) -> None:
    assert_consistent(check(folder({"2026-11-16/economy.be.md": data})))


@given(TEXTS)
def test_a_body_that_passes_says_something(body: str) -> None:
    text = article(body=body or " ").encode("utf-8", "surrogatepass")
    checked = check(folder({"2026-11-16/economy.be.md": text}))
    assert_consistent(checked)
    for edition in checked.editions:
        section = edition.section("economy", Language.BE)
        assert section is not None
        assert blocks(section.body)


@given(TEXTS)
def test_the_lines_of_faults_are_lines_of_the_file(body: str) -> None:
    text = article(body=body or " ")
    checked = check(folder({"2026-11-16/economy.be.md": text.encode("utf-8", "surrogatepass")}))
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(fault.line <= last for fault in checked.faults)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF"]))
def test_any_bytes_as_a_picture_are_judged_without_raising(data: bytes, start: bytes) -> None:
    found = sniff(start + data)
    assert found is None or (found.width > 0 and found.height > 0)


def test_a_picture_that_is_cut_off_is_none() -> None:
    whole = png(20, 10)
    assert sniff(whole) is not None
    assert not any(sniff(whole[:end]) for end in range(len(whole) - 8))


def test_a_hostile_front_matter_is_refused_quickly() -> None:
    for bomb in ("[" * 100_000, "{" * 100_000, "a: " * 50_000, "- " * 50_000, "? " * 50_000):
        assert check(folder({"2026-11-16/economy.be.md": f"---\n{bomb}\n---\nтэкст"})).editions == ()
        assert check(folder({"topics.yaml": bomb})).editions == ()


def test_a_hostile_body_is_read_without_a_deep_stack() -> None:
    for bomb in (
        "*" * 5_000 + "а" + "*" * 5_000,
        "[" * 5_000,
        ">" * 5_000,
        "- " * 5_000 + "а",
        "![" * 3_000,
        "`" * 5_000,
    ):
        check(folder({"2026-11-16/economy.be.md": article(body=bomb)}))
        blocks(bomb)
