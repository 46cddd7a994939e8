"""Publishing by an admin's word: whether a week can be sent now, and which campaign it became."""

from delivery.core.campaign import Audience, Campaign, CampaignKind
from delivery.core.edition import EditionStatus
from delivery.core.week import Week
from delivery.services.editions import NoEdition, NotApproved
from delivery.services.sending import AlreadySent
from delivery.store import Store
from delivery.store.editions import EditionRow

EVERYBODY = Audience()


async def sendable(store: Store, week: Week) -> EditionRow:
    """The approved edition that `sending.send_week` would send. Raises NoEdition, NotApproved, AlreadySent."""
    async with store.read() as tx:
        if await tx.campaigns.of_occurrence(f"{CampaignKind.DIGEST}:{week}"):
            raise AlreadySent
        row = await tx.editions.newest(week, EditionStatus.READY, EditionStatus.PUBLISHED)
        if row is None:
            raise NotApproved if await tx.editions.newest(week) else NoEdition
        return row


async def campaign_of(store: Store, week: Week) -> Campaign | None:
    """The campaign that carried the week's digest."""
    async with store.read() as tx:
        return await tx.campaigns.of_occurrence(f"{CampaignKind.DIGEST}:{week}")
