"""Text in the wrong script or language is found by its letters, with its words and its line."""

import pytest

from delivery.core.editionfile import Severity, check
from delivery.core.language import Language
from delivery.core.script import fits, is_mixed, read
from tests.core.test_edition_check import article, folder, one_fault

BELARUSIAN = "Урад абмеркаваў праект бюджэту, і рашэнне прымуць у снежні."
RUSSIAN = "Правительство обсудило проект бюджета, и решение примут в декабре."
ENGLISH = "The government discussed the draft budget and will decide in December."


@pytest.mark.parametrize(
    ("language", "body", "name"),
    [
        ("be", RUSSIAN, "Belarusian"),
        ("be", ENGLISH, "Belarusian"),
        ("ru", BELARUSIAN, "Russian"),
        ("ru", ENGLISH, "Russian"),
        ("en", BELARUSIAN, "English"),
        ("en", RUSSIAN, "English"),
    ],
)
def test_an_article_in_another_language_is_an_error(language: str, body: str, name: str) -> None:
    fault = one_fault(article(language=language, body=body), language)
    assert fault.severity is Severity.ERROR
    assert f"not in {name}" in fault.what
    assert fault.line == 6


@pytest.mark.parametrize(("language", "own"), [("be", BELARUSIAN), ("ru", RUSSIAN), ("en", ENGLISH)])
def test_a_paragraph_in_another_language_is_an_error_at_its_line(language: str, own: str) -> None:
    foreign = RUSSIAN if language != "ru" else ENGLISH
    body = f"{own}\n\n{own}\n\n{own}\n\n{own}\n\n{own}\n\n{foreign}\n"
    fault = one_fault(article(language=language, body=body), language)
    assert (fault.severity, fault.line) == (Severity.ERROR, 16)
    assert "the paragraph is not in" in fault.what


@pytest.mark.parametrize(
    ("language", "body", "word"),
    [
        ("be", f"{BELARUSIAN}\nПра гэта паведаміла общественное аб’яднанне.", "общественное"),
        ("ru", f"{RUSSIAN}\nОб этом написала газета Звязда і сайт.", "і"),
        ("en", f"{ENGLISH}\nThe newspaper Звязда reported it.", "Звязда"),
        ("be", f"{BELARUSIAN}\nНовая кампанiя пачалася.", "кампанiя"),
    ],
)
def test_single_words_are_a_warning_that_names_word_and_line(language: str, body: str, word: str) -> None:
    fault = one_fault(article(language=language, body=body), language)
    assert (fault.severity, fault.line) == (Severity.WARNING, 7)
    assert f"“{word}”" in fault.what


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("be", f"{BELARUSIAN} Пра гэта піша Reuters, спасылаючыся на NATO і COVID-19."),
        ("be", f"{BELARUSIAN} Газета «Рабочий щит» піша інакш."),
        ("ru", f"{RUSSIAN} Агентство «Наша Ніва» пишет иначе."),
        ("en", f"{ENGLISH} The paper “Наша Ніва” disagrees; café, Łukasz and Århus are Latin."),
        ("be", f"{BELARUSIAN}\n\n> Мы обсудили вопрос и ещё вернёмся к нему.\n\n{BELARUSIAN} {BELARUSIAN}"),
        ("be", f"{BELARUSIAN} Глядзіце <https://example.org/a> і `digest edition check`."),
    ],
)
def test_names_and_quotations_are_no_fault(language: str, body: str) -> None:
    assert check(folder({f"2026-11-16/economy.{language}.md": article(language=language, body=body)})).faults == ()


def test_the_title_is_read_too() -> None:
    text = article(body=BELARUSIAN * 5).replace("Новы мост", "Решение приняли и объявили")
    fault = one_fault(text)
    assert (fault.severity, fault.line) == (Severity.ERROR, 4)


def test_the_alphabets_differ_where_the_languages_do() -> None:
    assert not any(fits(letter, Language.BE) for letter in "ищъИЩЪ")
    assert not any(fits(letter, Language.RU) for letter in "іўІЎ")
    assert fits("сур’ёзнай", Language.BE)
    assert fits("объём", Language.RU)
    assert fits("naïve", Language.EN)
    assert is_mixed("Бeларусь")
    assert read("", Language.BE).count == 0
