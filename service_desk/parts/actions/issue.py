"""Use parts up for an order, and take back those that were not needed."""

from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import local_date, now
from service_desk.foundation.db import fetchrow, fetchval, joined
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.parts import queries
from service_desk.parts.actions import ledger
from service_desk.parts.actions.ledger import Subject
from service_desk.parts.rules import LocationKind, MoveKind, PartIssued, PartReturned, checked_quantity, tracked
from service_desk.parts.rules.places import checked_open, checked_real
from service_desk.products.rules import normalise_batch

ISSUE: Final = "parts.issue"


class MoreThanIssued(Conflict):
    code = "more_than_issued"
    message = "Only {left} of the {issued} {part} issued can still come back. Return at most {left}."


class NotAnIssue(Conflict):
    code = "not_an_issue"
    message = "Only parts that were issued can be returned; that move is another: {kind}. Adjust the stock instead."


async def issue(
    *,
    part_id: UUID,
    location_id: UUID,
    quantity: Decimal,
    subject: tuple[str, UUID],
    by: Actor,
    number: str = "",
    lot: str = "",
    serial: str = "",
) -> PartIssued:
    """Out of stock for `subject`, whose human number is `number`.

    Errors: TooFewParts, WrongBatch, SerialNotThere, SerialRequired, BatchRequired, FractionalQuantity, NotPositive.
    """
    async with joined():
        ends = await ledger.ends(part_id, location_id, LocationKind.CONSUMPTION, ISSUE, by)
        place = checked_real(ends.place)
        quantity = checked_quantity(quantity, ends.part)
        lot, serial = tracked(ends.part, quantity, lot, serial)
        moment = now()
        cost = await ledger.take(ends.part, place, quantity, lot, serial, moment)
        if cost is None:
            day = local_date(moment, (await centres.centre(place.centre_id)).zone)
            cost = await queries.standard_cost(part_id, day)
        fact = PartIssued(
            **ledger.facts_of(
                ends.part, ends.real, ends.virtual, centre_id=place.centre_id, quantity=quantity, lot=lot,
                serial=serial, unit_cost=cost, currency=(await centres.company()).book_currency, at=moment,
                subject=Subject(*subject, number),
            )
        )  # fmt: skip
        await ledger.write(fact, MoveKind.ISSUE, by=by)
        await record(fact, subject=subject, centre_id=place.centre_id, by=by)
    return fact


async def return_part(*, move_id: UUID, quantity: Decimal, by: Actor, location_id: UUID | None = None) -> PartReturned:
    """Back from an issue, unused: same lot or serial, at the cost at which it left, to where it came from or elsewhere.

    Locking the issue makes two people who return the same parts wait for each other.
    """
    async with joined():
        issued = await fetchrow("select * from stock_move where id = $1 for update", move_id)
        if issued is None:
            raise NotFound(kind="stock move", key=move_id)
        by.require_row(ISSUE, issued["centre_id"], kind="stock move", key=move_id)
        if issued["kind"] != MoveKind.ISSUE:
            raise NotAnIssue(kind=MoveKind(issued["kind"]))
        ends = await ledger.ends(
            issued["product_id"], location_id or issued["from_id"], LocationKind.CONSUMPTION, ISSUE, by
        )
        place = checked_open(ends.place)
        quantity = checked_quantity(quantity, ends.part)
        back = await fetchval("select coalesce(sum(quantity), 0) from stock_move where reverses_id = $1", move_id)
        if quantity > issued["quantity"] - back:
            left, of = ledger.plain(issued["quantity"] - back), ledger.plain(issued["quantity"])
            raise MoreThanIssued(left=left, issued=of, part=ends.part.sku, field="quantity")
        moment = now()
        lot = normalise_batch(issued["lot"])
        await ledger.put(ends.part, place, quantity, lot, issued["serial"], issued["unit_cost"], moment)
        fact = PartReturned(
            issue_id=move_id,
            **ledger.facts_of(
                ends.part, ledger.End(issued["to_id"], ends.virtual.code), ends.real, centre_id=place.centre_id,
                quantity=quantity, lot=lot, serial=issued["serial"], unit_cost=issued["unit_cost"],
                currency=issued["currency"], at=moment,
                subject=Subject(issued["subject_kind"], issued["subject_id"], issued["subject_number"]),
            ),
        )  # fmt: skip
        await ledger.write(fact, MoveKind.RETURN, by=by, reverses=move_id)
        subject = (issued["subject_kind"], issued["subject_id"])
        await record(fact, subject=subject, centre_id=place.centre_id, by=by)
    return fact
