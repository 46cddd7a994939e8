"""Languages: what a client reports is an offer; every language has stand-ins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.language import FALLBACKS, NATIVE_NAMES, Language, preselected


@pytest.mark.parametrize(
    ("reported", "offered"),
    [
        ("be", Language.BE),
        ("be-BY", Language.BE),
        ("be_BY", Language.BE),
        ("BE-tarask", Language.BE),
        ("ru", Language.RU),
        ("ru-RU", Language.RU),
        ("en-GB", Language.EN),
        ("pl", Language.EN),
        ("ben", Language.EN),
        ("", Language.EN),
        (None, Language.EN),
    ],
)
def test_the_clients_language_is_offered_first(reported: str | None, offered: Language) -> None:
    assert preselected(reported) is offered


@given(st.none() | st.text())
def test_whatever_a_client_reports_something_is_offered(reported: str | None) -> None:
    assert preselected(reported) in Language


@pytest.mark.parametrize("language", Language)
def test_every_language_has_its_own_name_and_all_others_as_stand_ins(language: Language) -> None:
    assert language.native_name == NATIVE_NAMES[language]
    assert {language, *FALLBACKS[language]} == set(Language)
    assert len(FALLBACKS[language]) == len(Language) - 1
