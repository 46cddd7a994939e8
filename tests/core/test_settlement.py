"""Settlement: each outcome has its event; only a failure spends an attempt; only a reader who is gone is gone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.campaign import CampaignKind
from delivery.core.channel import ChannelName
from delivery.core.delivery import TRANSITIONS, Claimed, Event, State
from delivery.core.language import Language
from delivery.core.outcome import Delivered, Doubtful, Failed, Moved, Outcome, Refused, Scope, Throttled
from delivery.core.retry import next_try
from delivery.core.settlement import CHANNEL_REST, Settlement, settle

NOW = datetime(2024, 1, 22, 6, tzinfo=UTC)
JITTER = 0.5

waits = st.timedeltas(timedelta(0), timedelta(days=5))
reasons = st.text(max_size=20)
outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Delivered, st.text()),
    st.builds(Throttled, waits),
    st.builds(Failed, reasons, st.none() | waits),
    st.builds(Doubtful, reasons),
    st.builds(Refused, st.sampled_from(Scope), reasons),
    st.builds(Moved, st.text()),
)


def _claimed(attempt: int = 2, expires_at: datetime = NOW + timedelta(hours=72)) -> Claimed:
    return Claimed(
        id=7,
        campaign_id=1,
        kind=CampaignKind.DIGEST,
        edition_id=1,
        subscription_id=1,
        subscriber_id=1,
        channel=ChannelName.TELEGRAM,
        language=Language.BE,
        address="1001",
        topics=None,
        attempt=attempt,
        parts_done=0,
        silent=False,
        protect=False,
        payload={},
        expires_at=expires_at,
        lease="mine",
    )


def _settled(outcome: Outcome, attempt: int = 2) -> Settlement:
    return settle(_claimed(attempt), outcome, parts_done=1, now=NOW, jitter=JITTER)


@given(outcomes, st.integers(0, 50), st.integers(0, 5), st.floats(0, 1, exclude_max=True), waits)
def test_every_outcome_leads_to_a_state_under_the_lease(
    outcome: Outcome, attempt: int, parts_done: int, jitter: float, left: timedelta
) -> None:
    settled = settle(_claimed(attempt, NOW + left), outcome, parts_done, NOW, jitter)

    assert settled.event in TRANSITIONS[State.SENDING]
    assert (settled.delivery_id, settled.lease, settled.parts_done) == (7, "mine", parts_done)
    assert settled.attempt - attempt == (1 if isinstance(outcome, Failed | Moved) else 0)
    if settled.event is Event.POSTPONED:
        assert settled.due_at is not None
        assert settled.due_at >= NOW


def test_accepted_keeps_the_receipt() -> None:
    settled = _settled(Delivered("42"))

    assert (settled.event, settled.receipt) == (Event.ACCEPTED, "42")


def test_throttling_spends_no_attempt() -> None:
    settled = _settled(Throttled(timedelta(seconds=30)))

    assert (settled.event, settled.attempt) == (Event.POSTPONED, 2)
    assert settled.due_at == NOW + timedelta(seconds=30)


def test_a_failure_waits_longer_each_time() -> None:
    settled = _settled(Failed("451"))

    assert (settled.event, settled.attempt, settled.reason) == (Event.POSTPONED, 3, "451")
    assert settled.due_at == next_try(3, NOW, JITTER)


def test_the_servers_wish_is_heard() -> None:
    wish = timedelta(hours=9)

    assert _settled(Failed("451", wish)).due_at == NOW + wish


def test_what_would_come_too_late_is_given_up() -> None:
    claimed = _claimed(expires_at=next_try(3, NOW, JITTER))

    assert settle(claimed, Failed("451"), 0, NOW, JITTER).event is Event.TOO_OLD


def test_doubt_is_kept_as_doubt() -> None:
    settled = _settled(Doubtful("reset"))

    assert (settled.event, settled.reason, settled.due_at) == (Event.LOST_TRACK, "reset", None)


def test_a_chat_that_moved_is_tried_again_at_once_at_its_new_address() -> None:
    settled = _settled(Moved("-1009999"))

    assert (settled.event, settled.moved_to, settled.due_at) == (Event.POSTPONED, "-1009999", NOW)


@pytest.mark.parametrize(
    ("scope", "event", "gone"),
    [
        (Scope.ADDRESS, Event.REJECTED, True),
        (Scope.CONTENT, Event.REJECTED, False),
        (Scope.CHANNEL, Event.POSTPONED, False),
    ],
)
def test_a_refusal_costs_the_reader_only_what_concerns_the_reader(scope: Scope, event: Event, gone: bool) -> None:
    settled = _settled(Refused(scope, "403"))

    assert (settled.event, settled.gone, settled.reason) == (event, gone, "403")
    assert settled.due_at == (NOW + CHANNEL_REST if scope is Scope.CHANNEL else None)
