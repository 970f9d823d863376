"""What can be asked about the company and its centres. What every ticket needs is remembered for half a minute."""

import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

from service_desk.centres.rules import (
    CentreFacts,
    CompanyFacts,
    HolidayFacts,
    NumberKind,
    PeriodFacts,
    Series,
    WorkingCalendar,
    known,
)
from service_desk.centres.rules.hours import opening_words
from service_desk.centres.rules.settings import SettingValue
from service_desk.centres.rules.typed import may_be_number
from service_desk.centres.rules.typed import numbers_meant as numbers
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import today
from service_desk.foundation.columns import RATE_PLACES
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.i18n import code_form
from service_desk.foundation.money import exponent
from service_desk.foundation.naming import looked_up
from service_desk.foundation.versions import content_version
from service_desk.foundation.written import Phrase

T = TypeVar("T")
_KEPT_SECONDS = 30.0
_AHEAD: Final = timedelta(days=14)
_A_YEAR: Final = timedelta(days=366)
_kept: dict[object, tuple[float, Any]] = {}


class NoMoreWork(Conflict):
    code = "centre_retired"
    message = "{centre} takes no more work. Choose another centre, or have it revived first."


class NoCompany(Conflict):
    code = "no_company"
    message = "This database holds no company yet. Create it first, or start with demo data: `make run`."


class NoRate(Conflict):
    code = "no_rate"
    message = "No exchange rate from {currency} to {per} is known for {day}. Enter one, then repeat this."


def forget() -> None:
    """Drop what is remembered; actions of this room call it, now and again after their commit."""
    _kept.clear()


async def _remembered(key: object, load: Callable[[], Awaitable[T]]) -> T:
    """A ticket must not spend a statement on facts that change once a year; another process learns of a change late."""
    now = time.monotonic()
    if (held := _kept.get(key)) is not None and held[0] > now:
        kept: T = held[1]
        return kept
    value = await load()
    _kept[key] = (now + _KEPT_SECONDS, value)
    return value


async def company() -> CompanyFacts:
    return await _remembered("company", _company)


async def masthead() -> tuple[dict[str, str], str]:
    """The company's name and its own language, to stand above a page; no name before there is a company."""
    try:
        found = await company()
    except NoCompany:
        return {}, "en"
    return found.name, found.default_language


async def _company() -> CompanyFacts:
    row = await fetchrow(
        "select id, code, name, book_currency, default_language, late_posting, country, languages, version from company"
    )
    if row is None:
        raise NoCompany
    return CompanyFacts(**{**row, "languages": tuple(row["languages"])})


async def centre(centre_id: UUID) -> CentreFacts:
    return await _remembered(centre_id, lambda: _centre("id", centre_id))


async def centre_at_work(centre_id: UUID) -> CentreFacts:
    """For what begins there. Raises NoMoreWork for one that takes no more work."""
    facts = await centre(centre_id)
    if facts.retired:
        raise NoMoreWork(centre=facts.code, field="centre_id")
    return facts


async def centre_by_code(code: str) -> CentreFacts:
    form = code_form(code)
    return await _remembered(("code", form), lambda: _centre("code", form))


_CENTRE = "select id, code, name, zone, country, language, currency, weekend, retired_at is not null as retired, version from centre"


async def _centre(column: str, key: UUID | str) -> CentreFacts:
    row = await fetchrow(f"{_CENTRE} where {column} = $1", key)  # the column is one of our two words
    if row is None:
        raise NotFound(kind="service centre", key=key)
    return _facts(row)


async def centres(visible: frozenset[UUID] | None = None) -> list[CentreFacts]:
    """The centres in use that may be seen (None: all), by code."""
    rows = await fetch(
        f"{_CENTRE} where retired_at is null and ($1::uuid[] is null or id = any($1)) order by code",
        None if visible is None else list(visible),
    )
    return [_facts(row) for row in rows]


async def dialled_in(by: Actor, region: str | None = None) -> tuple[str, ...]:
    """Where this person dials a number that does not say its country: the region they name (ISO 3166), else the countries of
    the centres in which they work."""
    if region is not None:
        return (region,)
    return tuple(sorted({each.country for each in await centres_known(by.centres)}))


async def centres_known(visible: frozenset[UUID] | None) -> list[CentreFacts]:
    """The open centres among these (None: all), as this process remembers them for some seconds."""
    return await _remembered(visible, lambda: centres(visible))


async def latest_day() -> date:
    """The civil date of the centre where it is latest, for what has no centre of its own; a day later lies in the future."""
    return max(today(zone) for zone in ("UTC", *(each.zone for each in await centres_known(None))))


def _facts(row: Any) -> CentreFacts:
    return CentreFacts(**{**row, "weekend": tuple(row["weekend"])})


async def series(centre_id: UUID, kind: NumberKind) -> Series:
    """The series, so that a hot statement can draw its own number from the sequence."""
    return await _remembered((centre_id, kind), lambda: _series(centre_id, kind))


async def _series(centre_id: UUID, kind: NumberKind) -> Series:
    row = await fetchrow(
        "select prefix, width, sequence from number_series where centre_id = $1 and kind = $2", centre_id, kind
    )
    if row is None:
        raise NotFound(
            kind="number series", key=Phrase("{kind} of the centre {centre}", kind=NumberKind(kind), centre=centre_id)
        )
    return Series(**row)


