"""Figures: how far campaigns are, how many readers there are. Counts only; no person can be told from them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select

from delivery.core.campaign import Audience, CampaignKind, Progress
from delivery.core.channel import ChannelName
from delivery.core.delivery import State
from delivery.core.language import Language
from delivery.core.subscription import SubscriptionStatus
from delivery.store.group import Group
from delivery.store.tables import campaign, delivery, subscriber, subscription


@dataclass(frozen=True, slots=True)
class Readers:
    """How many subscriptions a language has on a channel in a status."""

    language: Language
    channel: ChannelName
    status: SubscriptionStatus
    count: int


class Report(Group):
    """What the operator and the admins may count."""

    async def progress(self, campaign_id: int) -> dict[ChannelName, Progress]:
        """The campaign's deliveries per state, by channel."""
        gone = func.sum(case((delivery.c.gone, 1), else_=0))
        query = (
            select(delivery.c.channel, delivery.c.state, func.count().label("n"), gone.label("gone"))
            .where(delivery.c.campaign_id == campaign_id)
            .group_by(delivery.c.channel, delivery.c.state)
        )
        counts: dict[ChannelName, dict[str, int]] = defaultdict(dict)
        for row in await self._connection.execute(query):
            counts[ChannelName(row.channel)][State(row.state).value] = row.n
            if row.state == State.REFUSED:
                counts[ChannelName(row.channel)]["blocked"] = int(row.gone)
        return {channel: Progress(**by_state) for channel, by_state in counts.items()}

    async def readers(self) -> tuple[Readers, ...]:
        """Subscriptions by language, channel and status."""
        query = (
            select(subscriber.c.language, subscription.c.channel, subscription.c.status, func.count().label("n"))
            .join(subscriber, subscriber.c.id == subscription.c.subscriber_id)
            .group_by(subscriber.c.language, subscription.c.channel, subscription.c.status)
            .order_by(subscriber.c.language, subscription.c.channel, subscription.c.status)
        )
        rows = await self._connection.execute(query)
        return tuple(
            Readers(Language(row.language), ChannelName(row.channel), SubscriptionStatus(row.status), row.n)
            for row in rows
        )

    async def deliveries_of(self, subscriber_id: int) -> tuple[tuple[str, str, str, datetime | None], ...]:
        """(what, channel, state, settled at) of everything sent to one subscriber, oldest first."""
        query = (
            select(campaign.c.kind, campaign.c.occurrence, delivery.c.channel, delivery.c.state, delivery.c.settled_at)
            .join(subscription, subscription.c.id == delivery.c.subscription_id)
            .join(campaign, campaign.c.id == delivery.c.campaign_id)
            .where(subscription.c.subscriber_id == subscriber_id)
            .order_by(delivery.c.id)
        )
        rows = await self._connection.execute(query)
        return tuple((_what(row.kind, row.occurrence), row.channel, row.state, row.settled_at) for row in rows)

    async def audience(self, audience: Audience, now: datetime) -> dict[ChannelName, dict[Language, int]]:
        """How many would be written to at this moment, by channel and language."""
        query = (
            select(subscription.c.channel, subscriber.c.language, func.count().label("n"))
            .join(subscriber, subscriber.c.id == subscription.c.subscriber_id)
            .where(
                subscription.c.status == SubscriptionStatus.ACTIVE,
                subscription.c.channel.in_(audience.channels),
                subscriber.c.language.in_(audience.languages),
                or_(subscriber.c.paused_until.is_(None), subscriber.c.paused_until <= now),
            )
            .group_by(subscription.c.channel, subscriber.c.language)
        )
        counts: dict[ChannelName, dict[Language, int]] = defaultdict(dict)
        row: Any
        for row in await self._connection.execute(query):
            counts[ChannelName(row.channel)][Language(row.language)] = row.n
        return dict(counts)


def _what(kind: str, occurrence: str) -> str:
    """A digest is named by its week; other occurrences say nothing to a person."""
    return occurrence if kind == CampaignKind.DIGEST else kind
