"""Texts and dates of one language, from the .po files beside this module.

The catalogues are compiled in memory when a language is first used (a few milliseconds), so that no build step can be
forgotten and no compiled file can be older than its source.
"""

import io
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from delivery.core.language import Language
from delivery.core.week import Week

DOMAIN = "digest"


@cache
def translations(language: Language) -> Translations:
    """The catalogue of `language`, in the form that Jinja2's i18n extension and aiogram take."""
    source = files(__package__) / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = io.BytesIO()
    with source.open("rb") as po:
        write_mo(compiled, read_po(po, locale=language.value, domain=DOMAIN))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@dataclass(frozen=True, slots=True)
class CatalogueWords:
    """`core.words.Words` on a catalogue and CLDR."""

    language: Language
    catalogue: GNUTranslations
    locale: Locale

    def gettext(self, message: str, /) -> str:
        return self.catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int, /) -> str:
        return self.catalogue.ngettext(singular, plural, n)

    def pgettext(self, context: str, message: str, /) -> str:
        return self.catalogue.pgettext(context, message)

    def week(self, week: Week, /) -> str:
        """The week's two ends as CLDR joins them, with the months written out: `15–21 студзеня 2024`."""
        first, last = self.locale.interval_formats["yMMMd"][self._difference(week)]
        joined = "".join(
            format_date(day, _YEAR_WORD.sub("", pattern).replace("MMM", "MMMM"), locale=self.locale)
            for day, pattern in ((week.monday, first), (week.sunday, last))
        )
        return joined.replace("\N{THIN SPACE}", " ")  # CLDR's thin spaces are missing from many mail fonts

    def day(self, day: date, /) -> str:
        return format_date(day, _YEAR_WORD.sub("", self.locale.date_formats["long"].pattern), locale=self.locale)

    def moment(self, moment: datetime, /) -> str:
        return format_datetime(moment, _MOMENT[self.language], tzinfo=moment.tzinfo, locale=self.locale)

    def number(self, number: int, /) -> str:
        return format_decimal(number, locale=self.locale)

    def span(self, span: timedelta, /) -> str:
        """`3 minutes`, to the unit that matters: `90 minutes` and `48 hours`, not `1 hour` and `2 days`."""
        if span < timedelta(minutes=1):
            return format_timedelta(span, locale=self.locale)
        return format_timedelta(span, "minute", threshold=2.5, locale=self.locale)

    def _difference(self, week: Week) -> str:
        """CLDR's letter for the largest field in which the two ends differ."""
        if week.monday.year != week.sunday.year:
            return "y"
        # English names the month twice, as the digest's own page does: January 15 – January 21, 2024.
        return "M" if week.monday.month != week.sunday.month or self.language is Language.EN else "d"


# Weekday, day and month, hour: CLDR has no single skeleton for it that all three languages fill well.
_MOMENT = {
    Language.BE: "EEEE, d MMMM, HH:mm",
    Language.RU: "EEEE, d MMMM, HH:mm",
    Language.EN: "EEEE, MMMM d, HH:mm",
}

# The digest's page writes dates without the word for year ("г."), which CLDR quotes in its patterns.
_YEAR_WORD = re.compile(r"\s?('г'|г)\.?")


@cache
def words_for(language: Language) -> CatalogueWords:
    """The texts and dates of `language`."""
    return CatalogueWords(language, translations(language), Locale.parse(language.value))
