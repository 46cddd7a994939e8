"""Retries: patient, ever more so, never all at once, and never before the server wishes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delivery.core.retry import CAP, FIRST, next_try

NOW = datetime(2024, 1, 22, 6, tzinfo=UTC)

attempts = st.integers(1, 1000)
jitters = st.floats(0, 1, exclude_max=True)
wishes = st.timedeltas(timedelta(0), timedelta(days=2))


@given(attempts, jitters)
def test_the_wait_doubles_up_to_the_cap_give_or_take_a_tenth(attempt: int, jitter: float) -> None:
    wait = next_try(attempt, NOW, jitter) - NOW
    plain = min(CAP, FIRST * 2 ** min(attempt - 1, 20))

    assert plain * 0.9 <= wait <= plain * 1.1


@given(attempts, jitters)
def test_a_later_failure_never_waits_less(attempt: int, jitter: float) -> None:
    assert next_try(attempt + 1, NOW, jitter) >= next_try(attempt, NOW, jitter)


@given(attempts, jitters, wishes)
def test_the_servers_wish_wins_where_it_is_longer(attempt: int, jitter: float, wish: timedelta) -> None:
    assert next_try(attempt, NOW, jitter, wish) == max(next_try(attempt, NOW, jitter), NOW + wish)


@given(attempts)
def test_readers_are_spread(attempt: int) -> None:
    assert next_try(attempt, NOW, 0.0) < next_try(attempt, NOW, 0.5) < next_try(attempt, NOW, 0.99)
