"""Readers as the services make them, and what would be sent to them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import count

from delivery.core.campaign import Audience, CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.delivery import Claimed
from delivery.core.language import Language
from delivery.core.subscription import Reader, SubscriberKind, SubscriptionStatus
from delivery.services import confirming, subscribing
from delivery.services.confirming import LinkState
from delivery.store import Store

MAILBOX = "reader@example.org"
DAY = timedelta(days=1)

_numbers = count(1)


def new_token() -> str:
    """A token that no other call returns; the real ones are random."""
    return f"token-{next(_numbers)}"


async def start(store: Store, now: datetime, chat_id: int = 1001, language: Language = Language.BE) -> Reader:
    """Somebody sends /start and picks a language."""
    return await subscribing.subscribe_chat(store, chat_id, SubscriberKind.PERSON, language, now)


async def ask(store: Store, reader: Reader, now: datetime, address: str = MAILBOX) -> str:
    """The reader asks for mail; returns the token, whether or not it was mailed."""
    token = new_token()
    await confirming.ask(store, reader.id, address, token, now)
    return token


async def add_mailbox(store: Store, reader: Reader, now: datetime, address: str = MAILBOX) -> Reader:
    """The reader asks for mail and confirms it."""
    link = await confirming.confirm(store, await ask(store, reader, now, address), now)
    assert link.state is LinkState.DONE
    return await present(store, reader)


async def present(store: Store, reader: Reader) -> Reader:
    """The reader as the store knows them now."""
    async with store.read() as tx:
        found = await tx.subscribers.get(reader.id)
    assert found is not None
    return found


async def status(store: Store, reader: Reader, channel: ChannelName) -> SubscriptionStatus:
    """The status of the newest subscription on `channel`."""
    found = (await present(store, reader)).on(channel, *SubscriptionStatus)
    assert found is not None
    return found.status


async def fan_out(store: Store, now: datetime, occurrence: str = "broadcast:1") -> int:
    """Open a campaign for everybody; returns its id."""
    async with store.begin() as tx:
        campaign_id = await tx.campaigns.open(CampaignKind.BROADCAST, occurrence, Audience(), now)
        assert campaign_id is not None
        await tx.outbox.fan_out(campaign_id, CampaignKind.BROADCAST, Audience(), now)
    return campaign_id


async def due(
    store: Store, now: datetime, channels: Collection[ChannelName] = tuple(ChannelName)
) -> list[tuple[ChannelName, str]]:
    """(channel, address) of everything a sender would send now; it is taken, and not due again."""
    return [(one.channel, one.address) for channel in channels for one in await claim(store, channel, now)]


async def claim(store: Store, channel: ChannelName, now: datetime) -> tuple[Claimed, ...]:
    async with store.begin() as tx:
        return await tx.outbox.claim(channel, "lease", 100, now, now + DAY)


async def mailed(store: Store, now: datetime) -> list[str]:
    """The addresses of the confirmations that would be mailed now."""
    return [one.address for one in await claim(store, ChannelName.EMAIL, now) if one.kind is CampaignKind.NOTICE]
