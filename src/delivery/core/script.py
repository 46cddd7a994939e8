"""Which letters a text is in, judged word by word, so that a Russian word in a Belarusian text can be named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import regex

from delivery.core.language import Language

_BELARUSIAN = frozenset("абвгдеёжзійклмнопрстуўфхцчшыьэюя")
_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")

# The letters that a language is written in; English is written in any Latin letters, for the sake of names.
ALPHABETS: Mapping[Language, frozenset[str] | None] = {
    Language.BE: _BELARUSIAN,
    Language.RU: _RUSSIAN,
    Language.EN: None,
}

# Foreign words are part of an ordinary text (a name, a quotation); from these shares on they are its language.
SHARE_OF_A_BLOCK = 0.3
SHARE_OF_A_TEXT = 0.3
WORDS_OF_A_BLOCK = 3  # so that a heading which is one name is not judged

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:['’ʼ]\p{L}[\p{L}\p{M}]*)*")
_LETTERS = regex.compile(r"\p{L}")
_LATIN = regex.compile(r"\p{Latin}")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"\n]*\"")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as read in one language.

    `count` words in all; `strange` are those that hold a letter the language is not written in, `mixed` those of them
    that mix Latin and Cyrillic letters, `quoted` those inside quotation marks (not among the strange ones).
    """

    count: int = 0
    strange: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()

    def __add__(self, other: "Reading") -> "Reading":
        return Reading(
            self.count + other.count,
            self.strange + other.strange,
            self.mixed + other.mixed,
            self.quoted + other.quoted,
        )

    @property
    def is_foreign_block(self) -> bool:
        """True of a paragraph or a title in another language or script."""
        return len(self.strange) >= WORDS_OF_A_BLOCK and len(self.strange) > self.count * SHARE_OF_A_BLOCK

    @property
    def is_foreign_text(self) -> bool:
        """True of a whole article in another language or script, quotations included."""
        return len(self.strange) + len(self.quoted) > self.count * SHARE_OF_A_TEXT


def read(text: str, language: Language, *, quoted: bool = False) -> Reading:
    """How `text` reads in `language`; `quoted` says that all of it is a quotation."""
    words = _WORD.findall(text)
    strange = [word for word in words if not fits(word, language)]
    if not strange:
        return Reading(len(words))
    if quoted:
        return Reading(len(words), quoted=tuple(strange))
    inside = [word for quotation in _QUOTED.findall(text) for word in _WORD.findall(quotation)]
    outside = tuple(word for word in strange if word not in inside)
    return Reading(
        len(words),
        strange=outside,
        mixed=tuple(word for word in outside if is_mixed(word)),
        quoted=tuple(word for word in strange if word in inside),
    )


def fits(word: str, language: Language) -> bool:
    """Whether each letter of `word` is one that `language` is written in."""
    alphabet = ALPHABETS[language]
    letters = _LETTERS.findall(word.casefold())
    if alphabet is None:
        return all(_LATIN.match(letter) for letter in letters)
    return alphabet.issuperset(letters)


def is_mixed(word: str) -> bool:
    """Whether `word` mixes Latin and Cyrillic letters: most often an `i` or a `c` typed on the other keyboard."""
    return bool(_LATIN.search(word)) and bool(_CYRILLIC.search(word))


def is_latin(word: str) -> bool:
    """Whether `word` is written in Latin letters: the usual form of a foreign name in a Cyrillic text."""
    return bool(_LATIN.search(word)) and not _CYRILLIC.search(word)
