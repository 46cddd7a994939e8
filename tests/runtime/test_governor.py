"""The governor: an even pace, replies first, and a 429 heeded by all."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.runtime.governor import Governor
from tests.runtime.clocks import PatientClock


def governor(rate: float) -> tuple[Governor, PatientClock]:
    clock = PatientClock()
    return Governor(rate, clock, clock.monotonic), clock


@given(rate=st.floats(1, 1000), sends=st.integers(1, 200))
async def test_bulk_never_exceeds_the_rate(rate: float, sends: int) -> None:
    paced, clock = governor(rate)
    for _ in range(sends):
        await paced.wait()
    assert clock.slept * rate >= sends - 1 - rate * 0.1 - 1e-6


async def test_bulk_uses_the_rate_it_may_use() -> None:
    paced, clock = governor(25)
    for _ in range(1001):
        await paced.wait()
    assert clock.slept == pytest.approx(40, rel=0.01)


async def test_a_reply_takes_the_next_permit_and_bulk_steps_back() -> None:
    paced, _ = governor(10)
    await paced.wait()
    for _ in range(5):
        await paced.reply()
    assert paced.ready() == 0
    assert paced.seconds_to_next() > 0


async def test_after_a_429_nothing_starts_until_its_time_is_over_and_then_at_full_pace() -> None:
    paced, clock = governor(25)
    paced.hold(timedelta(seconds=7))
    await paced.wait()
    assert clock.slept == pytest.approx(7, abs=0.001)
    await paced.wait()
    assert clock.slept == pytest.approx(7.04, abs=0.001)


async def test_a_reply_does_not_wait_for_hours() -> None:
    paced, clock = governor(25)
    paced.hold(timedelta(hours=9))
    await paced.reply()
    assert clock.slept <= 30
