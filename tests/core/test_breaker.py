"""Breakers: alike refusals of one campaign are counted; a closed door is not hammered at."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from delivery.core.breaker import RECONNECT, Door, Refusals

NOW = datetime(2024, 1, 22, 6, tzinfo=UTC)

histories = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["400", "550", "good"])))


@given(histories)
def test_the_count_is_that_of_alike_refusals_since_the_campaigns_last_success(history: list[tuple[int, str]]) -> None:
    refusals = Refusals()
    expected: dict[tuple[int, str], int] = {}
    for campaign, answer in history:
        if answer == "good":
            refusals = refusals.succeeded(campaign)
            expected = {key: n for key, n in expected.items() if key[0] != campaign}
        else:
            refusals = refusals.refused(campaign, answer)
            expected[campaign, answer] = expected.get((campaign, answer), 0) + 1

    for campaign in (1, 2, 3):
        for reason in ("400", "550"):
            assert refusals.count(campaign, reason) == expected.get((campaign, reason), 0)


def test_counting_leaves_the_earlier_value_alone() -> None:
    before = Refusals().refused(1, "400")
    before.refused(1, "400")

    assert before.count(1, "400") == 1


@given(st.timedeltas(timedelta(0), timedelta(minutes=5)))
def test_a_door_that_failed_is_tried_again_after_a_while(later: timedelta) -> None:
    door = Door().failed(NOW)

    assert Door().is_open(NOW)
    assert door.is_open(NOW + later) == (later >= RECONNECT)
    assert door.answered().is_open(NOW)
