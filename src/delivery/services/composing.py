"""Composing: from a claimed delivery to a message, rendered once per campaign, language and choice of topics."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from delivery.core.actions import Action
from delivery.core.campaign import BroadcastContent, Campaign, CampaignKind
from delivery.core.delivery import Claimed
from delivery.core.edition import Edition
from delivery.core.language import Language
from delivery.core.links import Links
from delivery.core.message import Button, CopyPart, MailContent, MailEnvelope, TelegramMessage
from delivery.core.mime import UNSUBSCRIBE_MAILTO, UNSUBSCRIBE_URL, MailFrame, MailTemplate, compile_mail
from delivery.core.render.digest import digest
from delivery.core.render.document import Document
from delivery.core.render.mail import mail
from delivery.core.render.notice import broadcast, confirmation
from delivery.core.render.telegram import parts
from delivery.core.render.web import page
from delivery.core.subscription import Reader
from delivery.core.words import Words
from delivery.locales import words_for
from delivery.services.editions import latest_published
from delivery.store import Store

KEPT = 64  # rendered messages held at a time: languages × choices of topics of the campaigns that run
CONFIRM_URL = "confirm_url"

Value = TypeVar("Value")


class NothingToSend(ValueError):
    """The delivery's campaign has no content; it cannot be sent."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands on every mail: the sender that readers see, and our domain."""

    name: str
    address: str
    domain: str


class Composer:
    """Makes messages of deliveries."""

    def __init__(self, store: Store, links: Links, letterhead: Letterhead) -> None:
        self._store = store
        self._links = links
        self._letterhead = letterhead
        self._messages: Cache[TelegramMessage] = Cache(KEPT)
        self._templates: Cache[MailTemplate] = Cache(KEPT)

    async def telegram(self, claimed: Claimed) -> TelegramMessage:
        """The Telegram messages of this delivery. Raises NothingToSend."""
        key = (claimed.campaign_id, claimed.language, claimed.topics)
        return await self._messages.get(key, lambda: self._telegram(claimed))

    async def mail(self, claimed: Claimed) -> tuple[MailTemplate, MailEnvelope]:
        """The mail's template, and what is this reader's own. Raises NothingToSend."""
        key = (claimed.campaign_id, claimed.language, claimed.topics)
        template = await self._templates.get(key, lambda: self._template(claimed))
        return template, self._envelope(claimed)

    async def latest(self, reader: Reader) -> TelegramMessage | None:
        """The newest published edition for a reader who asks; None while there is none."""
        edition = await latest_published(self._store)
        return telegram_digest(edition, reader.language, reader.topics) if edition else None

    async def _telegram(self, claimed: Claimed) -> TelegramMessage:
        if claimed.kind is CampaignKind.BROADCAST:
            content = await self._content(claimed)
            return TelegramMessage((CopyPart(content.from_chat, content.message_ids),))
        return telegram_digest(await self._edition(claimed), claimed.language, claimed.topics)

    async def _template(self, claimed: Claimed) -> MailTemplate:
        words = words_for(claimed.language)
        match claimed.kind:
            case CampaignKind.NOTICE:
                content = confirmation(words)
            case CampaignKind.BROADCAST:
                content = broadcast(await self._content(claimed), words)
            case CampaignKind.DIGEST | CampaignKind.TEST:
                content = self._digest_mail(await self._edition(claimed), claimed, words)
        return compile_mail(content, self._frame(await self._campaign(claimed), claimed.language))

    def _digest_mail(self, edition: Edition, claimed: Claimed, words: Words) -> MailContent:
        document = digest(edition, claimed.language, words, claimed.topics)
        return mail(document, words, self._links.edition(edition.week, claimed.language))

    def _frame(self, campaign: Campaign, language: Language) -> MailFrame:
        return MailFrame(
            sender_name=self._letterhead.name,
            sender_address=self._letterhead.address,
            language=language,
            date=campaign.started_at or campaign.created_at,
            list_domain=self._letterhead.address.rpartition("@")[2],
            archive_url=self._links.home(language),
            feedback_id=f"{campaign.id}:{campaign.kind}:{language}:digest",
        )

    def _envelope(self, claimed: Claimed) -> MailEnvelope:
        slots = {
            UNSUBSCRIBE_URL: self._links.unsubscribe(claimed.subscription_id),
            UNSUBSCRIBE_MAILTO: self._links.unsubscribe_mail(claimed.subscription_id),
        }
        if "confirm" in claimed.payload:
            slots[CONFIRM_URL] = self._links.confirm(claimed.payload["confirm"])
        return MailEnvelope(
            sender=self._links.bounce(claimed.id),
            recipient=claimed.address,
            message_id=self._links.message_id(claimed.id),
            slots=slots,
        )

    async def _edition(self, claimed: Claimed) -> Edition:
        if claimed.edition_id is None:
            raise NothingToSend(f"campaign {claimed.campaign_id} names no edition")
        async with self._store.read() as tx:
            return await tx.editions.load(claimed.edition_id)

    async def _content(self, claimed: Claimed) -> BroadcastContent:
        async with self._store.read() as tx:
            content = await tx.campaigns.content(claimed.campaign_id)
        if content is None:
            raise NothingToSend(f"campaign {claimed.campaign_id} has no message")
        return content

    async def _campaign(self, claimed: Claimed) -> Campaign:
        async with self._store.read() as tx:
            campaign = await tx.campaigns.get(claimed.campaign_id)
        if campaign is None:
            raise NothingToSend(f"there is no campaign {claimed.campaign_id}")
        return campaign


def telegram_digest(edition: Edition, language: Language, topics: frozenset[str] | None) -> TelegramMessage:
    """The week for a Telegram reader, with the standing buttons under its last part."""
    words = words_for(language)
    buttons = (  # no three in a row: a third of a phone's width is too narrow for the Russian word for Pause
        (
            Button(words.gettext("Language"), data=Action.LANGUAGE),
            Button(words.gettext("Pause"), data=Action.PAUSE),
        ),
        (Button(words.gettext("Unsubscribe"), data=Action.UNSUBSCRIBE),),
    )
    return TelegramMessage(parts(digest(edition, language, words, topics), words, buttons))


def preview(edition: Edition, language: Language, channel: str, public_url: str) -> str:
    """The edition as its readers will see it: a web page, the HTML part of the mail, or the Telegram messages' text."""
    words = words_for(language)
    document: Document = digest(edition, language, words)
    match channel:
        case "telegram":
            return "\n\n".join(part.text for part in parts(document, words))
        case "email":
            return mail(document, words, f"{public_url}/{language}/{edition.week}/").html
        case _:
            return web_page(edition, language)


def web_page(edition: Edition, language: Language) -> str:
    """The edition as a page for browsers, complete in itself."""
    words = words_for(language)
    return page(digest(edition, language, words), words)


class Cache(Generic[Value]):
    """The most recently used values, at most `size`; each is made once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._making = asyncio.Lock()  # a campaign begins with many deliveries at once: one of them renders
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Value]]) -> Value:
        """The value of `key`, made now if it is not there."""
        async with self._making:
            if key not in self._values:
                self._values[key] = await make()
        self._values.move_to_end(key)
        while len(self._values) > self._size:
            self._values.popitem(last=False)
        return self._values[key]
