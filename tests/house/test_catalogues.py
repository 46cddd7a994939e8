"""The catalogues: whole, in their own letters, with the right plurals. `make catalogues` collects the texts."""

import io
import re
from collections.abc import Iterator

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from delivery.core.language import Language
from delivery.core.mailbox import NotAnAddress
from delivery.locales import words_for
from delivery.locales.words import translations
from tests.house.catalogues import catalogue, entries, extracted, file_of, merged, refusals

LANGUAGES = pytest.mark.parametrize("language", Language)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

FOREIGN_LETTERS = {
    Language.BE: re.compile("[ищъ]", re.IGNORECASE),  # Belarusian writes і, шч, '
    Language.RU: re.compile("[іў]", re.IGNORECASE),
    Language.EN: re.compile("[а-яёіў]", re.IGNORECASE),
}


def _texts(message: Message) -> list[str]:
    """The translations of a message: one, or one per plural form."""
    return [str(text) for text in (message.string if isinstance(message.string, list | tuple) else [message.string])]


def _msgids(message: Message) -> list[str]:
    return [str(text) for text in (message.id if isinstance(message.id, list | tuple) else [message.id])]


def _all(language: Language) -> Iterator[tuple[Message, str]]:
    """Each message with each of its translations; what is not translated yet is one test's concern."""
    for message in entries(catalogue(language)).values():
        for text in filter(None, _texts(message)):
            yield message, text


@LANGUAGES
def test_every_text_is_there_and_no_other(language: Language) -> None:
    """When this fails: `make catalogues`, then translate."""
    shown, known = set(entries(extracted())), set(entries(catalogue(language)))

    assert sorted(map(str, shown - known)) == [], "missing"
    assert sorted(map(str, known - shown)) == [], "unused"
    assert not catalogue(language).obsolete


@LANGUAGES
def test_every_text_is_translated(language: Language) -> None:
    messages = entries(catalogue(language)).values()

    assert [message.id for message in messages if not all(text.strip() for text in _texts(message))] == []


@LANGUAGES
def test_no_translation_is_a_guess(language: Language) -> None:
    assert [message.id for message, _ in _all(language) if message.fuzzy] == []


def test_english_says_what_the_code_says() -> None:
    assert [
        message.id for message in entries(catalogue(Language.EN)).values() if _texts(message) != _msgids(message)
    ] == []


@LANGUAGES
def test_placeholders_are_those_of_the_english_sentence(language: Language) -> None:
    wrong = [
        (message.id, text)
        for message, text in _all(language)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(_msgids(message)[-1]))
    ]

    assert wrong == []


@LANGUAGES
def test_every_text_can_be_filled_in(language: Language) -> None:
    """A lone percent sign or a misspelt placeholder would break the sentence when it is shown."""
    for message, text in _all(language):
        names = PLACEHOLDER.findall(_msgids(message)[-1])
        if names:
            assert "%(" not in text % dict.fromkeys(names, 7), message.id


@LANGUAGES
def test_letters_are_the_languages_own(language: Language) -> None:
    assert [text for _, text in _all(language) if FOREIGN_LETTERS[language].search(text)] == []


@LANGUAGES
def test_the_tone_is_calm(language: Language) -> None:
    assert [text for _, text in _all(language) if "!" in text] == []


@LANGUAGES
def test_edges_and_ends_are_those_of_the_english_sentence(language: Language) -> None:
    """Spaces around a text and its last sign carry meaning where texts are put together."""
    for message, text in _all(language):
        source = _msgids(message)[0]
        assert (text[:1].isspace(), text[-1:].isspace()) == (source[:1].isspace(), source[-1:].isspace()), source
        if source.endswith((":", ".", "?", "…")):
            assert text.endswith(source[-1]), source


@LANGUAGES
def test_plural_forms_are_those_of_cldr(language: Language) -> None:
    order = ["one", "other"] if language is Language.EN else ["one", "few", "many"]
    rule = Locale.parse(language.value).plural_form

    for n in range(201):
        assert translations(language).plural(n) == order.index(rule(n)), n


@LANGUAGES
def test_a_plural_has_as_many_forms_as_its_language(language: Language) -> None:
    for message in entries(catalogue(language)).values():
        if message.pluralizable:
            assert len(_texts(message)) == catalogue(language).num_plurals, message.id


@LANGUAGES
def test_the_file_is_in_the_form_that_collecting_gives(language: Language) -> None:
    """So that a change of one text is a change of one place."""
    assert merged(language, extracted(), catalogue(language)) == file_of(language).read_text("utf-8")


@LANGUAGES
def test_collecting_twice_changes_nothing(language: Language) -> None:
    once = merged(language, extracted(), catalogue(language))
    again = read_po(io.BytesIO(once.encode()), locale=language.value, abort_invalid=True)

    assert merged(language, extracted(), again) == once


def test_the_readers_words_are_those_of_the_digests_own_page() -> None:
    sentence = "The situation has improved"

    assert words_for(Language.BE).gettext(sentence) == "Сітуацыя палепшылася"
    assert words_for(Language.RU).gettext(sentence) == "Ситуация улучшилась"
    assert words_for(Language.EN).gettext(sentence) == sentence


def test_refusals_are_collected_with_the_sentences_that_people_get() -> None:
    assert (None, NotAnAddress().sentence) in entries(extracted())
    assert all(sentence for _path, _context, sentence in refusals()), "a refusal without a sentence"
