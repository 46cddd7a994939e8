"""What the bot says about itself: name, descriptions, commands per scope and language, menu buttons."""

from delivery.sandbox.botapi.answers import Json

Scope = tuple[str, int | str | None, int | None]
"""Type, chat and user of a command scope."""
DEFAULT: Scope = ("default", None, None)


class Profile:
    """Texts by language code, "" being everybody else's."""

    def __init__(self, name: str) -> None:
        self.texts: dict[str, dict[str, str]] = {"name": {"": name}, "description": {}, "short_description": {}}
        self.commands: dict[tuple[Scope, str], list[Json]] = {}
        self.menus: dict[int | None, Json] = {}

    def text(self, what: str, language: str | None) -> str:
        """A text in a language, else the common one, else nothing."""
        texts = self.texts[what]
        return texts.get(language or "") or texts.get("", "")

    def commands_for(self, chat_id: int, language: str | None) -> list[Json]:
        """The menu of a chat: the narrowest scope wins, and in it the person's language."""
        everywhere = "all_private_chats" if chat_id > 0 else "all_group_chats"
        scopes: list[Scope] = [("chat", chat_id, None), (everywhere, None, None), DEFAULT]
        for scope in scopes:
            for spoken in (language or "", ""):
                if commands := self.commands.get((scope, spoken)):
                    return commands
        return []
