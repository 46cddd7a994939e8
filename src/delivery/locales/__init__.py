"""What people read: gettext catalogues in three languages, and CLDR's dates and numbers."""

from delivery.locales.words import CatalogueWords, translations, words_for

__all__ = ["CatalogueWords", "translations", "words_for"]
