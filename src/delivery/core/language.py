"""The languages of the digest, and which one stands in for another."""

from enum import StrEnum


class Language(StrEnum):
    """A language the digest is published in; the value is its BCP 47 code."""

    BE = "be"
    RU = "ru"
    EN = "en"

    @property
    def native_name(self) -> str:
        """The language's own name, the one its readers look for in a list."""
        return NATIVE_NAMES[self]


NATIVE_NAMES = {Language.BE: "Беларуская", Language.RU: "Русский", Language.EN: "English"}

# What a reader is shown where a translation is missing, in this order; the page says so in their language.
FALLBACKS = {
    Language.BE: (Language.RU, Language.EN),
    Language.RU: (Language.BE, Language.EN),
    Language.EN: (Language.RU, Language.BE),
}


def preselected(client_code: str | None) -> Language:
    """The language to offer first to a client that reports `client_code` (`be`, `ru-RU`, `pl`, None).

    Only an offer: many who read Belarusian use a Russian client, so that the choice is always theirs.
    """
    code = (client_code or "").lower().replace("_", "-").split("-")[0]
    return Language(code) if code in NATIVE_NAMES else Language.EN
