"""E-mail by double opt-in: an address is asked for, a mail goes out, its owner confirms."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from delivery.core.campaign import LIFETIME, Audience, CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.errors import Refusal
from delivery.core.language import Language
from delivery.core.mailbox import mailbox
from delivery.core.subscription import SubscriberKind, SubscriptionStatus, Via
from delivery.core.tokens import stored_form
from delivery.services.subscribing import MAILBOXES, NotSubscribed
from delivery.store import Store, Transaction
from delivery.store.confirmations import Confirmation

LIFE = LIFETIME[CampaignKind.NOTICE]
PER_ADDRESS = (timedelta(hours=24), 1)  # one confirmation a day …
IN_ALL = 3  # … and three in all until one is used: nobody can be bombed
PER_READER = (timedelta(hours=24), 5)


class TooManyAddresses(Refusal):
    """You have asked for too many confirmation e-mails today. Please try again tomorrow."""

    code = "too-many-addresses"


class AlreadyConfirmed(Refusal):
    """This address is already confirmed: the digest comes to it."""

    code = "already-confirmed"


class LinkState(StrEnum):
    """What a confirmation link is worth at this moment."""

    OPEN = "open"
    DONE = "done"  # used before, and the subscription is active: nothing to do
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A confirmation link, as its page shows it. `language` is None for an unknown link."""

    state: LinkState
    language: Language | None = None


async def ask(store: Store, subscriber_id: int, text: str, token: str, now: datetime) -> str:
    """Ask the owner of the address `text` to confirm it for this subscriber; returns the address in its normal form.

    `token` is random (≥ 128 bits). Whether a mail goes out is not told: an address that is suppressed, or was
    written to too often, gets none. Raises NotAnAddress, AlreadyConfirmed, TooManyAddresses, NotSubscribed.
    """
    address = mailbox(text)
    async with store.begin() as tx:
        await tx.alone(MAILBOXES)
        reader = await tx.subscribers.get(subscriber_id)
        if reader is None or reader.is_erased:
            raise NotSubscribed
        active = reader.on(ChannelName.EMAIL)
        if active and active.address == address:
            raise AlreadyConfirmed
        span, limit = PER_READER
        if await tx.confirmations.asked_since(subscriber_id, now - span) >= limit:
            raise TooManyAddresses
        subscription_id = await _pending(tx, subscriber_id, address, now)
        if await _may_mail(tx, address, now):
            await _mail(tx, subscription_id, address, token, now)
    return address


async def subscribe_mailbox(store: Store, text: str, language: Language, token: str, now: datetime) -> None:
    """Ask the owner of a mailbox that no chat stands behind; the same silence about what happened."""
    address = mailbox(text)
    async with store.begin() as tx:
        await tx.alone(MAILBOXES)
        if await _may_mail(tx, address, now):
            subscriber_id = await tx.subscribers.add(SubscriberKind.PERSON, language, now)
            subscription_id = await _pending(tx, subscriber_id, address, now)
            await _mail(tx, subscription_id, address, token, now)


async def look(store: Store, token: str, now: datetime) -> Link:
    """What the link is worth; changes nothing (scanners fetch links)."""
    async with store.read() as tx:
        return await _look(tx, await tx.confirmations.find(token), now)


async def confirm(store: Store, token: str, now: datetime) -> Link:
    """Confirm the address behind the link. Pressing twice is harmless: the answer is DONE both times."""
    async with store.begin() as tx:
        await tx.alone(MAILBOXES)
        found = await tx.confirmations.find(token)
        link = await _look(tx, found, now)
        if found is None or link.state is not LinkState.OPEN:
            return link
        if await tx.confirmations.use(found.id, now):
            await _activate(tx, found.subscription_id, now)
        return Link(LinkState.DONE, link.language)


async def _look(tx: Transaction, found: Confirmation | None, now: datetime) -> Link:
    subscription = await tx.subscriptions.get(found.subscription_id) if found else None
    if found is None or subscription is None or subscription.status is SubscriptionStatus.ERASED:
        return Link(LinkState.UNKNOWN)
    reader = await tx.subscribers.get(subscription.subscriber_id)
    language = reader.language if reader else None
    if subscription.status is SubscriptionStatus.ACTIVE:
        return Link(LinkState.DONE, language)
    if found.used_at or now >= found.expires_at or subscription.status is not SubscriptionStatus.PENDING:
        return Link(LinkState.EXPIRED, language)
    return Link(LinkState.OPEN, language)


async def _pending(tx: Transaction, subscriber_id: int, address: str, now: datetime) -> int:
    """The subscriber's one pending subscription for this address; an older wish for another address is forgotten."""
    reader = await tx.subscribers.get(subscriber_id)
    for wish in reader.subscriptions if reader else ():
        if wish.channel is ChannelName.EMAIL and wish.status is SubscriptionStatus.PENDING:
            if wish.address == address:
                return wish.id
            await tx.outbox.withdraw(wish.id, now)
            await tx.subscriptions.erase(wish.id, Via.BOT, now)
    return await tx.subscriptions.add(
        subscriber_id, ChannelName.EMAIL, address, SubscriptionStatus.PENDING, Via.BOT, now
    )


async def _may_mail(tx: Transaction, address: str, now: datetime) -> bool:
    if await tx.suppressions.holds(ChannelName.EMAIL, address):
        return False
    span, limit = PER_ADDRESS
    recently = await tx.confirmations.mailed_since(address, now - span)
    return recently < limit and await tx.confirmations.unanswered(address) < IN_ALL


async def _mail(tx: Transaction, subscription_id: int, address: str, token: str, now: datetime) -> None:
    await tx.confirmations.add(subscription_id, address, token, now, now + LIFE)
    campaign_id = await tx.campaigns.open(CampaignKind.NOTICE, f"confirm:{stored_form(token).hex()}", Audience(), now)
    if campaign_id is None:
        raise RuntimeError("two confirmations with one token")
    await tx.outbox.put(campaign_id, CampaignKind.NOTICE, subscription_id, {"confirm": token}, now)


async def _activate(tx: Transaction, subscription_id: int, now: datetime) -> None:
    """The mailbox's owner has spoken: it belongs to this subscription, whoever had it, and replaces the old address."""
    wish = await tx.subscriptions.get(subscription_id)
    if wish is None or wish.address is None:
        return
    reader = await tx.subscribers.get(wish.subscriber_id)
    replaced = [s for s in reader.subscriptions if s.channel is ChannelName.EMAIL] if reader else []
    for other in (*replaced, *await tx.subscriptions.holding(ChannelName.EMAIL, wish.address)):
        if other.id != subscription_id and other.status is not SubscriptionStatus.ERASED:
            await tx.outbox.withdraw(other.id, now)
            await tx.subscriptions.erase(other.id, Via.WEB, now)
    await tx.subscriptions.set_status(subscription_id, SubscriptionStatus.ACTIVE, Via.WEB, now)
