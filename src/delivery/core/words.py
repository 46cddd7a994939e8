"""What the pure rooms need of a language: its texts and its dates. `delivery.locales` gives the real ones."""

from datetime import date, datetime, timedelta
from typing import Protocol

from delivery.core.language import Language
from delivery.core.week import Week


class Words(Protocol):
    """The texts of one language. Messages are the English sentences; placeholders are `%(name)s`."""

    @property
    def language(self) -> Language: ...

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, singular: str, plural: str, n: int, /) -> str: ...

    def pgettext(self, context: str, message: str, /) -> str: ...

    def week(self, week: Week, /) -> str:
        """`January 15 – January 21, 2024` as CLDR writes it in this language."""
        ...

    def day(self, day: date, /) -> str:
        """`January 15, 2024` as CLDR writes it in this language."""
        ...

    def moment(self, moment: datetime, /) -> str:
        """`Monday, January 15, 9:00`, in the time zone of `moment`."""
        ...

    def number(self, number: int, /) -> str:
        """`12,345` with the language's own grouping."""
        ...

    def span(self, span: timedelta, /) -> str:
        """`5 minutes`, to the unit that matters."""
        ...
