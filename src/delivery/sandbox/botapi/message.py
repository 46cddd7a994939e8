"""One message as a chat shows it at one moment. An edit makes a new value; the chat keeps the newest."""

from dataclasses import dataclass

from delivery.sandbox.botapi.answers import Json
from delivery.sandbox.botapi.keyboards import Button, rows


@dataclass(frozen=True, slots=True)
class Message:
    """The Bot API's own JSON (`raw`) with the readings that tests and the page ask for.

    by_bot: written by the bot. keyboard: the reply keyboard (or its removal) that came with it, which the
    API shows to nobody but the client.
    """

    raw: Json
    by_bot: bool
    keyboard: Json | None = None

    @property
    def id(self) -> int:
        number: int = self.raw["message_id"]
        return number

    @property
    def chat_id(self) -> int:
        number: int = self.raw["chat"]["id"]
        return number

    @property
    def text(self) -> str:
        """Text or caption; empty if there is neither."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """The formatting of `text`, offsets in UTF-16 units."""
        marks: list[Json] = self.raw.get("entities") or self.raw.get("caption_entities") or []
        return marks

    @property
    def rows(self) -> tuple[tuple[Button, ...], ...]:
        """The inline keyboard, row by row."""
        return tuple(rows(self.raw.get("reply_markup")))

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All inline buttons in reading order."""
        return tuple(button for row in self.rows for button in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """The words on the inline buttons."""
        return tuple(button.text for button in self.buttons)

    @property
    def edited(self) -> bool:
        return "edit_date" in self.raw

    @property
    def album(self) -> str | None:
        """The id that the messages of one album share."""
        return self.raw.get("media_group_id")

    @property
    def file_id(self) -> str | None:
        """The file in it: the document, or the largest size of the photo."""
        if "document" in self.raw:
            return str(self.raw["document"]["file_id"])
        return str(self.raw["photo"][-1]["file_id"]) if "photo" in self.raw else None

    def button(self, words: str) -> Button:
        """The inline button with this text or this callback data. Raises LookupError that names them all."""
        for button in self.buttons:
            if words in (button.text, button.data):
                return button
        raise LookupError(f"no button {words!r} under {self.text[:60]!r}; there are {list(self.labels)}")


def content(raw: Json) -> Json:
    """What a copy of a message carries: text, media and formatting, without ids, dates and people."""
    carried = ("text", "entities", "photo", "document", "caption", "caption_entities", "link_preview_options",
               "show_caption_above_media", "has_media_spoiler")  # fmt: skip
    return {name: raw[name] for name in carried if name in raw}
