"""The figures of a progress card."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.cards import EMPTY, FULL, SIGNS, bar, time_left
from delivery.core.campaign import Audience, Campaign, CampaignKind, CampaignStatus, Progress
from delivery.services.broadcasting import Watched

START = datetime(2024, 1, 22, 6, tzinfo=UTC)
COUNTS = st.integers(0, 10_000)


def watched(progress: Progress, status: CampaignStatus = CampaignStatus.RUNNING) -> Watched:
    campaign = Campaign(1, CampaignKind.BROADCAST, status, "broadcast:x", Audience(), None, START, START, None, None)
    return Watched(campaign, progress, {})


@given(queued=COUNTS, sending=COUNTS, delivered=COUNTS, refused=COUNTS)
def test_the_bar_is_full_at_the_end_and_only_then(queued: int, sending: int, delivered: int, refused: int) -> None:
    progress = Progress(queued=queued, sending=sending, delivered=delivered, refused=refused)
    drawn = bar(progress)
    assert drawn.count(FULL) + drawn.count(EMPTY) == SIGNS
    assert (EMPTY not in drawn) == drawn.endswith(" 100 %") == (progress.left == 0)


def test_the_time_left_follows_from_the_time_since_the_start() -> None:
    progress = Progress(queued=30, delivered=10)
    assert time_left(watched(progress), START + timedelta(minutes=1)) == timedelta(minutes=3)


def test_without_a_first_success_or_a_running_campaign_no_time_is_named() -> None:
    later = START + timedelta(minutes=1)
    assert time_left(watched(Progress(queued=30)), later) is None
    assert time_left(watched(Progress(queued=30, delivered=10), CampaignStatus.PAUSED), later) is None
    assert time_left(watched(Progress(delivered=10)), later) is None
