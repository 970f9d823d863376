"""What can be asked about charges and invoices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class ChargeLineFacts:
    order_line_id: UUID
    kind: str
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


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """`state` is recorded, invoiced (then with a number) or credit."""

    id: UUID
    centre_id: UUID
    order_id: UUID
    order_number: str
    closing: int
    payer: str
    party_id: UUID | None
    state: str
    invoice_number: str | None
    issued_on: date
    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    lines: tuple[ChargeLineFacts, ...]


_CHARGE: Final = (
    "select id, centre_id, order_id, order_number, closing, payer, party_id, state, invoice_number, issued_on, currency, "
    "net, tax, total from charge"
)
_LINES: Final = (
    "select charge_id, order_line_id, kind, product_id, text, quantity, uom, unit_price, percent, net, tax_code, "
    "tax_percent, tax, total from charge_line where charge_id = any($1) order by charge_id, seq"
)


async def charges_of(order_id: UUID) -> list[ChargeFacts]:
    """All charges of an order, by closing, the customer's first."""
    rows = await fetch(f"{_CHARGE} where order_id = $1 order by closing, payer <> 'customer', payer", order_id)
    return await _whole(rows)


async def charge(charge_id: UUID, centres: frozenset[UUID] | None = None) -> ChargeFacts:
    """NotFound also for one of a centre outside `centres` (None: all may be seen)."""
    return await _one(await fetchrow(f"{_CHARGE} where id = $1", charge_id), centres, charge_id)


async def invoice(number: str, centres: frozenset[UUID] | None = None) -> ChargeFacts:
    row = await fetchrow(f"{_CHARGE} where invoice_number = $1", number.strip()[:24])
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
    return [ChargeFacts(**row, lines=tuple(lines[row["id"]])) for row in found]
