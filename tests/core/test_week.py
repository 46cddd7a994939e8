"""Weeks and send times: a slot a week, at the hour on the wall, whatever the clocks of the zone do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.core.week import CATCH_UP, WEEKDAYS, NotAMonday, SendTime, Week

ZONES = [ZoneInfo(name) for name in ("Europe/Minsk", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe", "UTC")]
WARSAW, NEW_YORK, LORD_HOWE = ZONES[1], ZONES[2], ZONES[3]
INSTANT = timedelta(microseconds=1)

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)

moments = st.timedeltas(timedelta(0), timedelta(days=20 * 365)).map(lambda since: EPOCH + since)
send_times = st.builds(
    SendTime,
    st.integers(0, 6),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59])),
    st.sampled_from(ZONES),
)


@given(st.dates(date(1, 1, 8), date(9999, 12, 20)))
def test_every_day_is_in_one_week_from_monday_to_sunday(day: date) -> None:
    week = Week.of(day)

    assert week.monday <= day <= week.sunday
    assert (week.monday.weekday(), week.sunday.weekday()) == (0, 6)
    assert Week.parse(str(week)) == week


def test_another_day_names_no_week_and_the_error_says_which_does() -> None:
    with pytest.raises(NotAMonday, match="2024-01-17 is not a Monday; the week's name is 2024-01-15"):
        Week.parse("2024-01-17")


@pytest.mark.parametrize("text", ["", "2024-1-15", "15.01.2024", "2024-02-30", "next week"])
def test_another_form_is_no_week(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Week.parse(text)


@given(send_times, moments)
def test_last_and_next_enclose_the_moment_and_nothing_lies_between(slot: SendTime, now: datetime) -> None:
    last, following = slot.last(now), slot.next(now)

    assert last <= now < following
    assert slot.next(last) == following
    assert slot.last(following) == following
    assert slot.last(following - INSTANT) == last
    assert abs(following - last - timedelta(weeks=1)) <= timedelta(hours=1)


@given(send_times, moments)
def test_a_slot_is_at_its_hour_on_the_wall_unless_the_clock_skips_it(slot: SendTime, now: datetime) -> None:
    local = slot.next(now).astimezone(slot.zone)
    back_and_forth = local.astimezone(UTC).astimezone(slot.zone)

    assert back_and_forth == local
    if local.time() == slot.at:
        assert local.weekday() == slot.weekday
    else:
        skipped = datetime.combine(local.date(), slot.at, slot.zone)
        assert skipped.astimezone(UTC).astimezone(slot.zone).time() != slot.at, "only a skipped hour may move"


@given(send_times, moments)
def test_a_slot_is_due_until_it_is_too_late(slot: SendTime, now: datetime) -> None:
    last = slot.last(now)

    assert slot.due(now) == (last if now - last <= CATCH_UP else None)
    assert slot.due(last) == last
    assert slot.due(last + CATCH_UP) == last
    assert slot.due(last + CATCH_UP + INSTANT) in (None, slot.next(last))


@pytest.mark.parametrize(
    ("zone", "weekday", "at", "monday", "expected"),
    [
        (WARSAW, 6, time(2, 30), date(2024, 3, 25), datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),  # skipped: 03:30 CEST
        (WARSAW, 6, time(2, 30), date(2024, 10, 21), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),  # twice: the first
        (NEW_YORK, 6, time(2, 30), date(2024, 3, 4), datetime(2024, 3, 10, 7, 30, tzinfo=UTC)),
        (NEW_YORK, 6, time(1, 30), date(2024, 10, 28), datetime(2024, 11, 3, 5, 30, tzinfo=UTC)),
        (
            LORD_HOWE,
            6,
            time(2, 15),
            date(2024, 9, 30),
            datetime(2024, 10, 5, 15, 45, tzinfo=UTC),
        ),  # half an hour skipped
        (LORD_HOWE, 6, time(1, 45), date(2024, 4, 1), datetime(2024, 4, 6, 14, 45, tzinfo=UTC)),  # half an hour twice
    ],
)
def test_a_skipped_hour_comes_late_and_a_repeated_one_comes_once(
    zone: ZoneInfo, weekday: int, at: time, monday: date, expected: datetime
) -> None:
    slot = SendTime(weekday, at, zone)

    assert slot.in_week(Week(monday)) == expected
    assert slot.next(expected) - expected > timedelta(days=6)


def test_monday_nine_in_minsk_is_six_in_utc() -> None:
    slot = SendTime.parse("mon 09:00", ZoneInfo("Europe/Minsk"))

    assert slot.in_week(Week.parse("2024-01-22")) == datetime(2024, 1, 22, 6, tzinfo=UTC)


@given(send_times)
def test_a_send_time_reads_as_it_is_written(slot: SendTime) -> None:
    assert SendTime.parse(str(slot), slot.zone) == slot


@pytest.mark.parametrize(("number", "day"), list(enumerate(WEEKDAYS)))
def test_days_may_be_written_in_full_and_in_capitals(number: int, day: str) -> None:
    written = f" {day.upper()}day  9:30"

    assert SendTime.parse(written, ZONES[0]) == SendTime(number, time(9, 30), ZONES[0])


@pytest.mark.parametrize(
    "text", ["", "mon", "09:00", "mon 25:00", "day 09:00", "mon 9 o'clock", "mon 09:00+03:00", "mon 09:60"]
)
def test_what_is_no_send_time_is_told_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="for example `mon 09:00`"):
        SendTime.parse(text, ZONES[0])
