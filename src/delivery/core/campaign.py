"""A campaign: one act of sending, with its audience."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from delivery.core.channel import ChannelName
from delivery.core.language import Language


class CampaignKind(StrEnum):
    """What is sent."""

    DIGEST = "digest"
    BROADCAST = "broadcast"
    NOTICE = "notice"  # a confirmation: asked for by one person, answered to that person
    TEST = "test"


class CampaignStatus(StrEnum):
    """`draft` waits for an admin's confirm; `running` is served by the senders; the last two are final."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class PauseReason(StrEnum):
    """Why a campaign stands still."""

    ADMIN = "admin"
    OUR_CONTENT = "our_content"  # the channel refused our text several times alike
    OUR_POLICY = "our_policy"  # the relay refused us, not the readers


# How long a delivery is worth sending after its campaign started. A week's digest is stale after three days
# (RFC 5321 gives up after four to five); a confirmation is worth no more than its token.
LIFETIME: Mapping[CampaignKind, timedelta] = MappingProxyType(
    {
        CampaignKind.DIGEST: timedelta(hours=72),
        CampaignKind.BROADCAST: timedelta(hours=72),
        CampaignKind.NOTICE: timedelta(hours=48),
        CampaignKind.TEST: timedelta(hours=24),
    }
)

# Small is served first: who waits for a confirmation is looking at the screen.
PRIORITY: Mapping[CampaignKind, int] = MappingProxyType(
    {CampaignKind.NOTICE: 0, CampaignKind.TEST: 1, CampaignKind.BROADCAST: 5, CampaignKind.DIGEST: 5}
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is meant: every active, unpaused subscription in these languages on these channels."""

    languages: frozenset[Language] = frozenset(Language)
    channels: frozenset[ChannelName] = frozenset(ChannelName)


@dataclass(frozen=True, slots=True)
class BroadcastContent:
    """An admin's message: taken by reference for Telegram, its text for mail."""

    from_chat: int
    message_ids: tuple[int, ...]
    text: str  # plain text, also the mail's; may be empty for a picture without caption
    html: str  # the same with its formatting, already safe


@dataclass(frozen=True, slots=True)
class Campaign:
    """One act of sending, as the services see it."""

    id: int
    kind: CampaignKind
    status: CampaignStatus
    occurrence: str  # unique: `digest:2024-01-15`, `broadcast:…`; the guard against sending twice
    audience: Audience
    edition_id: int | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    pause_reason: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is: the number of its deliveries per state. Their sum is the fan-out, always."""

    queued: int = 0
    sending: int = 0
    delivered: int = 0
    doubtful: int = 0
    refused: int = 0
    withdrawn: int = 0
    expired: int = 0
    blocked: int = 0  # of `refused`: the reader is gone

    @property
    def total(self) -> int:
        return (
            self.queued + self.sending + self.delivered + self.doubtful + self.refused + self.withdrawn + self.expired
        )

    @property
    def left(self) -> int:
        """What is still to be sent."""
        return self.queued + self.sending

    @property
    def failed(self) -> int:
        """Ended without the reader having it, for a reason other than the reader's."""
        return self.refused - self.blocked + self.expired + self.doubtful
