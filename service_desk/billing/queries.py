"""What can be asked about charges and invoices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.billing.rules import BilledBefore, ChargeState, Sums
from service_desk.centres import queries as centres
from service_desk.centres.queries import numbers_meant
from service_desk.centres.rules import NumberKind
from service_desk.foundation import naming
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.money import Money, rounded
from service_desk.foundation.naming import looked_up
from service_desk.foundation.paging import DEFAULT, Page, checked_limit, cut, id_mark
from service_desk.foundation.phones import Regions
from service_desk.foundation.where import OneOf, Where
from service_desk.parties import queries as parties
from service_desk.repairs.rules import LineKind
from service_desk.warranty.rules.vocabulary import Payer


@dataclass(frozen=True, slots=True)
class ChargeLineFacts:
    """`net`, `tax` and `total` are in the currency of the charge. Time is priced by its `minutes`; `quantity` shows them."""

    order_line_id: UUID
    kind: LineKind
    product_id: UUID | None
    text: dict[str, str]
    quantity: Decimal
    uom: str
    unit_price: Decimal
    percent: Decimal
    net: Decimal
    tax_code: str
    tax_percent: Decimal
    tax: Decimal
    total: Decimal
    minutes: int | None


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """`state` is recorded, or invoiced or credit, then with a number. `corrects`: the invoices of which something is given back."""

    id: UUID
    centre_id: UUID
    order_id: UUID
    order_number: str
    closing: int
    payer: Payer
    party_id: UUID | None
    state: ChargeState
    invoice_number: str | None
    issued_on: date
    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    lines: tuple[ChargeLineFacts, ...]
    corrects: tuple[str, ...] = ()


_CHARGE: Final = (
    "select id, centre_id, order_id, order_number, closing, payer, party_id, state, invoice_number, issued_on, currency, "
    "net, tax, total from charge"
)
_LINES: Final = (
    "select charge_id, order_line_id, kind, product_id, text, quantity, uom, unit_price, percent, net, tax_code, "
    "tax_percent, tax, total, minutes from charge_line where charge_id = any($1) order by charge_id, seq"
)


_CORRECTS: Final = """
select g.charge_id, c.invoice_number from charge_line g join charge gc on gc.id = g.charge_id
  join charge_line l on l.order_line_id = g.reverses_line_id
  join charge c on c.id = l.charge_id and c.payer = gc.payer and c.invoice_number is not null
 where g.charge_id = any($1) group by 1, 2 order by min(c.closing)"""
# Charge lines of one order line and payer: one that bills it, and those of the reversing lines that give back.
_BEFORE: Final = """
select l.order_line_id, c.payer, c.currency, c.issued_on, l.net, l.tax, l.book_total, l.book_tax, l.tax_code, l.tax_percent,
       coalesce(b.net, 0) as net_back, coalesce(b.tax, 0) as tax_back, coalesce(b.total, 0) as book_total_back,
       coalesce(b.book_tax, 0) as book_tax_back
  from charge_line l join charge c on c.id = l.charge_id
  left join lateral (
    select sum(g.net) as net, sum(g.tax) as tax, sum(g.book_total) as total, sum(g.book_tax) as book_tax
      from charge_line g join charge gc on gc.id = g.charge_id
     where g.reverses_line_id = l.order_line_id and gc.payer = c.payer and gc.closing < $2) b on true
 where l.order_line_id = any($1) and c.closing < $2"""


_MEANT: Final = """(order_number = any({0}) or invoice_number = any({1})
  or party_id in (select id from party where id = any({2}) or merged_into = any({2})))"""


async def charges_of(order_id: UUID) -> list[ChargeFacts]:
    """All charges of an order, by closing, the customer's first."""
    rows = await fetch(f"{_CHARGE} where order_id = $1 order by closing, payer <> 'customer', payer", order_id)
    return await _whole(rows)


