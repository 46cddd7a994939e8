"""Readers and campaigns as values: who may be written to, what a pause is, and figures that add up."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.campaign import LIFETIME, PRIORITY, CampaignKind, Progress
from delivery.core.channel import ChannelName
from delivery.core.delivery import State
from delivery.core.language import Language
from delivery.core.subscription import MAY_RECEIVE, Reader, SubscriberKind, Subscription, SubscriptionStatus

NOW = datetime(2024, 1, 22, 6, tzinfo=UTC)
MAIL, CHAT = ChannelName.EMAIL, ChannelName.TELEGRAM


def _reader(*subscriptions: Subscription, paused_until: datetime | None = None) -> Reader:
    return Reader(1, SubscriberKind.PERSON, Language.BE, None, paused_until, False, False, subscriptions)


def _subscription(subscription_id: int, channel: ChannelName, status: SubscriptionStatus) -> Subscription:
    return Subscription(subscription_id, 1, channel, status, "x", NOW)


def test_who_left_is_never_meant() -> None:
    for kind in (CampaignKind.DIGEST, CampaignKind.BROADCAST):
        assert MAY_RECEIVE[kind] == {SubscriptionStatus.ACTIVE}
    assert SubscriptionStatus.UNSUBSCRIBED not in MAY_RECEIVE[CampaignKind.NOTICE]


@pytest.mark.parametrize("kind", CampaignKind)
def test_every_kind_of_campaign_has_its_rules(kind: CampaignKind) -> None:
    assert SubscriptionStatus.ERASED not in MAY_RECEIVE[kind]
    assert LIFETIME[kind] > timedelta(0)
    assert PRIORITY[kind] >= PRIORITY[CampaignKind.NOTICE]


def test_the_newest_subscription_of_the_asked_kind_is_found() -> None:
    active, pending = SubscriptionStatus.ACTIVE, SubscriptionStatus.PENDING
    old = _subscription(1, MAIL, active)
    new = _subscription(3, MAIL, pending)
    chat = _subscription(2, CHAT, active)
    reader = _reader(new, chat, old)

    assert reader.on(MAIL) == old
    assert reader.on(MAIL, pending) == new
    assert reader.on(MAIL, active, pending) == new
    assert reader.on(CHAT) == chat
    assert reader.on(CHAT, pending) is None


@given(st.timedeltas(timedelta(days=-60), timedelta(days=60)))
def test_a_pause_ends_by_itself(later: timedelta) -> None:
    assert _reader(paused_until=NOW).is_paused(NOW + later) == (later < timedelta(0))
    assert not _reader().is_paused(NOW + later)


@given(st.lists(st.integers(0, 10**7), min_size=len(State), max_size=len(State)), st.data())
def test_figures_add_up(counts: list[int], data: st.DataObject) -> None:
    by_state = dict(zip(State, counts, strict=True))
    progress = Progress(**by_state, blocked=data.draw(st.integers(0, by_state[State.REFUSED])))

    assert progress.total == sum(counts)
    done_well = progress.delivered + progress.blocked + progress.withdrawn
    assert progress.left + progress.failed + done_well == progress.total


def test_figures_have_a_place_for_every_state() -> None:
    assert {field.name for field in fields(Progress)} == {*State, "blocked"}
