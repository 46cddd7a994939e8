"""Text in the wrong script or language, found by its letters: whole articles, paragraphs, single words."""

from collections.abc import Sequence

from delivery.core import script
from delivery.core.editioncheck.fault import Notes
from delivery.core.editioncheck.prose import Passage
from delivery.core.language import Language
from delivery.core.script import Reading

NAMES = {Language.BE: "Belarusian", Language.RU: "Russian", Language.EN: "English"}
SHOWN_WORDS = 8


def note_letters(passages: Sequence[Passage], language: Language, notes: Notes) -> None:
    """Notes what is not in `language`: an error for an article or a paragraph, a warning for single words."""
    readings = [(p, script.read(p.text, language, quoted=p.quoted)) for p in passages]
    whole = sum((reading for _, reading in readings), Reading())
    if whole.is_foreign_text:
        first = next(p for p, reading in readings if reading.strange or reading.quoted)
        _note_foreign("the article", first, whole, language, notes)
        return
    for passage, reading in readings:
        if reading.is_foreign_block:
            _note_foreign("the paragraph", passage, reading, language, notes)
        else:
            _note_words(passage, reading, language, notes)


def _note_foreign(what: str, passage: Passage, reading: Reading, language: Language, notes: Notes) -> None:
    words = reading.strange + reading.quoted
    share = f"{len(words)} of its {reading.count} words"
    notes.error(
        passage.line_of(words[0]) if words[0] in passage.text else passage.line,
        f"{what} is not in {NAMES[language]}: {share} hold letters of another language, such as {_shown(words)}",
        f"Write it in {NAMES[language]}, or give the file the language's own name",
    )


def _note_words(passage: Passage, reading: Reading, language: Language, notes: Notes) -> None:
    """Single words. A foreign name in Latin letters is ordinary in a Cyrillic text; a half-Latin word never is."""
    by_line: dict[int, list[str]] = {}
    for word in reading.strange:
        if not script.is_latin(word):
            by_line.setdefault(passage.line_of(word), []).append(word)
    for line, words in by_line.items():
        if any(map(script.is_mixed, words)):
            do = "Type the words again on one keyboard"
        else:
            do = "Translate the words, or put them in quotation marks if they are quoted"
        notes.warning(line, f"words with letters that {NAMES[language]} does not use: {_shown(words)}", do)


def _shown(words: Sequence[str]) -> str:
    shown = list(dict.fromkeys(words))
    more = " …" if len(shown) > SHOWN_WORDS else ""
    return ", ".join(f"“{word[:40]}”" for word in shown[:SHOWN_WORDS]) + more
