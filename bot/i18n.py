"""The language of each update: the reader's own, or the client's before they have chosen one."""

from collections.abc import Awaitable, Callable
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from aiogram.types import TelegramObject, User
from aiogram.utils.i18n import I18n, I18nMiddleware

import delivery.locales
from delivery.core.language import Language, preselected
from delivery.core.subscription import Reader
from delivery.locales import translations, words_for


class Catalogues(I18n):
    """aiogram's I18n on the catalogues that all rooms share; nothing has to be compiled beforehand."""

    def __init__(self) -> None:
        super().__init__(path=Path(delivery.locales.__file__).parent, default_locale=Language.EN, domain="digest")

    def find_locales(self) -> dict[str, GNUTranslations]:
        return {language.value: translations(language) for language in Language}


class ReaderLanguage(I18nMiddleware):
    """Chooses the locale, and gives handlers the `words` of that language."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        data["words"] = words_for(Language(await self.get_locale(event, data)))
        return await super().__call__(handler, event, data)

    async def get_locale(self, event: TelegramObject, data: dict[str, Any]) -> str:
        reader: Reader | None = data["reader"]
        user: User | None = data.get("event_from_user")
        return (reader.language if reader else preselected(user.language_code if user else None)).value
