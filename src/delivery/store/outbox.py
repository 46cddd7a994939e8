"""The outbox, which is also the ledger: deliveries are put, claimed, settled; each promise is one statement."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, insert, literal, or_, select, update

from delivery.core.campaign import PRIORITY, Audience, CampaignKind, CampaignStatus
from delivery.core.channel import ChannelName
from delivery.core.delivery import FINISHED, Claimed, Event, State, after
from delivery.core.settlement import Settlement
from delivery.core.subscription import SubscriptionStatus
from delivery.store import claims
from delivery.store.group import SealedGroup
from delivery.store.tables import campaign, delivery, subscriber, subscription


class Outbox(SealedGroup):
    """What is to be sent, what was sent, what is in doubt."""

    async def fan_out(self, campaign_id: int, kind: CampaignKind, audience: Audience, now: datetime) -> int:
        """One delivery for everybody in the audience, in one statement; running it again adds only who is missing."""
        people = select(
            literal(campaign_id),
            subscription.c.id,
            subscription.c.channel,
            subscriber.c.language,
            literal(PRIORITY[kind]),
            literal(State.QUEUED.value),
            literal(now, delivery.c.due_at.type),
        ).join(subscriber, subscriber.c.id == subscription.c.subscriber_id)
        meant = people.where(
            subscription.c.status == SubscriptionStatus.ACTIVE,
            subscription.c.channel.in_(audience.channels),
            subscriber.c.language.in_(audience.languages),
            or_(subscriber.c.paused_until.is_(None), subscriber.c.paused_until <= now),
        )
        columns = ["campaign_id", "subscription_id", "channel", "language", "priority", "state", "due_at"]
        result = await self._connection.execute(
            self._insert(delivery).from_select(columns, meant).on_conflict_do_nothing()
        )
        return int(result.rowcount)

    async def put(
        self, campaign_id: int, kind: CampaignKind, subscription_id: int, payload: Mapping[str, str], now: datetime
    ) -> int:
        """One delivery to one subscription, with what only it carries; returns its id."""
        source = (
            select(subscription.c.channel, subscriber.c.language)
            .join(subscriber, subscriber.c.id == subscription.c.subscriber_id)
            .where(subscription.c.id == subscription_id)
        )
        channel, language = (await self._connection.execute(source)).one()
        row = await self._connection.execute(
            insert(delivery)
            .values(
                campaign_id=campaign_id,
                subscription_id=subscription_id,
                channel=channel,
                language=language,
                priority=PRIORITY[kind],
                state=State.QUEUED,
                due_at=now,
                payload=self._keys.seal(json.dumps(dict(payload)), claims.PAYLOAD) if payload else None,
            )
            .returning(delivery.c.id)
        )
        return int(row.scalar_one())

    async def claim(
        self, channel: ChannelName, lease: str, limit: int, now: datetime, until: datetime
    ) -> tuple[Claimed, ...]:
        """Take up to `limit` due deliveries, small priorities and old ones first; a paused campaign's wait.

        The taking is one statement, joined to the present consent: who left since the fan-out is `withdrawn`, what is
        too old is `expired`. Committed before the first byte leaves, it is the durable intent to send. Rows that
        another sender is claiming are skipped, not waited for.
        """
        taken = await self._connection.execute(claims.take(channel, lease, limit, now, until))
        ids = [row.id for row in taken if row.state == State.SENDING]
        rows = await self._connection.execute(claims.held(ids)) if ids else ()
        return tuple(claims.claimed(row, self._keys) for row in rows)

    async def settle(self, settlements: Sequence[Settlement], now: datetime) -> None:
        """Write the outcomes of deliveries that are still held under their lease; others are left as they are."""
        if not settlements:
            return
        statement = (
            update(delivery)
            .where(
                delivery.c.id == bindparam("delivery_id"),
                delivery.c.lease == bindparam("held"),
                delivery.c.state == State.SENDING,
            )
            .values(
                state=bindparam("next_state"),
                attempt=bindparam("attempts"),
                parts_done=bindparam("parts"),
                due_at=func.coalesce(bindparam("next_due", type_=delivery.c.due_at.type), delivery.c.due_at),
                receipt=func.coalesce(bindparam("receipts", type_=delivery.c.receipt.type), delivery.c.receipt),
                reason=bindparam("reasons"),
                gone=bindparam("is_gone"),
                settled_at=bindparam("settled", type_=delivery.c.settled_at.type),
                payload=case((bindparam("is_finished"), None), else_=delivery.c.payload),
                lease=None,
                lease_until=None,
            )
        )
        await self._connection.execute(statement, [_parameters(one, now) for one in settlements])

    async def still_held(self, settlements: Sequence[Settlement]) -> dict[int, int]:
        """Delivery id → subscription id, of those that are still this sender's to settle."""
        if not settlements:
            return {}
        held = or_(*(and_(delivery.c.id == one.delivery_id, delivery.c.lease == one.lease) for one in settlements))
        rows = await self._connection.execute(select(delivery.c.id, delivery.c.subscription_id).where(held))
        return {row.id: row.subscription_id for row in rows}

    async def part_done(self, delivery_id: int, lease: str, parts_done: int) -> None:
        """So many parts have arrived; a restart repeats one part at the most."""
        await self._connection.execute(
            update(delivery)
            .where(delivery.c.id == delivery_id, delivery.c.lease == lease)
            .values(parts_done=parts_done)
        )

    async def renew(self, leases: Sequence[str], until: datetime) -> None:
        """The sender is alive: its deliveries stay its own until then."""
        await self._connection.execute(
            update(delivery)
            .where(delivery.c.state == State.SENDING, delivery.c.lease.in_(leases))
            .values(lease_until=until)
        )

    async def reap(self, now: datetime) -> int:
        """Deliveries whose sender went silent are in doubt: it may have sent them. Returns how many."""
        result = await self._connection.execute(
            update(delivery)
            .where(delivery.c.state == State.SENDING, delivery.c.lease_until < now)
            .values(
                state=after(State.SENDING, Event.LOST_TRACK),
                lease=None,
                lease_until=None,
                settled_at=now,
                reason="sender lost",
            )
        )
        return int(result.rowcount)

    async def release(self, channel: ChannelName, now: datetime, due_at: datetime) -> int:
        """Send what is in doubt once more, each delivery once in its life. Returns how many."""
        running = select(campaign.c.id).where(campaign.c.status == CampaignStatus.RUNNING, campaign.c.expires_at > now)
        result = await self._connection.execute(
            update(delivery)
            .where(
                delivery.c.state == State.DOUBTFUL,
                delivery.c.channel == channel,
                ~delivery.c.released,
                delivery.c.campaign_id.in_(running),
            )
            .values(state=after(State.DOUBTFUL, Event.RELEASED), released=True, due_at=due_at, settled_at=None)
        )
        return int(result.rowcount)

    async def withdraw(self, subscription_id: int, now: datetime) -> int:
        """Nothing more to this subscription: what waits is withdrawn at once. Returns how many."""
        return await self._end(delivery.c.subscription_id == subscription_id, now, State.QUEUED, State.DOUBTFUL)

    async def forget(self, subscriber_id: int) -> None:
        """Erasure: what was sent keeps its count, and loses what names the message in the reader's chat."""
        theirs = select(subscription.c.id).where(subscription.c.subscriber_id == subscriber_id)
        await self._connection.execute(
            update(delivery).where(delivery.c.subscription_id.in_(theirs)).values(receipt=None, payload=None)
        )

    async def withdraw_campaign(self, campaign_id: int, now: datetime) -> int:
        """The campaign was stopped: what waits is withdrawn. Returns how many."""
        return await self._end(delivery.c.campaign_id == campaign_id, now, State.QUEUED)

    async def _end(self, which: ColumnElement[bool], now: datetime, *states: State) -> int:
        result = await self._connection.execute(
            update(delivery)
            .where(which, delivery.c.state.in_(states))
            .values(state=State.WITHDRAWN, settled_at=now, payload=None)
        )
        return int(result.rowcount)

    async def expire(self, now: datetime) -> int:
        """What waits in a campaign that is too old is not worth sending any more. Returns how many."""
        stale = select(campaign.c.id).where(
            campaign.c.status.in_([CampaignStatus.RUNNING, CampaignStatus.PAUSED]), campaign.c.expires_at <= now
        )
        result = await self._connection.execute(
            update(delivery)
            .where(delivery.c.campaign_id.in_(stale), delivery.c.state == State.QUEUED)
            .values(state=after(State.QUEUED, Event.TOO_OLD), settled_at=now, payload=None, reason="too old")
        )
        return int(result.rowcount)

    async def retry(self, campaign_id: int, now: datetime) -> int:
        """What was refused for our own fault waits again; who is gone stays gone. Returns how many."""
        result = await self._connection.execute(
            update(delivery)
            .where(delivery.c.campaign_id == campaign_id, delivery.c.state == State.REFUSED, ~delivery.c.gone)
            .values(state=after(State.REFUSED, Event.RETRIED), due_at=now, settled_at=None, attempt=0)
        )
        return int(result.rowcount)


def _parameters(one: Settlement, now: datetime) -> dict[str, Any]:
    state = after(State.SENDING, one.event)
    return {
        "delivery_id": one.delivery_id,
        "held": one.lease,
        "next_state": state.value,
        "attempts": one.attempt,
        "parts": one.parts_done,
        "next_due": one.due_at,
        "receipts": one.receipt,
        "reasons": one.reason[:200] if one.reason else None,
        "is_gone": one.gone,
        "settled": None if state is State.QUEUED else now,
        "is_finished": state in FINISHED,
    }
