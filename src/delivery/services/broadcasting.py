"""Broadcasts: an admin's message to a chosen audience, previewed, confirmed once, watched, stopped."""

from dataclasses import dataclass
from datetime import datetime

from delivery.core.campaign import (
    Audience,
    BroadcastContent,
    Campaign,
    CampaignKind,
    CampaignStatus,
    PauseReason,
    Progress,
)
from delivery.core.channel import ChannelName
from delivery.core.errors import Refusal
from delivery.core.language import Language
from delivery.store import Store


class NobodyThere(Refusal):
    """Nobody in this audience is subscribed. Choose another language or channel."""

    code = "nobody-there"


class NoLongerOpen(Refusal):
    """This broadcast was already sent or cancelled. Start a new one with /broadcast."""

    code = "no-longer-open"


@dataclass(frozen=True, slots=True)
class Watched:
    """A campaign and how far it is, over all channels and per channel."""

    campaign: Campaign
    total: Progress
    channels: dict[ChannelName, Progress]


async def draft(store: Store, content: BroadcastContent, token: str, now: datetime) -> int:
    """Keep the message, for everybody to begin with; `token` is random and makes the draft unique. Returns its id."""
    async with store.begin() as tx:
        return await tx.campaigns.draft(f"broadcast:{token}", content, Audience(), now)


async def choose_audience(store: Store, campaign_id: int, audience: Audience) -> None:
    """Another audience; a confirm that was already shown is void. Raises NoLongerOpen."""
    async with store.begin() as tx:
        campaign = await tx.campaigns.get(campaign_id)
        if campaign is None or campaign.status is not CampaignStatus.DRAFT:
            raise NoLongerOpen
        await tx.campaigns.address(campaign_id, audience)


async def count(store: Store, audience: Audience, now: datetime) -> dict[ChannelName, dict[Language, int]]:
    """How many readers the audience has at this moment, by channel and language."""
    async with store.read() as tx:
        return await tx.report.audience(audience, now)


async def ask_to_confirm(store: Store, campaign_id: int, token: str, now: datetime) -> int:
    """Arm the draft with a one-time token; returns how many will get it. Raises NobodyThere, NoLongerOpen."""
    async with store.begin() as tx:
        campaign = await tx.campaigns.get(campaign_id)
        if campaign is None or campaign.status is not CampaignStatus.DRAFT:
            raise NoLongerOpen
        counts = await tx.report.audience(campaign.audience, now)
        readers = sum(n for by_language in counts.values() for n in by_language.values())
        if readers == 0:
            raise NobodyThere
        await tx.campaigns.arm(campaign_id, token)
        return readers


async def start(store: Store, campaign_id: int, token: str, now: datetime) -> int:
    """Send it: exactly one press of a confirm button does. Returns the number of deliveries. Raises NoLongerOpen."""
    async with store.begin() as tx:
        if not await tx.campaigns.start(campaign_id, token, now):
            raise NoLongerOpen
        campaign = await tx.campaigns.get(campaign_id)
        if campaign is None:
            raise NoLongerOpen
        return await tx.outbox.fan_out(campaign_id, CampaignKind.BROADCAST, campaign.audience, now)


async def stop(store: Store, campaign_id: int, now: datetime) -> bool:
    """Cancel a draft or a running campaign of any kind; what waits is withdrawn. False if it had already ended."""
    async with store.begin() as tx:
        stopped = await tx.campaigns.cancel(campaign_id, now)
        if stopped:
            await tx.outbox.withdraw_campaign(campaign_id, now)
        return stopped


async def pause(store: Store, campaign_id: int) -> bool:
    """Stand still until `resume`; what is in flight is finished."""
    async with store.begin() as tx:
        return await tx.campaigns.pause(campaign_id, PauseReason.ADMIN)


async def resume(store: Store, campaign_id: int, now: datetime) -> bool:
    """Go on; what was refused for our own fault is tried again."""
    async with store.begin() as tx:
        resumed = await tx.campaigns.resume(campaign_id)
        if resumed:
            await tx.outbox.retry(campaign_id, now)
        return resumed


async def content(store: Store, campaign_id: int) -> BroadcastContent | None:
    """The message of a broadcast."""
    async with store.read() as tx:
        return await tx.campaigns.content(campaign_id)


async def watch(store: Store, campaign_id: int) -> Watched | None:
    """How far it is."""
    async with store.read() as tx:
        campaign = await tx.campaigns.get(campaign_id)
        if campaign is None:
            return None
        channels = await tx.report.progress(campaign_id)
        return Watched(campaign, sum_of(tuple(channels.values())), channels)


async def keep_card(store: Store, campaign_id: int, chat_id: int, message_id: int) -> None:
    """This message of the admin's chat shows the progress from now on, over restarts."""
    async with store.begin() as tx:
        await tx.campaigns.set_card(campaign_id, chat_id, message_id)


async def cards(store: Store) -> tuple[tuple[int, int, int], ...]:
    """(campaign id, chat id, message id) of every progress card to keep up to date."""
    async with store.read() as tx:
        found = [(campaign.id, await tx.campaigns.card(campaign.id)) for campaign in await tx.campaigns.with_cards()]
    return tuple((campaign_id, *card) for campaign_id, card in found if card)


async def drop_card(store: Store, campaign_id: int) -> None:
    """The card shows the end."""
    async with store.begin() as tx:
        await tx.campaigns.drop_card(campaign_id)


def sum_of(progresses: tuple[Progress, ...]) -> Progress:
    """The sum, state by state."""
    fields = Progress.__dataclass_fields__
    return Progress(**{name: sum(getattr(one, name) for one in progresses) for name in fields})
