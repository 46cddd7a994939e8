"""Sending the digest: by the operator's word, by the weekly slot, or as a test to a few addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from delivery.core.campaign import Audience, CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.edition import EditionStatus
from delivery.core.errors import Refusal
from delivery.core.language import Language
from delivery.core.mailbox import mailbox
from delivery.core.subscription import SubscriberKind, SubscriptionStatus, Via
from delivery.core.week import SendTime, Week
from delivery.services.editions import NoEdition, NotApproved
from delivery.store import Store, Transaction
from delivery.store.editions import EditionRow

Target = tuple[ChannelName, str]  # a test's addressee: a chat id or a mail address


class AlreadySent(Refusal):
    """This week's digest has already been sent. Nothing was sent again."""

    code = "already-sent"


class NotATarget(Refusal):
    """A test goes to `email:someone@example.org` or `telegram:123456789`."""

    code = "not-a-target"


@dataclass(frozen=True, slots=True)
class Opened:
    """A campaign that has just begun, with the number of its deliveries."""

    campaign_id: int
    week: Week
    deliveries: int


def target(text: str) -> Target:
    """`email:a@b.example` or `telegram:123`. Raises NotATarget, NotAnAddress."""
    channel, _, address = text.partition(":")
    if channel == ChannelName.EMAIL:
        return ChannelName.EMAIL, mailbox(address)
    if channel == ChannelName.TELEGRAM and address.removeprefix("-").isdecimal():
        return ChannelName.TELEGRAM, address
    raise NotATarget


async def send_week(store: Store, week: Week, now: datetime) -> Opened:
    """Send the week's approved edition to everybody, once ever. Raises NoEdition, NotApproved, AlreadySent."""
    async with store.begin() as tx:
        row = await tx.editions.newest(week, EditionStatus.READY, EditionStatus.PUBLISHED)
        if row is None:
            raise NotApproved if await tx.editions.newest(week) else NoEdition
        opened = await _open(tx, row, now)
        if opened is None:
            raise AlreadySent
        return opened


async def send_due(store: Store, slot: SendTime, now: datetime) -> Opened | None:
    """Serve the weekly slot if it is due and not served: the newest edition approved before it, and not an older week.

    Several schedulers may call this at any moment: the campaign's unique occurrence lets one of them open it.
    """
    due = slot.due(now)
    if due is None:
        return None
    async with store.begin() as tx:
        row = await tx.editions.unsent()
        if row is None or not _is_meant(row, due) or await tx.campaigns.opened_since(CampaignKind.DIGEST, due):
            return None
        return await _open(tx, row, now)


async def is_due(store: Store, slot: SendTime, now: datetime) -> bool:
    """Whether `send_due` has work: a look that takes no writer's turn."""
    due = slot.due(now)
    if due is None:
        return False
    async with store.read() as tx:
        served = await tx.campaigns.opened_since(CampaignKind.DIGEST, due)
        return not served and _is_meant(await tx.editions.unsent(), due)


async def send_test(
    store: Store, week: Week, targets: Sequence[Target], language: Language, token: str, now: datetime
) -> Opened:
    """The week's newest version, approved or not, to these addresses only. Raises NoEdition."""
    async with store.begin() as tx:
        row = await tx.editions.newest(week)
        if row is None:
            raise NoEdition
        campaign_id = await tx.campaigns.open(
            CampaignKind.TEST, f"test:{week}:{token}", Audience(), now, edition_id=row.id
        )
        if campaign_id is None:
            raise AlreadySent
        for channel, address in dict.fromkeys(targets):
            subscription_id = await _addressee(tx, channel, address, language, now)
            await tx.outbox.put(campaign_id, CampaignKind.TEST, subscription_id, {}, now)
        return Opened(campaign_id, week, len(set(targets)))


def _is_meant(row: EditionRow | None, due: datetime) -> bool:
    """A slot sends what was approved before it; what is approved later waits for the next slot, or for a person."""
    return row is not None and row.approved_at is not None and row.approved_at <= due


async def _open(tx: Transaction, row: EditionRow, now: datetime) -> Opened | None:
    audience = Audience()
    campaign_id = await tx.campaigns.open(CampaignKind.DIGEST, f"digest:{row.week}", audience, now, edition_id=row.id)
    if campaign_id is None:
        return None
    await tx.editions.publish(row.id, now)
    return Opened(campaign_id, row.week, await tx.outbox.fan_out(campaign_id, CampaignKind.DIGEST, audience, now))


async def _addressee(tx: Transaction, channel: ChannelName, address: str, language: Language, now: datetime) -> int:
    """The subscription that holds the address; a stranger gets one that receives tests and nothing else."""
    held = await tx.subscriptions.holding(channel, address)
    if held:
        return held[-1].id
    subscriber_id = await tx.subscribers.add(SubscriberKind.PERSON, language, now)
    return await tx.subscriptions.add(
        subscriber_id, channel, address, SubscriptionStatus.UNSUBSCRIBED, Via.OPERATOR, now
    )
