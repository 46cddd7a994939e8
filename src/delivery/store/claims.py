"""A claim in SQL: which deliveries are due, what becomes of each at this moment, and what its sender is given."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, Select, and_, case, literal, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from delivery.core.campaign import CampaignKind, CampaignStatus
from delivery.core.channel import ChannelName
from delivery.core.delivery import Claimed, State
from delivery.core.language import Language
from delivery.core.subscription import MAY_RECEIVE
from delivery.store.keys import KeyRing
from delivery.store.subscribers import topics_of
from delivery.store.subscriptions import ADDRESS
from delivery.store.tables import campaign, delivery, subscriber, subscription

PAYLOAD = "payload"

# Whose deliveries wait. A row that comes back to a campaign after its end is still claimed, so that none is forgotten:
# it is withdrawn if the campaign was cancelled, and sent if another process closed the campaign a moment too early.
AT_REST = (CampaignStatus.DRAFT, CampaignStatus.PAUSED)


def take(channel: ChannelName, lease: str, limit: int, now: datetime, until: datetime) -> ReturningUpdate[Any]:
    """queued → sending, withdrawn or expired, for up to `limit` due rows; returns each id with its new state."""
    judged = _judged(_due(channel, limit, now), now)
    sends = judged.c.verdict == State.SENDING
    return (
        update(delivery)
        .where(delivery.c.id == judged.c.id)  # locked and queued: asking again would only mislead the planner
        .values(
            state=judged.c.verdict,
            lease=case((sends, literal(lease))),
            lease_until=case((sends, literal(until, delivery.c.lease_until.type))),
            settled_at=case((~sends, literal(now, delivery.c.settled_at.type))),
            payload=case((sends, delivery.c.payload)),
        )
        .returning(delivery.c.id, delivery.c.state)
    )


def held(ids: Sequence[int]) -> Select[Any]:
    """What was taken, with all that `claimed` needs, in the order of the claim."""
    return (
        select(
            delivery,
            campaign.c.kind,
            campaign.c.edition_id,
            campaign.c.expires_at,
            subscription.c.subscriber_id,
            subscription.c.address,
            subscriber.c.topics,
            subscriber.c.silent,
            subscriber.c.protect,
        )
        .join(campaign, campaign.c.id == delivery.c.campaign_id)
        .join(subscription, subscription.c.id == delivery.c.subscription_id)
        .join(subscriber, subscriber.c.id == subscription.c.subscriber_id)
        .where(delivery.c.id.in_(ids))
        .order_by(delivery.c.priority, delivery.c.due_at, delivery.c.id)
    )


def claimed(row: Row[Any], keys: KeyRing) -> Claimed:
    """A row of `held` as the value for the sender, opened."""
    return Claimed(
        id=row.id,
        campaign_id=row.campaign_id,
        kind=CampaignKind(row.kind),
        edition_id=row.edition_id,
        subscription_id=row.subscription_id,
        subscriber_id=row.subscriber_id,
        channel=ChannelName(row.channel),
        language=Language(row.language),
        address=keys.open(row.address, ADDRESS),
        topics=topics_of(row.topics),
        attempt=row.attempt,
        parts_done=row.parts_done,
        silent=row.silent,
        protect=row.protect,
        payload=json.loads(keys.open(row.payload, PAYLOAD)) if row.payload else {},
        expires_at=row.expires_at,
        lease=row.lease,
    )


def _due(channel: ChannelName, limit: int, now: datetime) -> CTE:
    """The rows to claim, found through the partial index of queued rows; a CTE, so that they are picked once."""
    return (
        select(delivery.c.id, delivery.c.campaign_id, delivery.c.subscription_id)
        .join(campaign, campaign.c.id == delivery.c.campaign_id)
        .where(
            delivery.c.channel == channel,
            delivery.c.state == State.QUEUED,
            delivery.c.due_at <= now,
            campaign.c.status.not_in(AT_REST),
        )
        .order_by(delivery.c.priority, delivery.c.due_at, delivery.c.id)
        .limit(limit)
        .with_for_update(of=delivery, skip_locked=True)
        .cte("due")
    )


def _judged(due: CTE, now: datetime) -> CTE:
    """Each due row with the state that it takes: the consent of this moment and the campaign decide."""
    verdict = case(
        (or_(campaign.c.status == CampaignStatus.CANCELLED, ~_may_receive(now)), State.WITHDRAWN.value),
        (campaign.c.expires_at <= now, State.EXPIRED.value),
        else_=State.SENDING.value,
    )
    return (
        select(due.c.id, verdict.label("verdict"))
        .join(campaign, campaign.c.id == due.c.campaign_id)
        .join(subscription, subscription.c.id == due.c.subscription_id)
        .join(subscriber, subscriber.c.id == subscription.c.subscriber_id)
        .cte("judged")
    )


def _may_receive(now: datetime) -> ColumnElement[bool]:
    """The reader still wants it: consent by the kind of the campaign, and no pause."""
    wants = or_(
        *(and_(campaign.c.kind == kind, subscription.c.status.in_(statuses)) for kind, statuses in MAY_RECEIVE.items())
    )
    asked_for = campaign.c.kind.in_([CampaignKind.NOTICE, CampaignKind.TEST])
    return and_(wants, or_(asked_for, subscriber.c.paused_until.is_(None), subscriber.c.paused_until <= now))
