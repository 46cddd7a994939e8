"""The tables. CHECK constraints are made from the closed sets of `core`: the store knows no other states."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from delivery.core.campaign import CampaignKind, CampaignStatus
from delivery.core.channel import ChannelName
from delivery.core.delivery import State
from delivery.core.edition import EditionStatus, Trend
from delivery.core.language import Language
from delivery.core.subscription import SubscriberKind, SubscriptionStatus, Via
from delivery.store.columns import Id, Instant, Name, metadata, one_of, partial

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("language", Name, nullable=False),
    Column("topics", Text, doc="slugs, sorted, joined by commas; NULL means all"),
    Column("paused_until", Instant),
    Column("silent", Boolean, nullable=False, default=False, server_default=text("false")),
    Column("protect", Boolean, nullable=False, default=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
    one_of("kind", SubscriberKind),
    one_of("language", Language),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subscriber_id", ForeignKey("subscriber.id"), nullable=False, index=True),
    Column("channel", Name, nullable=False),
    Column("status", Name, nullable=False),
    Column("address", LargeBinary, doc="sealed; NULL once erased"),
    Column("address_index", LargeBinary, doc="blind index; NULL once erased"),
    Column("since", Instant, nullable=False, doc="when it took its present status"),
    one_of("channel", ChannelName),
    one_of("status", SubscriptionStatus),
    # A chat is one subscription for ever. A mail address may be asked for by several people; one of them can have it.
    Index(
        "uq_subscription_chat",
        "address_index",
        unique=True,
        **partial("channel = 'telegram' AND address_index IS NOT NULL"),
    ),
    Index(
        "uq_subscription_mailbox", "address_index", unique=True, **partial("channel = 'email' AND status = 'active'")
    ),
    Index("uq_subscription_active", "subscriber_id", "channel", unique=True, **partial("status = 'active'")),
    Index("ix_subscription_address_index", "address_index"),
    Index("ix_subscription_channel_status", "channel", "status"),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subscription_id", ForeignKey("subscription.id"), nullable=False, index=True),
    Column("status", Name, nullable=False),
    Column("via", Name, nullable=False),
    Column("at", Instant, nullable=False),
    one_of("status", SubscriptionStatus),
    one_of("via", Via),
)

confirmation = Table(
    "confirmation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subscription_id", ForeignKey("subscription.id"), nullable=False, index=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("address_index", LargeBinary, nullable=False, index=True, doc="whom it was mailed to: limits count by it"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

picture = Table(
    "picture",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("media_type", Name, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

edition = Table(
    "edition",
    metadata,
    Column("id", Id, primary_key=True),
    Column("week", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Name, nullable=False),
    Column("fingerprint", Name, nullable=False, doc="sha256 of the content: equal content is not imported twice"),
    Column("topics", Text, nullable=False, doc="JSON: [slug, {language: name}] in order of appearance"),
    Column("imported_at", Instant, nullable=False),
    Column("approved_at", Instant),
    Column("published_at", Instant),
    UniqueConstraint("week", "version"),
    one_of("status", EditionStatus),
)

section = Table(
    "section",
    metadata,
    Column("id", Id, primary_key=True),
    Column("edition_id", ForeignKey("edition.id", ondelete="CASCADE"), nullable=False),
    Column("topic", Name, nullable=False),
    Column("language", Name, nullable=False),
    Column("trend", Name, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False, doc="Markdown, as the editor wrote it"),
    Column("picture_sha256", ForeignKey("picture.sha256")),
    Column("picture_alt", Text, nullable=False),
    Column("picture_caption", Text, nullable=False),
    UniqueConstraint("edition_id", "topic", "language"),
    one_of("language", Language),
    one_of("trend", Trend),
)

campaign = Table(
    "campaign",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("status", Name, nullable=False),
    Column("occurrence", String(128), nullable=False, unique=True, doc="the guard: one campaign per occurrence"),
    Column("edition_id", ForeignKey("edition.id")),
    Column("languages", Text, nullable=False, doc="the audience: language codes joined by commas"),
    Column("channels", Text, nullable=False, doc="the audience: channel names joined by commas"),
    Column("content", LargeBinary, doc="sealed JSON: a broadcast names the admin's chat"),
    Column("card", LargeBinary, doc="sealed JSON: the chat and message of the progress card"),
    Column("confirm_hash", LargeBinary, doc="of the one-time token that may start it"),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Column("expires_at", Instant),
    Column("pause_reason", Name),
    one_of("kind", CampaignKind),
    one_of("status", CampaignStatus),
    Index("ix_campaign_open", "status", **partial("status IN ('draft', 'running', 'paused')")),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", ForeignKey("campaign.id"), nullable=False),
    Column("subscription_id", ForeignKey("subscription.id"), nullable=False, index=True),
    Column("channel", Name, nullable=False),
    Column("language", Name, nullable=False),
    Column("priority", SmallInteger, nullable=False, doc="smaller is served first"),
    Column("state", Name, nullable=False),
    Column("attempt", SmallInteger, nullable=False, default=0, server_default=text("0"), doc="failed attempts"),
    Column("parts_done", SmallInteger, nullable=False, default=0, server_default=text("0")),
    Column("released", Boolean, nullable=False, default=False, server_default=text("false")),
    Column(
        "gone", Boolean, nullable=False, default=False, server_default=text("false"), doc="refused: the reader is gone"
    ),
    Column("due_at", Instant, nullable=False),
    Column("lease", Name, doc="the sender that holds it"),
    Column("lease_until", Instant),
    Column("settled_at", Instant),
    Column("receipt", Text, doc="what the other side called it"),
    Column("reason", String(200), doc="of the last failure; a short code, never contact data"),
    Column("payload", LargeBinary, doc="sealed JSON; removed when the delivery is finished"),
    UniqueConstraint("campaign_id", "subscription_id"),
    one_of("channel", ChannelName),
    one_of("language", Language),
    one_of("state", State),
    CheckConstraint("(state = 'sending') = (lease IS NOT NULL)", name="lease"),
    Index("ix_delivery_due", "channel", "priority", "due_at", "id", **partial("state = 'queued'")),
    Index("ix_delivery_lease", "lease_until", **partial("state = 'sending'")),
    Index("ix_delivery_doubt", "channel", "campaign_id", **partial("state = 'doubtful'")),
    Index("ix_delivery_campaign_state", "campaign_id", "state"),
)

suppression = Table(
    "suppression",
    metadata,
    Column("address_index", LargeBinary, primary_key=True),
    Column("reason", Name, nullable=False),
    Column("since", Instant, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", Name, primary_key=True),
    Column("holder", Name, nullable=False),
    Column("until", Instant, nullable=False),
)

dialogue = Table(
    "dialogue",
    metadata,
    Column("key", LargeBinary, primary_key=True, doc="keyed hash of bot, chat and user"),
    Column("state", Name),
    Column("data", LargeBinary, doc="sealed JSON"),
    Column("updated_at", Instant, nullable=False),
)

seen_update = Table(
    "seen_update",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("seen_at", Instant, nullable=False, index=True),
)
