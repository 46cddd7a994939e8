"""How the service stands, in figures: for the operator's `digest status` and the admins' /status and /stats."""

from dataclasses import dataclass
from datetime import datetime

from delivery.core.campaign import CampaignKind
from delivery.core.week import SendTime, Week
from delivery.services.broadcasting import Watched, sum_of
from delivery.store import Store
from delivery.store.editions import EditionRow
from delivery.store.report import Readers

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Status:
    """Campaigns newest first, readers by language, channel and status, and what comes next."""

    campaigns: tuple[Watched, ...]
    readers: tuple[Readers, ...]
    next_slot: datetime
    ready: EditionRow | None  # what the next slot will send
    missed: Week | None  # an approved edition whose slot is too old for a late run: an admin decides


async def status(store: Store, slot: SendTime, now: datetime) -> Status:
    """A view of one moment."""
    async with store.read() as tx:
        campaigns = await tx.campaigns.recent(
            CampaignKind.DIGEST, CampaignKind.BROADCAST, CampaignKind.TEST, limit=SHOWN
        )
        progress = [await tx.report.progress(campaign.id) for campaign in campaigns]
        row = await tx.editions.unsent()
        return Status(
            campaigns=tuple(
                Watched(campaign, sum_of(tuple(channels.values())), channels)
                for campaign, channels in zip(campaigns, progress, strict=True)
            ),
            readers=await tx.report.readers(),
            next_slot=slot.next(now),
            ready=row,
            missed=_missed(row, slot, now),
        )


def _missed(row: EditionRow | None, slot: SendTime, now: datetime) -> Week | None:
    """Approved before the last slot, not sent in it, and the slot is too old to be served late."""
    if row is None or row.approved_at is None or slot.due(now) is not None:
        return None
    return row.week if row.approved_at <= slot.last(now) else None
