"""The pace: never above the rate, hardly below it, and back to it at once after a 429."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delivery.core.pace import Pace

NOW = datetime(2024, 1, 22, 6, tzinfo=UTC)

rates = st.floats(0.1, 200)
steps = st.lists(st.integers(0, 2_000), min_size=1, max_size=200)  # milliseconds between two looks at the clock


def _sends(pace: Pace, waits: list[int], start: datetime = NOW) -> list[datetime]:
    """When each message starts if whoever holds the pace looks at the clock after these waits and sends all it may."""
    now, sent = start, []
    for wait in waits:
        now += timedelta(milliseconds=wait)
        permitted = pace.permits(now)
        pace = pace.taken(permitted, now) if permitted else pace
        sent += [now] * permitted
    return sent


@given(rates, steps)
def test_no_window_of_time_holds_more_than_its_rate_and_the_tolerance(rate: float, waits: list[int]) -> None:
    pace = Pace.of(rate, NOW)
    sent = _sends(pace, waits)

    for first in range(0, len(sent), 7):
        for last in range(first, len(sent), 5):
            window = sent[last] - sent[first] + pace.tolerance
            assert last - first + 1 <= window / pace.interval + 1 + 1e-6


@given(rates)
def test_the_first_messages_are_no_burst(rate: float) -> None:
    assert Pace.of(rate, NOW).permits(NOW) == 1


@given(st.floats(1, 100), st.integers(5, 90))
def test_whoever_looks_often_enough_uses_the_permitted_rate(rate: float, every_ms: int) -> None:
    minute = 60_000
    sent = _sends(Pace.of(rate, NOW), [every_ms] * (minute // every_ms))

    assert len(sent) >= 0.99 * rate * (minute // every_ms * every_ms) / 1000 - 1


@given(rates, st.integers(1, 120), steps)
def test_after_a_429_nothing_is_sent_until_the_time_is_over(rate: float, wait: int, waits: list[int]) -> None:
    until = NOW + timedelta(seconds=wait)
    sent = _sends(Pace.of(rate, NOW).held(until), waits)

    assert all(moment >= until for moment in sent)


@given(st.floats(1, 100), st.integers(1, 60))
def test_after_a_429_the_full_rate_is_back_at_once(rate: float, wait: int) -> None:
    until = NOW + timedelta(seconds=wait)
    pace = Pace.of(rate, NOW).held(until)

    assert pace.permits(until) == 1
    assert len(_sends(pace, [20] * 3_000, start=until)) >= 0.99 * rate * 60 - 1


@given(rates, st.integers(0, 60), st.integers(0, 60))
def test_a_shorter_wait_does_not_undo_a_longer_one(rate: float, one: int, other: int) -> None:
    pace = Pace.of(rate, NOW).held(NOW + timedelta(seconds=one)).held(NOW + timedelta(seconds=other))

    assert pace.next_at == NOW + timedelta(seconds=max(one, other))
