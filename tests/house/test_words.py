"""Dates and spans as people of each language write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from delivery.core.language import Language
from delivery.core.week import Week
from delivery.locales import words_for

THIN = "\u2009"  # CLDR sets it around the dash of an English interval


@pytest.mark.parametrize(
    ("monday", "belarusian", "russian", "english"),
    [
        (date(2024, 1, 15), "15–21 студзеня 2024", "15–21 января 2024", "January 15 – January 21, 2024"),
        (
            date(2024, 1, 29),
            "29 студзеня – 4 лютага 2024",
            "29 января – 4 февраля 2024",
            "January 29 – February 4, 2024",
        ),
        (
            date(2024, 12, 30),
            "30 снежня 2024 – 5 студзеня 2025",
            "30 декабря 2024 – 5 января 2025",
            "December 30, 2024 – January 5, 2025",
        ),
    ],
)
def test_a_week_names_each_month_and_year_no_more_than_it_must(
    monday: date, belarusian: str, russian: str, english: str
) -> None:
    written = [words_for(language).week(Week(monday)).replace(THIN, " ") for language in Language]

    assert written == [belarusian, russian, english]


def test_a_day_and_a_moment_are_declined() -> None:
    words, moment = words_for(Language.BE), datetime(2024, 2, 9, 9, tzinfo=UTC)

    assert words.day(moment.date()) == "9 лютага 2024"
    assert words.moment(moment) == "пятніца, 9 лютага, 09:00"


@pytest.mark.parametrize(
    ("minutes", "belarusian", "russian", "english"),
    [
        (0.5, "30 секунд", "30 секунд", "30 seconds"),
        (2, "2 хвіліны", "2 минуты", "2 minutes"),
        (21, "21 хвіліна", "21 минута", "21 minutes"),
        (80, "80 хвілін", "80 минут", "80 minutes"),
        (48 * 60, "48 гадзін", "48 часов", "48 hours"),
    ],
)
def test_a_span_is_not_rounded_to_a_unit_of_which_it_holds_one(
    minutes: float, belarusian: str, russian: str, english: str
) -> None:
    assert [words_for(language).span(timedelta(minutes=minutes)) for language in Language] == [
        belarusian,
        russian,
        english,
    ]
