"""Campaigns and claims in one line each, for tests of the outbox."""

from datetime import datetime, timedelta

from delivery.core.campaign import Audience, CampaignKind, Progress
from delivery.core.channel import ChannelName
from delivery.core.delivery import Claimed, Event, State
from delivery.core.settlement import Settlement
from delivery.store import Store

LEASE = timedelta(seconds=60)
EVERYBODY = Audience()


async def open_campaign(
    store: Store,
    now: datetime,
    *,
    kind: CampaignKind = CampaignKind.DIGEST,
    occurrence: str = "digest:2024-01-15",
    audience: Audience = EVERYBODY,
) -> int:
    """A running campaign with one delivery for everybody in its audience."""
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.open(kind, occurrence, audience, now)
        assert campaign_id is not None
        await tx.outbox.fan_out(campaign_id, kind, audience, now)
    return campaign_id


async def claim(
    store: Store,
    now: datetime,
    *,
    lease: str = "sender-1",
    limit: int = 100,
    channel: ChannelName = ChannelName.TELEGRAM,
) -> tuple[Claimed, ...]:
    """What a sender takes at `now`."""
    async with store.begin() as tx:
        return await tx.outbox.claim(channel, lease, limit, now, now + LEASE)


def settlement(claimed: Claimed, event: Event, *, due_at: datetime | None = None) -> Settlement:
    """A plain settlement of a claimed delivery."""
    return Settlement(claimed.id, claimed.lease, event, claimed.attempt, claimed.parts_done, due_at=due_at)


async def settle(store: Store, now: datetime, *settlements: Settlement) -> None:
    """Write them."""
    async with store.begin() as tx:
        await tx.outbox.settle(settlements, now)


async def progress(store: Store, campaign_id: int) -> Progress:
    """The campaign's figures over both channels."""
    async with store.read() as tx:
        by_channel = await tx.report.progress(campaign_id)
    return Progress(**{state: sum(getattr(one, state) for one in by_channel.values()) for state in State})
