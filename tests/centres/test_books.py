"""Accounting periods and exchange rates."""

from datetime import date
from decimal import Decimal

import pytest

from service_desk.centres import queries
from service_desk.centres.actions import close_period, open_period, open_posting_day, reopen_period, set_rate
from service_desk.centres.actions.books import EndsBeforeStart, OverlappingPeriod, PeriodUnchanged, RateNotPositive
from service_desk.centres.queries import NoRate
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import UnknownCurrency


async def _close(year):
    period = await queries.period_of(date(year, 6, 1))
    return await close_period(period_id=period.id, by=SYSTEM)


async def test_a_posting_for_a_closed_year_moves_to_the_next_open_day(world):
    await _close(2024)
    assert await open_posting_day(date(2024, 5, 5)) == date(2025, 1, 1)
    assert await open_posting_day(date(2025, 5, 5)) == date(2025, 5, 5)


async def test_a_reopened_year_takes_postings_again(world):
    closed = await _close(2024)
    reopened = await reopen_period(period_id=closed.id, by=SYSTEM)
    assert reopened.version == closed.version + 1
    assert await open_posting_day(date(2024, 5, 5)) == date(2024, 5, 5)


async def test_a_period_is_closed_once(world):
    period = await _close(2024)
    with pytest.raises(PeriodUnchanged, match="closed already"):
        await close_period(period_id=period.id, by=SYSTEM)


async def test_a_period_that_is_not_there_cannot_be_closed(world):
    with pytest.raises(NotFound):
        await close_period(period_id=uuid7(), by=SYSTEM)


async def test_periods_do_not_overlap(world):
    with pytest.raises(OverlappingPeriod, match="no period holds"):
        await open_period(starts_on=date(2026, 12, 31), ends_on=date(2027, 1, 31), by=SYSTEM)


async def test_a_period_ends_after_it_starts(world):
    with pytest.raises(EndsBeforeStart):
        await open_period(starts_on=date(2030, 2, 1), ends_on=date(2030, 1, 31), by=SYSTEM)


async def test_the_newest_rate_before_the_day_counts_either_way_round(world):
    for day, rate in ((date(2026, 1, 1), 700000), (date(2026, 6, 1), 800000)):
        await set_rate(currency="EUR", per_currency="IRR", rate=Decimal(rate), valid_from=day, by=SYSTEM)
    assert await queries.rate("EUR", "IRR", date(2026, 5, 31)) == 700000
    assert await queries.rate("IRR", "EUR", date(2026, 6, 1)) == Decimal(1) / 800000
    assert await queries.rate("EUR", "EUR", date(2020, 1, 1)) == 1


async def test_a_rate_entered_again_for_its_day_is_corrected(world):
    for rate in ("1.10", "1.11"):
        await set_rate(currency="EUR", per_currency="USD", rate=Decimal(rate), valid_from=date(2026, 1, 1), by=SYSTEM)
    assert await queries.rate("EUR", "USD", date(2026, 2, 1)) == Decimal("1.11")


async def test_before_the_first_rate_a_sentence_asks_for_one(world):
    with pytest.raises(NoRate, match="Enter one"):
        await queries.rate("EUR", "GBP", date(2026, 1, 1))


async def test_an_unknown_currency_and_a_rate_of_nothing_are_refused(world):
    with pytest.raises(UnknownCurrency):
        await set_rate(currency="XXX", per_currency="EUR", rate=Decimal(1), valid_from=date(2026, 1, 1), by=SYSTEM)
    for rate in ("0", "-1", "NaN", "Infinity", "1e-9", "1e40"):
        with pytest.raises(RateNotPositive, match="Enter it the other way"):
            await set_rate(
                currency="USD", per_currency="EUR", rate=Decimal(rate), valid_from=date(2026, 1, 1), by=SYSTEM
            )
