"""Open and close accounting periods, find the day to post on, and enter exchange rates."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from asyncpg import ExclusionViolationError

from service_desk.centres import queries
from service_desk.centres.rules import (
    AccountingPeriodClosed,
    AccountingPeriodOpened,
    LatePosting,
    PeriodFacts,
    PeriodState,
    RateSet,
    posting_day,
)
from service_desk.centres.tables import AccountingPeriod
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import exponent

LEAST_RATE: Final = Decimal("0.00000001")
MOST_RATE: Final = Decimal(1_000_000_000)


class OverlappingPeriod(Conflict):
    code = "overlapping_period"
    message = "A period from {starts_on} to {ends_on} overlaps one that exists. Choose days that no period holds yet."


class EndsBeforeStart(Invalid):
    code = "ends_before_start"
    message = "The period ends on {ends_on}, before it starts on {starts_on}. Swap the two days."


class PeriodUnchanged(Conflict):
    code = "period_unchanged"
    message = "That accounting period is {state} already."


class RateOfItself(Invalid):
    code = "rate_of_itself"
    message = "{currency} is always worth one {currency}. Give the rate between two different currencies."


class RateNotPositive(Invalid):
    code = "rate_not_positive"
    message = "An exchange rate lies between {least} and {most}; {rate} does not. Enter it the other way round."


async def open_period(*, starts_on: date, ends_on: date, by: Actor) -> UUID:
    by.require_company("periods.close")
    plausible(starts_on, "starts_on")
    plausible(ends_on, "ends_on")
    if ends_on < starts_on:
        raise EndsBeforeStart(starts_on=starts_on, ends_on=ends_on, field="ends_on")
    period = AccountingPeriod(
        id=uuid7(), starts_on=starts_on, ends_on=ends_on, state=PeriodState.OPEN, state_at=now(), state_by=by.id
    )
    try:
        async with atomic():
            await AccountingPeriod.insert(period)
            opened = AccountingPeriodOpened(period_id=period.id, starts_on=starts_on, ends_on=ends_on)
            await record(opened, subject=("accounting_period", period.id), centre_id=None, by=by)
    except ExclusionViolationError:
        raise OverlappingPeriod(starts_on=starts_on, ends_on=ends_on) from None
    return period.id


async def close_period(*, period_id: UUID, by: Actor) -> PeriodFacts:
    """Waits for postings that are just taking a day in it; later ones move to the next open day, or are refused."""
    by.require_company("periods.close")
    async with atomic():
        period = await _move(period_id, PeriodState.OPEN, PeriodState.CLOSED, by)
        closed = AccountingPeriodClosed(period_id=period.id, starts_on=period.starts_on, ends_on=period.ends_on)
        await record(closed, subject=("accounting_period", period.id), centre_id=None, by=by)
        return period


async def reopen_period(*, period_id: UUID, by: Actor) -> PeriodFacts:
    by.require_company("periods.close")
    async with atomic():
        period = await _move(period_id, PeriodState.CLOSED, PeriodState.OPEN, by)
        opened = AccountingPeriodOpened(period_id=period.id, starts_on=period.starts_on, ends_on=period.ends_on)
        await record(opened, subject=("accounting_period", period.id), centre_id=None, by=by)
        return period


async def _move(period_id: UUID, source: PeriodState, target: PeriodState, by: Actor) -> PeriodFacts:
    row = await fetchrow(
        "update accounting_period set state = $3, state_at = $4, state_by = $5, version = version + 1 "
        "where id = $1 and state = $2 returning id, starts_on, ends_on, state, version",
        period_id,
        source,
        target,
        now(),
        by.id,
    )
    if row is not None:
        return PeriodFacts(**row)
    if await AccountingPeriod.exists().where(AccountingPeriod.id == period_id):
        raise PeriodUnchanged(state=PeriodState(target))
    raise NotFound(kind="accounting period", key=period_id)


async def open_posting_day(day: date) -> date:
    """The day to post on: `day` where its period is open, else by the company's policy the next open one.

    Shares a lock on the period until the caller commits, so that it cannot be closed under a posting.
    """
    rows = await fetch(
        "select id, starts_on, ends_on, state, version from accounting_period "
        "where state = 'open' and ends_on >= $1 order by starts_on limit 1 for share",
        day,
    )
    policy = LatePosting((await queries.company()).late_posting)
    return posting_day(day, [PeriodFacts(**row) for row in rows], policy)


async def set_rate(*, currency: str, per_currency: str, rate: Decimal, valid_from: date, by: Actor) -> None:
    """One unit of `currency` costs `rate` of `per_currency`; entered again for the same day it is corrected."""
    exponent(currency)
    exponent(per_currency)
    if currency == per_currency:
        raise RateOfItself(currency=currency, field="per_currency")
    plausible(valid_from, "valid_from")
    if not rate.is_finite() or not LEAST_RATE <= rate <= MOST_RATE:
        raise RateNotPositive(rate=rate, least=LEAST_RATE, most=MOST_RATE, field="rate")
    async with atomic():
        await execute(
            "insert into currency_rate (id, currency, per_currency, rate, valid_from, recorded_at, recorded_by) "
            "values ($1, $2, $3, $4, $5, $6, $7) on conflict (currency, per_currency, valid_from) "
            "do update set rate = excluded.rate, recorded_at = excluded.recorded_at, "
            "recorded_by = excluded.recorded_by",
            uuid7(),
            currency,
            per_currency,
            rate,
            valid_from,
            now(),
            by.id,
        )
        event = RateSet(currency=currency, per_currency=per_currency, rate=rate, valid_from=valid_from)
        await record(event, subject=("company", (await queries.company()).id), centre_id=None, by=by)
