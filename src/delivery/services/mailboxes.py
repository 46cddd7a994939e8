"""A reader's own mail address, as their chat shows it and takes it away."""

from datetime import datetime

from delivery.core.channel import ChannelName
from delivery.core.subscription import SubscriptionStatus, Via
from delivery.services.subscribing import NotSubscribed
from delivery.store import Store


async def remove(store: Store, subscriber_id: int, via: Via, now: datetime) -> None:
    """Forget every address of the reader, confirmed or not; what waits for it is withdrawn. Raises NotSubscribed."""
    async with store.begin() as tx:
        reader = await tx.subscribers.get(subscriber_id)
        if reader is None:
            raise NotSubscribed
        for subscription in reader.subscriptions:
            if subscription.channel is ChannelName.EMAIL and subscription.status is not SubscriptionStatus.ERASED:
                await tx.outbox.withdraw(subscription.id, now)
                await tx.confirmations.forget(subscription.id)
                await tx.subscriptions.erase(subscription.id, via, now)
