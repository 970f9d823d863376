"""The clock: aware UTC everywhere, and the civil date of the place where it counts."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from service_desk.foundation import clock
from service_desk.foundation.clock import NaiveMoment, UnknownZone

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_a_stopped_clock_stands_still_and_then_goes_on():
    with clock.at(NOON):
        assert clock.now() == clock.now() == NOON
    assert clock.now() != NOON


def test_a_stopped_clock_inside_another_gives_the_outer_one_back():
    with clock.at(NOON):
        with clock.at(NOON + timedelta(days=1)):
            assert clock.now().day == 26
        assert clock.now().day == 25


async def test_the_clock_stops_for_this_task_only():
    started, go = asyncio.Event(), asyncio.Event()

    async def other() -> datetime:
        started.set()
        await go.wait()
        return clock.now()

    task = asyncio.create_task(other())
    await started.wait()
    with clock.at(NOON):
        go.set()
        assert await task != NOON


@pytest.mark.parametrize(
    "act", [clock.aware, lambda moment: clock.local_date(moment, "UTC"), lambda moment: clock.at(moment).__enter__()]
)
def test_a_time_without_a_zone_is_refused(act):
    with pytest.raises(NaiveMoment, match="has no zone"):
        act(datetime(2026, 3, 14, 21, 30))


def test_a_time_that_utc_cannot_hold_is_refused():
    with pytest.raises(clock.ImpossibleMoment):
        clock.aware(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))))
    with pytest.raises(clock.ImpossibleMoment):
        clock.aware(datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=5))))


def test_the_same_moment_has_another_date_elsewhere():
    late = datetime(2026, 3, 14, 21, 30, tzinfo=UTC)
    assert clock.local_date(late, "Asia/Tehran") == date(2026, 3, 15)
    assert clock.local_date(late, "Europe/Berlin") == date(2026, 3, 14)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), 28),  # 23:59 in Berlin, winter time
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), 29),  # midnight, the day of 23 hours begins
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), 29),  # 23:59, summer time
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), 30),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), 25),  # the day of 25 hours ends
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), 26),
    ],
)
def test_days_of_23_and_25_hours_begin_and_end_at_local_midnight(moment, day):
    assert clock.local_date(moment, "Europe/Berlin").day == day


def test_tehran_keeps_one_time_all_year_since_2022():
    assert clock.local_date(datetime(2021, 7, 1, 19, 30, tzinfo=UTC), "Asia/Tehran") == date(2021, 7, 2)
    assert clock.local_date(datetime(2026, 7, 1, 19, 30, tzinfo=UTC), "Asia/Tehran") == date(2026, 7, 1)


def test_today_follows_the_stopped_clock():
    with clock.at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert (clock.today("UTC"), clock.today("Asia/Shanghai")) == (date(2026, 12, 31), date(2027, 1, 1))


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe/Berlin\x00", "x" * 5000])
def test_an_unknown_zone_is_refused_with_an_example(name):
    with pytest.raises(UnknownZone, match="Asia/Tehran"):
        clock.zone(name)
