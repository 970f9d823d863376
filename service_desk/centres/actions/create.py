"""Found the company and its centres, each with its number series and working hours."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.centres.queries import centre, forget, working_hours
from service_desk.centres.rules import (
    KINDS,
    CentreCreated,
    CompanyCreated,
    HolidayAdded,
    HolidayRemoved,
    HoursSet,
    LatePosting,
    NumberKind,
    prefix_of,
    sequence_of,
)
from service_desk.centres.rules.numbers import WIDTH, checked_code
from service_desk.centres.rules.places import (
    WEEKDAYS,
    Shift,
    checked_country,
    checked_hours,
    checked_language,
    checked_late_posting,
    checked_spoken,
    checked_weekend,
)
from service_desk.centres.tables import Centre, Company, Holiday, InvoiceCounter, NumberSeries, WorkingHours
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.clock import zone as known_zone
from service_desk.foundation.db import after_commit, atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import exponent

EIGHT_TO_FIVE: Shift = (8 * 60, 17 * 60)


class CompanyExists(Conflict):
    code = "company_exists"
    message = "This database already holds a company. Use another database for another company."


class CodeTaken(Conflict):
    code = "code_taken"
    message = "The code {value} is in use already. Choose another one."


async def create_company(
    *,
    code: str,
    name: Mapping[str, str],
    book_currency: str,
    by: Actor,
    default_language: str = "en",
    country: str = "",
    languages: Sequence[str] = (),
    late_posting: str = LatePosting.NEXT_OPEN_DAY,
) -> UUID:
    """`languages`: those that the company speaks, its own first; none of them means all that the desk knows."""
    company = Company(
        id=uuid7(),
        code=checked_code(code),
        name=checked_words(name),
        book_currency=book_currency,
        default_language=checked_language(next(iter(languages), default_language)),
        country=checked_country(country) if country else "",
        languages=[checked_language(one) for one in languages],
        late_posting=checked_late_posting(late_posting),
        created_at=now(),
    )
    exponent(book_currency)
    try:
        async with atomic():
            await Company.insert(company)
            _changed()
            created = CompanyCreated(company_id=company.id, code=company.code, book_currency=book_currency)
            await record(created, subject=("company", company.id), centre_id=None, by=by)
    except UniqueViolationError:
        raise CompanyExists from None
    return company.id


async def create_centre(
    *,
    code: str,
    name: Mapping[str, str],
    zone: str,
    country: str,
    language: str,
    currency: str,
    by: Actor,
    weekend: Sequence[int] = (6, 7),
    hours: Mapping[int, Sequence[Shift]] | None = None,
) -> UUID:
    """`hours`: per ISO weekday the shifts in minutes of the day; without it, eight to five outside the weekend."""
    by.require_company("centres.write")
    held = await fetchrow("select languages from company")
    shifts = checked_hours(hours or {day: [EIGHT_TO_FIVE] for day in WEEKDAYS - set(weekend)})
    known_zone(zone)
    exponent(currency)
    made = Centre(
        id=uuid7(),
        code=checked_code(code),
        name=checked_words(name),
        zone=zone,
        country=checked_country(country),
        language=checked_spoken(language, held["languages"] if held else ()),
        currency=currency,
        weekend=checked_weekend(weekend),
        created_at=now(),
    )
    try:
        async with atomic():
            await Centre.insert(made)
            await _number(made.id, made.code)
            await _open(made.id, shifts)
            _changed()
            created = CentreCreated(centre_id=made.id, code=made.code, zone=zone, currency=currency)
            await record(created, subject=("centre", made.id), centre_id=made.id, by=by)
    except UniqueViolationError:
        raise CodeTaken(value=made.code, field="code") from None
    return made.id


async def _number(centre_id: UUID, code: str) -> None:
    """Invoices count without gaps; all else draws from a sequence, so that no writer waits for another."""
    for kind in KINDS:
        prefix = prefix_of(code, kind)
        if kind is NumberKind.INVOICE:
            await InvoiceCounter.insert(
                InvoiceCounter(id=uuid7(), centre_id=centre_id, kind=kind, prefix=prefix, width=WIDTH)
            )
            continue
        sequence = sequence_of(centre_id, kind)
        await execute(f"create sequence {sequence}")
        row = NumberSeries(id=uuid7(), centre_id=centre_id, kind=kind, prefix=prefix, width=WIDTH, sequence=sequence)
        await NumberSeries.insert(row)


async def _open(centre_id: UUID, shifts: Sequence[tuple[int, int, int]]) -> None:
    rows = [
        WorkingHours(id=uuid7(), centre_id=centre_id, weekday=day, opens=opens, closes=closes)
        for day, opens, closes in shifts
    ]
    await WorkingHours.insert(*rows)


async def set_hours(*, centre_id: UUID, hours: Mapping[int, Sequence[Shift]], by: Actor) -> None:
    """`hours`: per ISO weekday the shifts in minutes of the centre's own day, instead of those before. A day without is closed.

    Said as it is already, it changes nothing. Raises NotAShift.
    """
    by.require("centres.write", centre_id)
    shifts = sorted(checked_hours(hours))
    await centre(centre_id)
    async with atomic():
        if shifts == sorted(await working_hours(centre_id)):
            return
        await execute("delete from working_hours where centre_id = $1", centre_id)
        if shifts:
            await _open(centre_id, shifts)
        await execute("update centre set version = version + 1 where id = $1", centre_id)
        _changed()
        await record(HoursSet(centre_id), subject=("centre", centre_id), centre_id=centre_id, by=by)


async def add_holiday(*, centre_id: UUID, on_date: date, name: Mapping[str, str], by: Actor) -> None:
    """Said twice it is still one holiday."""
    by.require("centres.write", centre_id)
    plausible(on_date, "on_date")
    await centre(centre_id)
    async with atomic():
        row = Holiday(id=uuid7(), centre_id=centre_id, on_date=on_date, name=checked_words(name))
        added = await Holiday.insert(row).on_conflict(action="DO NOTHING").returning(Holiday.id)
        if added:
            _changed()
            event = HolidayAdded(centre_id=centre_id, on_date=on_date)
            await record(event, subject=("centre", centre_id), centre_id=centre_id, by=by)


async def remove_holiday(*, centre_id: UUID, on_date: date, by: Actor) -> None:
    """The centre works on that day after all. NotFound where it is no holiday."""
    by.require("centres.write", centre_id)
    async with atomic():
        sql = "delete from holiday where centre_id = $1 and on_date = $2"
        if (await execute(sql, centre_id, on_date)).endswith(" 0"):
            raise NotFound(kind="holiday", key=on_date)
        _changed()
        event = HolidayRemoved(centre_id=centre_id, on_date=on_date)
        await record(event, subject=("centre", centre_id), centre_id=centre_id, by=by)


def _changed() -> None:
    """Forgotten now for this transaction, and after it too: another task may have read the old row meanwhile."""
    forget()
    after_commit(forget)
