"""The texts that people read: collected from code and templates, merged into the three catalogues.

`make catalogues` runs `update`: new texts come in empty, texts that nobody shows any more go, and nothing is guessed.
English is its own translation.
"""

import ast
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from delivery.core.language import Language

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "src" / "delivery" / "locales"
SANDBOX = ROOT / "src" / "delivery" / "sandbox"  # it plays the outside world, in English
TEMPLATES = ("*.html", "*.j2", "*.txt")

KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
JINJA = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
REFUSAL = "Refusal"  # its subclasses' docstrings are sentences for people

SLAVIC = "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
PLURALS = {Language.BE: SLAVIC, Language.RU: SLAVIC, Language.EN: "nplurals=2; plural=(n != 1);"}

Key = tuple[str | None, str]  # context, msgid


def extracted() -> Catalog:
    """Every text that the code or a template shows, without translations."""
    catalog = Catalog()
    for path, context, msgid in (*_calls(), *refusals()):
        catalog.add(msgid, context=context, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return catalog


def catalogue(language: Language) -> Catalog:
    """The catalogue of `language`, as it stands. Raises PoFileError where the file is broken."""
    with file_of(language).open("rb") as po:
        return read_po(po, locale=language.value, abort_invalid=True)


def file_of(language: Language) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "digest.po"


def entries(catalog: Catalog) -> dict[Key, Message]:
    """The messages by context and msgid (of a plural, its singular), without the header."""
    return {key(message): message for message in catalog if message.id}


def key(message: Message) -> Key:
    msgid = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return message.context, str(msgid)


def merged(language: Language, texts: Catalog, known: Catalog) -> str:
    """The .po file of `language`: the texts of the code with the translations that are known."""
    catalog, translations = Catalog(locale=language.value), entries(known)
    for entry, message in entries(texts).items():
        string = _translation(language, message, translations.get(entry))
        catalog.add(message.id, string, context=message.context, locations=message.locations)
    body = io.BytesIO()
    write_po(body, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False)
    return f"{_header(language)}\n{body.getvalue().decode().strip()}\n"


def update() -> None:
    """Bring the three files up to date; a second run changes nothing."""
    texts = extracted()
    for language in Language:
        file_of(language).write_text(merged(language, texts, catalogue(language)), "utf-8")


def _translation(language: Language, message: Message, known: Message | None) -> Any:
    if language is Language.EN:
        return message.id
    if known is not None and known.pluralizable == message.pluralizable and "fuzzy" not in known.flags:
        return known.string
    return ("", "", "") if message.pluralizable else ""


def _header(language: Language) -> str:
    fields = {
        "Project-Id-Version": "weekly-digest",
        "Language": language.value,
        "Plural-Forms": PLURALS[language],
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return "\n".join(('msgid ""', 'msgstr ""', *(f'"{name}: {value}\\n"' for name, value in fields.items()), ""))


def _calls() -> Iterator[tuple[Path, str | None, Any]]:
    """(file, context, msgid) of each call of a gettext function with literal texts."""
    for path in _sources():
        yield from _of_file(path, "python", {})
    for path in sorted(found for pattern in TEMPLATES for found in (ROOT / "src").rglob(pattern)):
        if SANDBOX not in path.parents:
            yield from _of_file(path, "jinja2.ext:babel_extract", JINJA)


def _of_file(path: Path, method: str, options: Mapping[str, str]) -> Iterator[tuple[Path, str | None, Any]]:
    with path.open("rb") as source:
        for _line, msgid, _comments, context in extract(method, source, KEYWORDS, options=options):
            yield path, context, msgid


def refusals() -> Iterator[tuple[Path, None, str]]:
    """(file, None, sentence) of each refusal, found by the names of base classes over all files."""
    classes = [(path, node) for path in _sources() for node in ast.walk(_tree(path)) if isinstance(node, ast.ClassDef)]
    names, before = {REFUSAL}, 0
    while len(names) > before:
        before = len(names)
        names |= {node.name for _, node in classes if names & {ast.unparse(base) for base in node.bases}}
    for path, node in classes:
        if node.name in names - {REFUSAL}:
            yield path, None, (ast.get_docstring(node, clean=False) or "").strip()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _sources() -> list[Path]:
    found = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "src").rglob("*.py")]
    return sorted(path for path in found if SANDBOX not in path.parents)


if __name__ == "__main__" and sys.argv[1:] == ["update"]:
    update()
