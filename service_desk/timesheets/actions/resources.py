"""Create resources and set what their hour costs."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import version
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import Conflict
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import tidy
from service_desk.foundation.money import exponent
from service_desk.timesheets import queries
from service_desk.timesheets.rules import (
    BadResource,
    LabourRateSet,
    ResourceCreated,
    ResourceRetired,
    ResourceRevived,
    checked_activity,
    checked_code,
    checked_rate,
    checked_resource_kind,
)
from service_desk.timesheets.tables import Resource

_LONGEST_NAME = 120


class ResourceCodeTaken(Conflict):
    code = "resource_code_taken"
    message = "There is a resource {value} at this centre already. Choose another code."


class ClockStillRuns(Conflict):
    code = "clock_still_runs"
    message = "The clock of {resource} still runs on {number}. Stop it first, then retire the resource."


async def create_resource(
    *, centre_id: UUID, code: str, name: str, by: Actor, kind: str = "person", staff_id: UUID | None = None
) -> UUID:
    """A person, perhaps one of the staff, or a machine."""
    by.require_row("time.rates", centre_id, kind="service centre", key=centre_id)
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        raise BadResource(value=name[:20], wanted="A name has 1 to 120 characters.", field="name")
    row = Resource(
        id=uuid7(), centre_id=(await centres.centre_at_work(centre_id)).id, staff_id=staff_id, code=checked_code(code),
        name=name.strip(), kind=checked_resource_kind(kind), created_at=now(), created_by=by.id,
    )  # fmt: skip
    try:
        async with atomic():
            await Resource.insert(row)
            created = ResourceCreated(resource_id=row.id, code=row.code, kind=row.kind)
            await record(created, subject=("resource", row.id), centre_id=centre_id, by=by)
    except UniqueViolationError:
        raise ResourceCodeTaken(value=row.code, field="code") from None
    return row.id


async def retire_resource(*, resource_id: UUID, by: Actor, if_version: int | None = None) -> None:
    """Booked time stays; the benches where the badge was scanned last are nobody's. Raises ClockStillRuns."""
    async with atomic():
        who = await queries.resource(resource_id)
        by.require_row("time.rates", who.centre_id, kind="resource", key=resource_id)
        await version.save(Resource, resource_id, version=if_version, retired_at=now())
        if (clock := await queries.running(resource_id)) is not None:
            raise ClockStillRuns(resource=who.code, number=clock.subject_number)
        await tidy("resource", resource_id, by)
        retired = ResourceRetired(resource_id=resource_id, code=who.code)
        await record(retired, subject=("resource", resource_id), centre_id=who.centre_id, by=by)


async def revive_resource(*, resource_id: UUID, by: Actor, if_version: int | None = None) -> None:
    """Time is booked again, at the rates of its day; of one that is in use nothing changes."""
    async with atomic():
        who = await queries.resource(resource_id)
        by.require_row("time.rates", who.centre_id, kind="resource", key=resource_id)
        await centres.centre_at_work(who.centre_id)
        if not who.retired:
            return
        await version.save(Resource, resource_id, version=if_version, retired_at=None)
        revived = ResourceRevived(resource_id=resource_id, code=who.code)
        await record(revived, subject=("resource", resource_id), centre_id=who.centre_id, by=by)


async def set_rate(
    *,
    centre_id: UUID,
    cost_rate: Decimal,
    bill_rate: Decimal,
    valid_from: date,
    by: Actor,
    resource_id: UUID | None = None,
    activity: str = "",
    currency: str | None = None,
) -> None:
    """Per hour, in the centre's currency unless another is given; booked time keeps the rates it was booked with.

    Set again for the same day, the last one counts.
    """
    by.require_row("time.rates", centre_id, kind="service centre", key=centre_id)
    centre = await centres.centre(centre_id)
    currency = currency or centre.currency
    exponent(currency)
    plausible(valid_from, "valid_from")
    if resource_id is not None:
        await queries.resource(resource_id)
    row = (
        checked_activity(activity, every=True),
        checked_rate(cost_rate),
        checked_rate(bill_rate),
        currency,
        valid_from,
    )
    async with atomic():
        await execute(
            "insert into labour_rate (id, centre_id, resource_id, activity, cost_rate, bill_rate, currency, valid_from, "
            "recorded_at, recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) "
            "on conflict (centre_id, resource_id, activity, valid_from) do update set cost_rate = excluded.cost_rate, "
            "bill_rate = excluded.bill_rate, currency = excluded.currency, recorded_at = excluded.recorded_at, "
            "recorded_by = excluded.recorded_by",
            uuid7(), centre_id, resource_id, *row, now(), by.id,
        )  # fmt: skip
        fact = LabourRateSet(resource_id, activity, cost_rate, bill_rate, currency, valid_from)
        await record(fact, subject=("centre", centre_id), centre_id=centre_id, by=by)