async def numbers_meant(written: str, kind: NumberKind, visible: frozenset[UUID] | None) -> list[str]:
    """The full numbers that may be meant by one as typed (`9`, `teh t 9`), in the centres that may be seen."""
    if not may_be_number(written):
        return []
    known = await _remembered(("series", kind), lambda: fetch(_ALL_SERIES, kind))
    return numbers(written, kind, [tuple(row[1:]) for row in known if visible is None or row["centre_id"] in visible])


_ALL_SERIES = """
select s.centre_id, c.code, s.prefix, s.width from number_series s join centre c on c.id = s.centre_id where s.kind = $1
 order by c.code"""


async def periods() -> list[PeriodFacts]:
    return [PeriodFacts(**row) for row in await fetch(f"{_PERIOD} order by starts_on")]


_PERIOD = "select id, starts_on, ends_on, state, version from accounting_period"


async def period_of(day: date) -> PeriodFacts | None:
    row = await fetchrow(f"{_PERIOD} where daterange(starts_on, ends_on, '[]') @> $1::date", day)
    return None if row is None else PeriodFacts(**row)


async def rate(currency: str, per: str, on: date) -> Decimal:
    """What one unit of `currency` costs in `per` on a day: the newest rate not after it, either way round."""
    exponent(currency)
    exponent(per)
    if currency == per:
        return Decimal(1)
    row = await fetchrow(
        "select currency, rate from currency_rate where valid_from <= $3 and "
        "((currency = $1 and per_currency = $2) or (currency = $2 and per_currency = $1)) "
        "order by valid_from desc, (currency = $1) desc limit 1",
        currency,
        per,
        on,
    )
    if row is None:
        raise NoRate(currency=currency, per=per, day=on)
    found: Decimal = row["rate"]
    return found if row["currency"] == currency else 1 / found


async def book_rate(currency: str, on: date) -> Decimal | None:
    """What one unit of `currency` is worth in the company's book currency on a day, as fine as it is kept; None where nobody
    has entered a rate."""
    try:
        found = await rate(currency, (await company()).book_currency, on)
    except NoRate:
        return None
    return round(found, RATE_PLACES)


async def setting_versions(centre_id: UUID | None = None) -> dict[str, int]:
    """By name, of what was ever set for the company, or for one centre: of all its days, those to come too."""
    rows = await fetch(
        "select name, valid_from, value, set_at from setting where centre_id is not distinct from $1 order by valid_from",
        centre_id,
    )
    kept: dict[str, list[tuple[object, ...]]] = {}
    for row in rows:
        kept.setdefault(row["name"], []).append(tuple(row))
    return {name: content_version(*days) for name, days in kept.items()}


async def setting(name: str, centre_id: UUID | None = None, on: date | None = None) -> SettingValue:
    """The value in force on a day: the centre's own, else the company's, else the default."""
    definition = known(name)
    day = on or today((await centre(centre_id)).zone if centre_id else "UTC")
    found = await _remembered((name, centre_id, day), lambda: _setting(name, centre_id, day))
    return definition.default if found is None else definition.read(found[0])


async def _setting(name: str, centre_id: UUID | None, day: date) -> tuple[Any] | None:
    row = await fetchrow(
        "select value from setting where name = $1 and (centre_id is null or centre_id = $2) and valid_from <= $3 "
        "order by centre_id nulls last, valid_from desc limit 1",
        name,
        centre_id,
        day,
    )
    return None if row is None else (row["value"]["is"],)


async def working_hours(centre_id: UUID) -> list[tuple[int, int, int]]:
    """(ISO weekday, opens, closes) in minutes of the centre's own day."""
    rows = await fetch(
        "select weekday, opens, closes from working_hours where centre_id = $1 order by weekday, opens", centre_id
    )
    return [(row["weekday"], row["opens"], row["closes"]) for row in rows]


async def holidays(centre_id: UUID, since: date, until: date) -> list[HolidayFacts]:
    """The days on which a centre is closed, both ends in, by day."""
    sql = "select on_date, name from holiday where centre_id = $1 and on_date between $2 and $3 order by on_date"
    return [HolidayFacts(**row) for row in await fetch(sql, centre_id, since, until)]


async def working_calendar(place: CentreFacts) -> WorkingCalendar:
    """Its working time, holidays of a year back and of all that are known ahead included."""
    return await _remembered(("calendar", place.id), lambda: _working_calendar(place))


async def _working_calendar(place: CentreFacts) -> WorkingCalendar:
    day = today(place.zone)
    closed = await holidays(place.id, day - _A_YEAR, day + 3 * _A_YEAR)
    shifts = await working_hours(place.id)
    return WorkingCalendar(place.zone, tuple(shifts), frozenset(each.on_date for each in closed))


async def when_open(place: CentreFacts, language: str) -> str:
    """Its hours and the holidays of the next two weeks in one sentence; empty where it keeps no hours."""
    day = today(place.zone)
    closed = [each.on_date for each in await holidays(place.id, day, day + _AHEAD)]
    return opening_words(await working_hours(place.id), place.weekend, language, closed)


centre_named = looked_up(
    "service centre", "select id, code as alone from centre where code = $1 and ($2::uuid[] is null or id = any($2))"
)
period_named = looked_up(
    "accounting period",
    "select id, starts_on::text as alone from accounting_period where starts_on::text = $1 and ($2::uuid[] is null or true)",
)
