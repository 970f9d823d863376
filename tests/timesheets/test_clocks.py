import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from service_desk.centres.actions import create_centre, create_company, set_setting
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import NaiveMoment, at
from service_desk.foundation.db import fetchrow
from service_desk.foundation.ids import uuid7
from service_desk.timesheets import queries
from service_desk.timesheets.actions import (
    ClockAlreadyRunning,
    ClockStillRuns,
    NoClockRunning,
    OverlappingClock,
    OverlappingTime,
    ResourceCodeTaken,
    RetiredResource,
    add_time,
    create_resource,
    discard_clock,
    retire_resource,
    set_rate,
    start_clock,
    stop_clock,
    void_time,
)
from service_desk.timesheets.rules import ClockForgotten, ClockTooFarBack, EntryTooLong, FutureTime, TooFarBack

NINE = datetime(2026, 3, 14, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ORDER = ("repair", uuid7())


@dataclass(frozen=True)
class Bench:
    centre: UUID
    bo: UUID

    async def rate(self, bill, cost="0", **more):
        day = more.pop("valid_from", date(2026, 1, 1))
        await set_rate(
            centre_id=self.centre, cost_rate=Decimal(cost), bill_rate=Decimal(bill), valid_from=day, by=SYSTEM, **more
        )

    async def start(self, **more):
        return await start_clock(resource_id=self.bo, subject=ORDER, number="R-1", by=SYSTEM, **more)

    async def stop(self, **more):
        return await stop_clock(resource_id=self.bo, by=SYSTEM, **more)

    async def add(self, start, stop, **more):
        given = {"started_at": start, "stopped_at": stop} | more
        return await add_time(resource_id=self.bo, subject=ORDER, number="R-1", by=SYSTEM, **given)

    async def worked(self, minutes, start=NINE, **more):
        with at(start):
            await self.start(**more)
        with at(start + minutes * MINUTE):
            return await self.stop()


async def build_bench() -> Bench:
    await create_company(code="A1", name={"en": "Aftercare"}, book_currency="EUR", by=SYSTEM)
    centre = await create_centre(
        code="TEH", name={"en": "Tehran"}, zone="Asia/Tehran", country="IR", language="fa", currency="IRR", by=SYSTEM
    )
    return Bench(centre, await create_resource(centre_id=centre, code="bo", name="Bo", by=SYSTEM))


@pytest.fixture
async def bench(db):
    return await build_bench()


async def test_time_is_worth_what_it_was_on_the_day_it_began(bench):
    await bench.rate("600000", "200000")
    entry = await bench.worked(90)
    assert (entry.minutes, entry.hours, entry.bill, entry.cost, entry.currency) == (
        90,
        Decimal("1.5"),
        900000,
        300000,
        "IRR",
    )
    await bench.rate("900000", valid_from=date(2026, 2, 1))
    assert (await queries.time(entry.entry_id)).bill == 900000


async def test_the_day_is_that_of_the_centre(bench):
    assert (await bench.worked(1, datetime(2026, 3, 14, 21, tzinfo=UTC))).worked_on == date(2026, 3, 15)


async def test_without_a_rate_time_is_kept_without_worth(bench):
    entry = await bench.worked(5)
    assert (entry.minutes, entry.bill_rate, entry.bill, entry.currency) == (5, None, None, "IRR")


@pytest.mark.parametrize(("activity", "bill"), [("repair", 40), ("travel", 30), ("training", 20)])
async def test_the_nearest_rate_counts(bench, activity, bill):
    await bench.rate("10")
    await bench.rate("30", activity="travel")
    await bench.rate("20", resource_id=bench.bo)
    await bench.rate("40", resource_id=bench.bo, activity="repair")
    found = await queries.rates(bench.centre, uuid7() if activity == "travel" else bench.bo, activity, date(2026, 6, 1))
    assert found.bill == bill


async def test_a_rate_of_tomorrow_is_not_known_today(bench):
    await bench.rate("10")
    await bench.rate("20", valid_from=date(2026, 7, 1))
    assert (await queries.labour_price(bench.centre, "repair", date(2026, 6, 30))) == 10


async def test_a_second_clock_is_refused_and_says_since_when_the_first_runs(bench):
    with at(NINE):
        await bench.start()
        with pytest.raises(
            ClockAlreadyRunning, match=r"BO has been running on R-1 since 14 March 2026, 12:30 .Tehran time."
        ):
            await bench.start()


async def test_a_clock_that_does_not_run_cannot_be_stopped(bench):
    with pytest.raises(NoClockRunning):
        await bench.stop()


async def test_a_clock_is_stopped_only_for_the_order_it_runs_on(bench):
    await bench.start()
    with pytest.raises(NoClockRunning):
        await bench.stop(subject=("repair", uuid7()))
    assert (await bench.stop(subject=ORDER)).subject_id == ORDER[1]


async def test_overlapping_time_is_refused_and_says_with_what(bench):
    await bench.worked(60)
    with (
        at(NINE + timedelta(days=1)),
        pytest.raises(OverlappingTime, match=r"on R-1 from 14 March 2026, 12:30 .Tehran time. to"),
    ):
        await bench.add(NINE + 30 * MINUTE, NINE + 90 * MINUTE)


async def test_time_may_begin_when_the_last_one_ends(bench):
    await bench.worked(60)
    with at(NINE + timedelta(days=1)):
        assert (await bench.add(NINE + 60 * MINUTE, NINE + 90 * MINUTE)).minutes == 30


async def test_nothing_can_be_entered_after_the_start_of_a_running_clock(bench):
    with at(NINE):
        await bench.start()
    with at(NINE + 90 * MINUTE), pytest.raises(OverlappingClock, match="on R-1 since"):
        await bench.add(NINE + 30 * MINUTE, NINE + 40 * MINUTE)


async def test_a_forgotten_start_may_be_given_but_not_into_booked_time(bench):
    await bench.worked(60)
    with at(NINE + 120 * MINUTE):
        with pytest.raises(OverlappingTime):
            await bench.start(started_at=NINE + 30 * MINUTE)
        assert (await bench.start(started_at=NINE + 100 * MINUTE)).started_at == NINE + 100 * MINUTE


async def test_a_naive_or_future_time_is_refused(bench):
    with pytest.raises(NaiveMoment, match="has no zone"):
        await bench.start(started_at=datetime(2026, 3, 14, 9))
    await bench.start()
    with pytest.raises(FutureTime):
        await bench.stop(stopped_at=datetime.now(UTC) + timedelta(hours=1))


async def test_a_forgotten_clock_is_flagged(bench):
    with at(NINE):
        await bench.start()
    assert [c.resource_id for c in await queries.forgotten(NINE + timedelta(hours=13))] == [bench.bo]
    assert await queries.forgotten(NINE + timedelta(hours=11)) == []
    with at(NINE + timedelta(hours=13)):
        assert (await bench.stop()).too_long


async def test_a_clock_that_ran_for_days_is_held_until_someone_says_when_it_ended(bench):
    with at(NINE):
        await bench.start()
    with at(NINE + timedelta(days=2)):
        with pytest.raises(ClockForgotten, match="BO on R-1 has run since 14 March 2026, 12:30"):
            await bench.stop()
        with pytest.raises(EntryTooLong):
            await bench.stop(stopped_at=NINE + timedelta(hours=25))
        assert [clock.resource_id for clock in await queries.forgotten(NINE + timedelta(days=2))] == [bench.bo]
        assert (await bench.stop(stopped_at=NINE + 60 * MINUTE)).minutes == 60


async def test_a_clock_that_measured_nothing_is_discarded_and_books_nothing(bench):
    with at(NINE):
        await bench.start()
    with at(NINE + timedelta(days=2)):
        await discard_clock(resource_id=bench.bo, subject=ORDER, reason="went home", by=SYSTEM)
        assert await queries.time_for(ORDER[1]) == []
        await bench.start()


@pytest.mark.parametrize("back", [timedelta(hours=25), timedelta(days=365)])
async def test_a_clock_of_another_day_or_year_does_not_start(bench, back):
    with at(NINE), pytest.raises(ClockTooFarBack, match="Check the day and the year"):
        await bench.start(started_at=NINE - back)


async def test_time_of_another_year_is_not_entered_by_hand_either(bench):
    with at(NINE):
        with pytest.raises(TooFarBack, match="31 days"):
            await bench.add(NINE - timedelta(days=365), NINE - timedelta(days=365) + 60 * MINUTE)
        with pytest.raises(EntryTooLong):
            await bench.add(NINE - timedelta(days=3), NINE)
        assert (await bench.add(NINE - timedelta(days=30), NINE - timedelta(days=30) + 60 * MINUTE)).minutes == 60


async def test_time_taken_back_makes_room_for_the_right_one(bench):
    wrong = await bench.worked(60)
    with at(NINE + timedelta(days=1)):
        await void_time(entry_id=wrong.entry_id, reason="wrong order", by=SYSTEM)
        await bench.add(NINE, NINE + 10 * MINUTE)
    assert [entry.minutes for entry in await queries.time_for(ORDER[1])] == [10]


async def test_the_step_is_a_setting_of_the_centre(bench):
    await set_setting(
        name="labour_step_minutes", value=15, centre_id=bench.centre, valid_from=date(2026, 1, 1), by=SYSTEM
    )
    assert (await bench.worked(16)).minutes == 30


async def test_recorded_time_names_the_order_and_nobody(bench):
    await bench.worked(5)
    event = await fetchrow("select subject_id, payload from event where kind = 'time_recorded'")
    assert (event["subject_id"], event["payload"]["minutes"]) == (ORDER[1], 5)
    assert "Bo" not in str(event["payload"])


async def test_a_machine_is_a_resource_too_and_codes_are_used_once(bench):
    await create_resource(centre_id=bench.centre, code="OVEN", name="Oven", kind="machine", by=SYSTEM)
    with pytest.raises(ResourceCodeTaken):
        await create_resource(centre_id=bench.centre, code="oven", name="Oven", kind="machine", by=SYSTEM)


async def test_who_left_books_no_time_and_who_works_cannot_leave(bench):
    await bench.start()
    with pytest.raises(ClockStillRuns, match="still runs on R-1"):
        await retire_resource(resource_id=bench.bo, by=SYSTEM)
    await bench.stop()
    await retire_resource(resource_id=bench.bo, by=SYSTEM)
    with pytest.raises(RetiredResource):
        await bench.start()


async def test_of_six_who_start_the_same_clock_one_does(committed_db):
    bench = await build_bench()
    ends = await asyncio.gather(*(bench.start() for _ in range(6)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["ClockAlreadyRunning"] * 5 + ["ClockFacts"]
