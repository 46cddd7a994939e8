"""A Telegram message's formatting as HTML for mail: no tag but the plain ones, no link that is not a web address."""

from html import escape

from aiogram.types import Message, MessageEntity
from aiogram.utils.text_decorations import HtmlDecoration

from delivery.core.render.href import fault_of


class MailHtml(HtmlDecoration):
    """aiogram's own reading of entities, with the tags that mail clients know."""

    def quote(self, value: str) -> str:
        return escape(value).replace("\n", "<br>")

    def link(self, value: str, link: str) -> str:
        """Words alone where the address is not one for a mail (tg://, javascript:)."""
        return value if fault_of(link) else self._tag("a", value, attrs={"href": escape(link)})

    def spoiler(self, value: str) -> str:
        return value

    def custom_emoji(self, value: str, custom_emoji_id: str) -> str:
        """Every custom emoji carries an ordinary one as its text."""
        return value

    def blockquote(self, value: str) -> str:
        return self._tag("blockquote", value)

    def expandable_blockquote(self, value: str) -> str:
        return self._tag("blockquote", value)

    def pre_language(self, value: str, language: str) -> str:
        return self.pre(value)

    def apply_entity(self, entity: MessageEntity, text: str) -> str:
        """Web addresses that stand in the text become links; what mail does not know stays text."""
        if entity.type == "url":
            return self.link(text, text if "://" in text else f"https://{text}")
        if entity.type == "date_time":
            return text
        return super().apply_entity(entity, text)


def html_of(message: Message) -> str:
    """The text or caption of `message`; empty if there is none."""
    text = message.text or message.caption or ""
    return MailHtml().unparse(text, message.entities or message.caption_entities)
