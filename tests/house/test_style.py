"""The style that a linter does not know: sizes, openings, and that the project speaks of itself alone."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = ("*.md", "*.toml", "*.yml", "Makefile", "Dockerfile", ".env.example", ".ci/run")
FOLDERS = ("bot", "src", "tests", "docs", "benchmarks")
MADE = frozenset({"__pycache__", ".egg-info"})  # by tools
MODULE_LINES = 250
TEST_LINES = 500  # a test module is a list of laws, each read by itself

# Longer modules, each with its reason.
LONGER = {
    "src/delivery/store/migrations/versions/0001_the_tables_of_the_first_version.py": "the record of one moment",
}

# Whom the project may name: examples (RFC 2606; the two of Cyrillic letters mean the same, as none is reserved), this
# machine, Telegram, and where standards are published.
HOSTS = re.compile(
    r"(.*\.)?(example|example\.(org|com|net)|test|invalid|localhost|telegram\.org|t\.me"
    r"|прыклад\.бел|xn--80aiqesg1f\.xn--90ais"
    r"|w3\.org|rfc-editor\.org|ietf\.org|iana\.org|unicode\.org|commonmark\.org)"
)
URL = re.compile(r"https?://(?:[^\s/@\"'<>]*@)?([^\s/:\"'<>`()\[\]{}$\\,;?#*]+)", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[^\W\d_][\w-]+)")
REAL_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")  # others are shapes in code: {host}, exa..mple
MACHINE_PATH = re.compile(r"(?<![\w./-])/(?:work|root|home|Users|mnt|srv)/\w")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")


def _own() -> list[Path]:
    """The project's own text files, found without git, which a copy may lack."""
    top = [path for pattern in TOP for path in ROOT.glob(pattern)]
    below = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if not MADE & _kinds(path)]
    return sorted(path for path in (*top, *below) if path.is_file() and _is_text(path))


def _kinds(path: Path) -> set[str]:
    return {part if part == "__pycache__" else Path(part).suffix for part in path.relative_to(ROOT).parts}


def _is_text(path: Path) -> bool:
    return b"\0" not in path.read_bytes()[:4096]


FILES = _own()
MODULES = [path for path in FILES if path.suffix == ".py"]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _found(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(file, what was found) of every match of the pattern, or of its first group; this file names what is wrong."""
    group = min(pattern.groups, 1)
    others = [path for path in FILES if path != Path(__file__)]
    return [(_name(path), match[group]) for path in others for match in pattern.finditer(path.read_text("utf-8"))]


def test_the_project_was_found() -> None:
    assert {"bot", "src", "tests"} <= {_name(path).partition("/")[0] for path in MODULES}


def test_a_module_is_read_on_a_few_screens() -> None:
    limits = {path: TEST_LINES if _name(path).startswith("tests/") else MODULE_LINES for path in MODULES}
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    too_long = {_name(path): length for path, length in lengths.items() if length > limits[path]}

    assert {name: length for name, length in too_long.items() if name not in LONGER} == {}
    assert set(LONGER) <= set(too_long), "an exception that is no longer needed"


def test_a_module_opens_with_what_it_knows() -> None:
    silent = [
        _name(path)
        for path in MODULES
        if not _name(path).startswith("tests/") and path.read_text("utf-8").strip() and not _opening(path)
    ]

    assert silent == []


def _opening(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_only_examples_telegram_and_standards_are_named() -> None:
    urls = [(name, host) for name, host in _found(URL) if REAL_HOST.fullmatch(host)]

    assert [(name, host) for name, host in urls if not HOSTS.fullmatch(host.lower())] == []
    assert [(name, domain) for name, domain in _found(MAIL) if not HOSTS.fullmatch(domain.lower())] == []


def test_no_path_of_a_machine_is_named() -> None:
    assert _found(MACHINE_PATH) == []


def test_nothing_is_left_for_later() -> None:
    assert _found(UNFINISHED) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (URL, "see https://digest.by/archive"),
        (URL, "https://user:password@real.net"),
        (MAIL, "write to anna@mail.by"),
        (MACHINE_PATH, "open /home/anna/digest"),
        (UNFINISHED, "# TODO: later"),
    ],
)
def test_the_search_itself_finds_what_it_looks_for(pattern: re.Pattern[str], text: str) -> None:
    found = pattern.search(text)

    assert found is not None
    assert not HOSTS.fullmatch(found[min(pattern.groups, 1)])
