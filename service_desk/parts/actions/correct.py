"""Correct a receipt that was entered wrongly: desk and books move together, at the receipt's own cost."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import local_date, now
from service_desk.foundation.db import fetch, fetchrow, fetchval, joined
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.written import Phrase, Term
from service_desk.parts import queries
from service_desk.parts.actions import ledger
from service_desk.parts.actions.ledger import Ends, Subject
from service_desk.parts.actions.move import checked_reason
from service_desk.parts.actions.receive import in_books
from service_desk.parts.rules import LocationKind, MoveKind, NotPositive, ReceiptCorrected, tracked
from service_desk.parts.rules.places import checked_real
from service_desk.parts.rules.quantities import checked_near, fitting

_BEFORE: Final = "select from_id, quantity, unit_cost from stock_move where reverses_id = $1 order by id"
_USES: Final = """
select m.quantity - coalesce((select sum(r.quantity) from stock_move r where r.reverses_id = m.id), 0) as quantity,
       coalesce(nullif(m.subject_number, ''), t.code) as by
  from stock_move m join location t on t.id = m.to_id
 where m.product_id = $1 and m.from_id = $2 and m.lot = $3 and m.serial = $4 and m.id > $5 and m.kind <> 'correction'
 order by m.id desc"""
# The newest cost of the part that came in otherwise, as it was corrected last.
_OTHER: Final = """
select coalesce((select c.unit_cost from stock_move c where c.reverses_id = m.id and c.from_id = m.from_id
                  order by c.id desc limit 1), m.unit_cost) as cost
  from stock_move m where m.product_id = $1 and m.kind = 'receipt' and m.id <> $2 and m.unit_cost > 0
 order by m.id desc limit 1"""
_SHOWN: Final = 5


class NotAReceipt(Conflict):
    code = "not_a_receipt"
    message = "Only a receipt is corrected; that move is another: {kind}. Parts come back by the return, other moves by one back."


class NothingToCorrect(Invalid):
    code = "nothing_to_correct"
    message = "The receipt says exactly that already. Give the right quantity or the right cost."


class ReceiptUsed(Conflict):
    code = "receipt_used"
    message = (
        "Only {left} of the {received} {part} received are still at {location}; used by: {uses}. Take those back first; a "
        "cost can also be corrected for what is left alone (only_left)."
    )


@dataclass(frozen=True, slots=True)
class Corrected:
    """`quantity` and `unit_cost` (in `currency`) are those of the receipt from now on; `moves` is what was written for it.

    `kept`: how many were used before at the old cost, and keep it.
    """

    receipt_id: UUID
    quantity: Decimal
    unit_cost: Decimal
    currency: str
    kept: Decimal
    moves: tuple[ReceiptCorrected, ...]


async def correct_receipt(
    *,
    move_id: UUID,
    reason: str,
    by: Actor,
    quantity: Decimal | None = None,
    unit_cost: Decimal | None = None,
    currency: str | None = None,
    only_left: bool = False,
    confirm: bool = False,
) -> Corrected:
    """Say what was really received (0: nothing) and what one of them really cost; what is not given stays.

    What was not received goes back to the supplier at the cost at which it came in; a wrong cost goes out and comes in
    again at the right one. `only_left`: correct the cost of what still lies there, though some was used. Raises ReceiptUsed
    with what used it, NotAReceipt, NothingToCorrect, CostFarOff, NoRate.
    """
    async with joined():
        receipt = await fetchrow("select * from stock_move where id = $1 for update", move_id)
        if receipt is None:
            raise NotFound(kind="stock move", key=move_id)
        by.require_row("parts.adjust", receipt["centre_id"], kind="stock move", key=move_id)
        said = checked_reason(reason)
        if receipt["kind"] != MoveKind.RECEIPT:
            raise NotAReceipt(kind=MoveKind(receipt["kind"]))
        ends = await ledger.ends(receipt["product_id"], receipt["to_id"], LocationKind.SUPPLIER, "parts.adjust", by)
        checked_real(ends.place)
        received, cost = await _stands(receipt)
        to = received if quantity is None else _checked(quantity, ends, receipt)
        to_cost = cost if unit_cost is None else await _cost(unit_cost, currency, ends, receipt, cost, confirm=confirm)
        if (to, to_cost) == (received, cost):
            raise NothingToCorrect
        lot, serial = receipt["lot"], receipt["serial"]
        await ledger.lock_one(ends.part, ends.place, lot, serial, now())
        left = min(await queries.on_hand(ends.part.id, ends.place.id, lot, serial), received)
        kept = Decimal(0)
        if to_cost == cost:
            out, into = max(received - to, Decimal(0)), max(to - received, Decimal(0))
        else:
            kept = received - left
            out, into = left, to - kept
        if out > left or into < 0 or (kept and not only_left):
            raise await _used(receipt, ends, received, left)
        moves = []
        if out:
            moves.append(await _move(receipt, ends, out, cost, said, by, back=True))
        if into:
            moves.append(await _move(receipt, ends, into, to_cost, said, by, back=False))
        return Corrected(move_id, to, to_cost, receipt["currency"], kept, tuple(moves))


def _checked(quantity: Decimal, ends: Ends, receipt: Any) -> Decimal:
    if not quantity.is_finite() or quantity < 0:
        raise NotPositive(quantity=quantity, field="quantity")
    quantity = fitting(quantity, ends.part)
    if quantity:
        tracked(ends.part, quantity, receipt["lot"], receipt["serial"])
    return quantity


async def _cost(
    unit_cost: Decimal, currency: str | None, ends: Ends, receipt: Any, stands: Decimal, *, confirm: bool
) -> Decimal:
    """Measured by the standard cost, else by what another receipt cost, else by this one: the average here is what the wrong
    receipt has spoilt. Raises CostFarOff."""
    centre = await centres.centre(ends.place.centre_id)
    day = local_date(now(), centre.zone)
    cost = await in_books(unit_cost, currency or centre.currency, day)
    book = (await centres.company()).book_currency
    usual = (
        await queries.standard_cost(ends.part.id, day) or await fetchval(_OTHER, ends.part.id, receipt["id"]) or stands
    )
    return checked_near(cost, usual, ends.part, book, confirm=confirm)


async def _stands(receipt: Any) -> tuple[Decimal, Decimal]:
    """Quantity and unit cost of a receipt after the corrections so far."""
    quantity, cost = receipt["quantity"], receipt["unit_cost"]
    for row in await fetch(_BEFORE, receipt["id"]):
        if row["from_id"] == receipt["from_id"]:
            quantity, cost = quantity + row["quantity"], row["unit_cost"]
        else:
            quantity -= row["quantity"]
    return quantity, cost


async def _used(receipt: Any, ends: Ends, received: Decimal, left: Decimal) -> ReceiptUsed:
    rows = await fetch(_USES, ends.part.id, ends.place.id, receipt["lot"], receipt["serial"], receipt["id"])
    uses = [Phrase("{quantity} x {by}", quantity=row["quantity"], by=row["by"]) for row in rows if row["quantity"] > 0]
    shown = [*uses[:_SHOWN], *["…"] * (len(uses) > _SHOWN)]
    return ReceiptUsed(
        left=left, received=received, part=ends.part.sku, location=ends.place.code,
        uses=shown or Term("nothing"), field="quantity",
    )  # fmt: skip


async def _move(
    receipt: Any, ends: Ends, quantity: Decimal, cost: Decimal, reason: str, by: Actor, *, back: bool
) -> ReceiptCorrected:
    moment, lot, serial = now(), receipt["lot"], receipt["serial"]
    if back:
        await ledger.take_at(ends.part, ends.place, quantity, lot, serial, cost, moment)
    else:
        await ledger.put(ends.part, ends.place, quantity, lot, serial, cost, moment)
        await ledger.new_here(ends.part, serial, came_back=True)
    source, target = (ends.real, ends.virtual) if back else (ends.virtual, ends.real)
    subject = Subject(receipt["subject_kind"], receipt["subject_id"], receipt["subject_number"])
    fact = ReceiptCorrected(
        receipt_id=receipt["id"],
        reason=reason,
        **ledger.facts_of(
            ends.part, source, target, centre_id=ends.place.centre_id, quantity=quantity, lot=lot, serial=serial,
            unit_cost=cost, currency=receipt["currency"], at=moment, subject=subject,
        ),
    )  # fmt: skip
    await ledger.write(fact, MoveKind.CORRECTION, by=by, reverses=receipt["id"], reason=reason)
    await record(fact, subject=("part", ends.part.id), centre_id=ends.place.centre_id, by=by)
    return fact