async def charges(
    *,
    centres: frozenset[UUID] | None,
    order_id: UUID | None = None,
    party_id: UUID | None = None,
    payer: OneOf = None,
    state: OneOf = None,
    since: date | None = None,
    until: date | None = None,
    updated_since: datetime | None = None,
    invoiced: bool = False,
    words: str | None = None,
    regions: Regions = None,
    cursor: str | None = None,
    limit: int = DEFAULT,
) -> Page[ChargeFacts]:
    """The newest first, whole; `invoiced`: only those with a number; `words`: of an
    order or invoice of that number, or of whoever is meant by them (`parties.ids_meant`). A charge is never changed: it is new at `updated_since`."""
    where = Where(checked_limit(limit) + 1)
    where.add("centre_id = any({})", None if centres is None else list(centres))
    where.add("order_id = {}", order_id)
    where.add("party_id in (select id from party where id = {0} or merged_into = {0})", party_id)
    where.among("payer", payer)
    where.among("state", state)
    where.add("issued_on >= {}", since)
    where.add("issued_on <= {}", until)
    where.add("created_at >= {}", updated_since)
    if words is not None:
        orders = await numbers_meant(words, NumberKind.REPAIR, centres)
        invoices = [naming.number(words)[:24], *await numbers_meant(words, NumberKind.INVOICE, centres)]
        people = await parties.ids_meant(words, regions)
        where.add(_MEANT, orders, invoices, people)
    if invoiced:
        where.add("invoice_number is not null")
    where.add("id < {}", id_mark(cursor))
    rows = await fetch(f"{_CHARGE} where {where} order by id desc limit $1", *where.args)
    page = cut(rows, limit, lambda row: (row["id"],))
    return Page(await _whole(page.items), page.next)


async def billed_before(order_line_ids: Sequence[UUID], closing: int) -> dict[tuple[UUID, str], BilledBefore]:
    """How these order lines were billed to each payer, and what was given back in the closings before `closing`."""
    rows = await fetch(_BEFORE, list(order_line_ids), closing) if order_line_ids else []
    return {(row["order_line_id"], row["payer"]): await _before(row) for row in rows}


async def _before(row: Any) -> BilledBefore:
    """What was billed while no rate was known counts as the rate of its day says by now."""
    total, tax = row["book_total"], row["book_tax"]
    if total is None and (rate := await centres.book_rate(row["currency"], row["issued_on"])) is not None:
        book = (await centres.company()).book_currency
        total, tax = (rounded(amount * rate, book) for amount in (row["net"] + row["tax"], row["tax"]))
    billed = Sums(row["net"], row["tax"], total, tax)
    back = Sums(row["net_back"], row["tax_back"], row["book_total_back"], row["book_tax_back"])
    return BilledBefore(billed, back, row["tax_code"], row["tax_percent"])


async def billed_to(order_id: UUID, payer: str, before: int) -> Money | None:
    """What a payer was charged in the closings before `before`, credits taken off; None when there were none."""
    row = await fetchrow(
        "select sum(total) as total, min(currency) as currency from charge where order_id = $1 and payer = $2 and closing < $3",
        order_id,
        payer,
        before,
    )
    return None if row is None or row["total"] is None else Money(row["total"], row["currency"])


async def charge(charge_id: UUID, centres: frozenset[UUID] | None = None) -> ChargeFacts:
    """NotFound also for one of a centre outside `centres` (None: all may be seen)."""
    return await _one(await fetchrow(f"{_CHARGE} where id = $1", charge_id), centres, charge_id)


async def invoice(number: str, centres: frozenset[UUID] | None = None) -> ChargeFacts:
    row = await fetchrow(f"{_CHARGE} where invoice_number = $1", naming.number(number)[:24])
    return await _one(row, centres, number[:24])


async def _one(row: Any, centres: frozenset[UUID] | None, key: object) -> ChargeFacts:
    if row is None or (centres is not None and row["centre_id"] not in centres):
        raise NotFound(kind="charge or invoice", key=key)
    return (await _whole([row]))[0]


async def _whole(rows: Iterable[Any]) -> list[ChargeFacts]:
    found = list(rows)
    lines: dict[UUID, list[ChargeLineFacts]] = {row["id"]: [] for row in found}
    for line in await fetch(_LINES, list(lines)):
        values = dict(line)
        lines[values.pop("charge_id")].append(ChargeLineFacts(**values))
    corrected: dict[UUID, list[str]] = {row["id"]: [] for row in found if row["closing"] > 1}
    for row in await fetch(_CORRECTS, list(corrected)) if corrected else ():
        corrected[row["charge_id"]].append(row["invoice_number"])
    return [
        ChargeFacts(**row, lines=tuple(lines[row["id"]]), corrects=tuple(corrected.get(row["id"], ()))) for row in found
    ]


charge_named = looked_up(
    "charge or invoice",
    "select id, invoice_number as alone from charge "
    "where invoice_number = $1 and ($2::uuid[] is null or centre_id = any($2))",
    naming.number,
)
