"""Campaigns: acts of sending, each with its audience and its guard against happening twice."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, insert, literal, select, update

from delivery.core.campaign import (
    LIFETIME,
    Audience,
    BroadcastContent,
    Campaign,
    CampaignKind,
    CampaignStatus,
    PauseReason,
)
from delivery.core.channel import ChannelName
from delivery.core.delivery import State
from delivery.core.language import Language
from delivery.core.tokens import stored_form
from delivery.store.group import SealedGroup
from delivery.store.tables import campaign, delivery

CONTENT = "content"
CARD = "card"


class Campaigns(SealedGroup):
    """What is being sent, and how it stands."""

    async def open(
        self, kind: CampaignKind, occurrence: str, audience: Audience, now: datetime, *, edition_id: int | None = None
    ) -> int | None:
        """A running campaign; None if this occurrence already had its campaign."""
        result = await self._connection.execute(
            self._insert(campaign)
            .values(
                kind=kind,
                status=CampaignStatus.RUNNING,
                occurrence=occurrence,
                edition_id=edition_id,
                **_audience_columns(audience),
                created_at=now,
                started_at=now,
                expires_at=now + LIFETIME[kind],
            )
            .on_conflict_do_nothing(index_elements=[campaign.c.occurrence])
            .returning(campaign.c.id)
        )
        return result.scalar_one_or_none()

    async def draft(self, occurrence: str, content: BroadcastContent, audience: Audience, now: datetime) -> int:
        """A broadcast that waits for its admin's confirm; returns its id."""
        result = await self._connection.execute(
            insert(campaign)
            .values(
                kind=CampaignKind.BROADCAST,
                status=CampaignStatus.DRAFT,
                occurrence=occurrence,
                **_audience_columns(audience),
                content=self._keys.seal(_dump(content), CONTENT),
                created_at=now,
            )
            .returning(campaign.c.id)
        )
        return int(result.scalar_one())

    async def address(self, campaign_id: int, audience: Audience) -> None:
        """Another audience for a draft."""
        await self._connection.execute(
            update(campaign)
            .where(campaign.c.id == campaign_id, campaign.c.status == CampaignStatus.DRAFT)
            .values(**_audience_columns(audience), confirm_hash=None)
        )

    async def arm(self, campaign_id: int, token: str) -> None:
        """The one-time token that may start this draft; an earlier one is void."""
        await self._connection.execute(
            update(campaign)
            .where(campaign.c.id == campaign_id, campaign.c.status == CampaignStatus.DRAFT)
            .values(confirm_hash=stored_form(token))
        )

    async def start(self, campaign_id: int, token: str, now: datetime) -> bool:
        """draft → running; True for exactly one caller who has the token."""
        result = await self._connection.execute(
            update(campaign)
            .where(
                campaign.c.id == campaign_id,
                campaign.c.status == CampaignStatus.DRAFT,
                campaign.c.confirm_hash == stored_form(token),
            )
            .values(
                status=CampaignStatus.RUNNING,
                started_at=now,
                expires_at=now + LIFETIME[CampaignKind.BROADCAST],
                confirm_hash=None,
            )
        )
        return result.rowcount == 1

    async def pause(self, campaign_id: int, reason: PauseReason) -> bool:
        return await self._change(
            campaign_id, (CampaignStatus.RUNNING,), status=CampaignStatus.PAUSED, pause_reason=reason
        )

    async def resume(self, campaign_id: int) -> bool:
        return await self._change(
            campaign_id, (CampaignStatus.PAUSED,), status=CampaignStatus.RUNNING, pause_reason=None
        )

    async def cancel(self, campaign_id: int, now: datetime) -> bool:
        """True if there was something to cancel."""
        unfinished = (CampaignStatus.DRAFT, CampaignStatus.RUNNING, CampaignStatus.PAUSED)
        return await self._change(campaign_id, unfinished, status=CampaignStatus.CANCELLED, finished_at=now)

    async def finish(self, now: datetime) -> tuple[int, ...]:
        """Close running campaigns with nothing left to send; returns their ids."""
        left = exists(
            select(literal(1))
            .where(delivery.c.campaign_id == campaign.c.id, delivery.c.state.in_([State.QUEUED, State.SENDING]))
            .correlate(campaign)
        )
        rows = await self._connection.execute(
            update(campaign)
            .where(campaign.c.status == CampaignStatus.RUNNING, ~left)
            .values(status=CampaignStatus.FINISHED, finished_at=now)
            .returning(campaign.c.id)
        )
        return tuple(row.id for row in rows)

    async def reopen(self, channel: ChannelName, now: datetime) -> None:
        """Campaigns that closed with a doubt that may still be released run again."""
        doubts = exists(
            select(literal(1))
            .where(
                delivery.c.campaign_id == campaign.c.id,
                delivery.c.channel == channel,
                delivery.c.state == State.DOUBTFUL,
                ~delivery.c.released,
            )
            .correlate(campaign)
        )
        await self._connection.execute(
            update(campaign)
            .where(campaign.c.status == CampaignStatus.FINISHED, campaign.c.expires_at > now, doubts)
            .values(status=CampaignStatus.RUNNING, finished_at=None)
        )

    async def opened_since(self, kind: CampaignKind, since: datetime) -> bool:
        """Whether a campaign of this kind began at or after that moment."""
        query = select(campaign.c.id).where(campaign.c.kind == kind, campaign.c.started_at >= since).limit(1)
        return (await self._connection.execute(query)).first() is not None

    async def get(self, campaign_id: int) -> Campaign | None:
        return await self._one(campaign.c.id == campaign_id)

    async def of_occurrence(self, occurrence: str) -> Campaign | None:
        return await self._one(campaign.c.occurrence == occurrence)

    async def recent(self, *kinds: CampaignKind, limit: int = 20) -> tuple[Campaign, ...]:
        """The newest campaigns of these kinds, newest first."""
        query = select(campaign).where(campaign.c.kind.in_(kinds)).order_by(campaign.c.id.desc()).limit(limit)
        return tuple(map(_campaign, await self._connection.execute(query)))

    async def content(self, campaign_id: int) -> BroadcastContent | None:
        """A broadcast's message."""
        sealed = await self._scalar(select(campaign.c.content).where(campaign.c.id == campaign_id))
        return _load(self._keys.open(sealed, CONTENT)) if sealed else None

    async def set_card(self, campaign_id: int, chat_id: int, message_id: int) -> None:
        """Where the admin's progress card is."""
        card = self._keys.seal(json.dumps([chat_id, message_id]), CARD)
        await self._connection.execute(update(campaign).where(campaign.c.id == campaign_id).values(card=card))

    async def card(self, campaign_id: int) -> tuple[int, int] | None:
        """(chat id, message id) of the progress card."""
        sealed = await self._scalar(select(campaign.c.card).where(campaign.c.id == campaign_id))
        if not sealed:
            return None
        chat_id, message_id = json.loads(self._keys.open(sealed, CARD))
        return chat_id, message_id

    async def drop_card(self, campaign_id: int) -> None:
        """The card shows the end; it need not be kept up to date any more."""
        await self._connection.execute(update(campaign).where(campaign.c.id == campaign_id).values(card=None))

    async def with_cards(self) -> tuple[Campaign, ...]:
        """Campaigns whose progress somebody watches."""
        query = select(campaign).where(campaign.c.card.is_not(None), campaign.c.status != CampaignStatus.DRAFT)
        return tuple(map(_campaign, await self._connection.execute(query)))

    async def _one(self, which: ColumnElement[bool]) -> Campaign | None:
        row = (await self._connection.execute(select(campaign).where(which))).one_or_none()
        return _campaign(row) if row else None

    async def _scalar(self, query: Any) -> bytes | None:
        found: bytes | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def _change(self, campaign_id: int, present: tuple[CampaignStatus, ...], **values: Any) -> bool:
        result = await self._connection.execute(
            update(campaign).where(campaign.c.id == campaign_id, campaign.c.status.in_(present)).values(**values)
        )
        return result.rowcount == 1


def _audience_columns(audience: Audience) -> dict[str, str]:
    return {"languages": ",".join(sorted(audience.languages)), "channels": ",".join(sorted(audience.channels))}


def _campaign(row: Row[Any]) -> Campaign:
    audience = Audience(
        frozenset(Language(code) for code in row.languages.split(",") if code),
        frozenset(ChannelName(name) for name in row.channels.split(",") if name),
    )
    return Campaign(
        id=row.id,
        kind=CampaignKind(row.kind),
        status=CampaignStatus(row.status),
        occurrence=row.occurrence,
        audience=audience,
        edition_id=row.edition_id,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        pause_reason=row.pause_reason,
    )


def _dump(content: BroadcastContent) -> str:
    return json.dumps([content.from_chat, list(content.message_ids), content.text, content.html])


def _load(text: str) -> BroadcastContent:
    from_chat, message_ids, plain, html = json.loads(text)
    return BroadcastContent(from_chat, tuple(message_ids), plain, html)
