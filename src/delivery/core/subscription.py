"""Subscribers and their subscriptions: who asked for what, where, and whether they may be written to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from delivery.core.campaign import CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.language import Language

PAUSE = timedelta(weeks=4)


class SubscriberKind(StrEnum):
    """Who reads."""

    PERSON = "person"
    GROUP = "group"  # a Telegram group or supergroup
    CHANNEL = "channel"  # a Telegram channel


class SubscriptionStatus(StrEnum):
    """Where a subscription stands. Only `active` is written to; `pending` gets its confirmation and nothing else."""

    PENDING = "pending"
    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    BLOCKED = "blocked"
    ERASED = "erased"


class Via(StrEnum):
    """By which door a change of consent came; kept as proof, without any address or time zone of the person."""

    BOT = "bot"
    WEB = "web"
    ONE_CLICK = "one-click"
    CHANNEL = "channel"  # the channel said so: blocked, bounced
    OPERATOR = "operator"


# Which statuses a campaign's kind may be sent to. The claim asks this of the present, not of the time of the fan-out.
MAY_RECEIVE: Mapping[CampaignKind, frozenset[SubscriptionStatus]] = MappingProxyType(
    {
        CampaignKind.DIGEST: frozenset({SubscriptionStatus.ACTIVE}),
        CampaignKind.BROADCAST: frozenset({SubscriptionStatus.ACTIVE}),
        CampaignKind.NOTICE: frozenset({SubscriptionStatus.PENDING, SubscriptionStatus.ACTIVE}),
        CampaignKind.TEST: frozenset(SubscriptionStatus) - {SubscriptionStatus.ERASED},
    }
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscriber's address on one channel."""

    id: int
    subscriber_id: int
    channel: ChannelName
    status: SubscriptionStatus
    address: str | None  # opened; None once erased
    since: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """A subscriber with all that their dialogue needs. `topics` None means all topics."""

    id: int
    kind: SubscriberKind
    language: Language
    topics: frozenset[str] | None
    paused_until: datetime | None
    silent: bool  # Telegram: deliver without sound
    protect: bool  # Telegram: forbid forwarding and saving
    subscriptions: tuple[Subscription, ...]

    def on(self, channel: ChannelName, *statuses: SubscriptionStatus) -> Subscription | None:
        """The newest subscription on `channel` with one of `statuses` (default: active)."""
        wanted = statuses or (SubscriptionStatus.ACTIVE,)
        found = [s for s in self.subscriptions if s.channel is channel and s.status in wanted]
        return max(found, key=lambda s: s.id, default=None)

    @property
    def is_erased(self) -> bool:
        """No address is left, so that nobody can be this reader any more."""
        return all(s.status is SubscriptionStatus.ERASED for s in self.subscriptions)

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until
