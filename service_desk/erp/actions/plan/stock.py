"""The document for a stock move, and who bears its value."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.erp import connectors, queries
from service_desk.erp.actions.plan.frame import Frame, Planned, frame
from service_desk.erp.actions.streams import balance_stream, order_stream, receipt_stream, serial_stream
from service_desk.erp.rules import (
    WARRANTY_RESERVE_ON,
    Bearer,
    Kind,
    Role,
    State,
    StockDocument,
    StockLine,
    bearers,
    may_carry,
    roles_of,
    stock_order,
)
from service_desk.events.rules import Recorded
from service_desk.foundation.clock import local_date
from service_desk.parts import queries as stock
from service_desk.parts.rules import (
    REAL,
    MoveFacts,
    PartIssued,
    PartReceived,
    PartReturned,
    PartTransferred,
    ReceiptCorrected,
    StockAdjusted,
)
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import SUBJECT
from service_desk.warranty.rules import Payer

ALL: Final = Decimal(100)
KINDS: Final[Mapping[type, Kind]] = {
    PartReceived: Kind.RECEIPT,
    PartIssued: Kind.ISSUE,
    PartReturned: Kind.RETURN,
    PartTransferred: Kind.TRANSFER,
    StockAdjusted: Kind.ADJUSTMENT,
    ReceiptCorrected: Kind.ADJUSTMENT,
}
# The other side of the value, where no payer bears it.
_AGAINST: Final[Mapping[type, Role]] = {
    PartReceived: Role.GOODS_RECEIVED,
    StockAdjusted: Role.STOCK_LOSS,
    ReceiptCorrected: Role.GOODS_RECEIVED,
}
Borne = tuple[Bearer, ...]


async def plan_stock(event: Recorded[Any]) -> Planned:
    fact: MoveFacts = event.payload
    centre = await centres.centre(fact.centre_id)
    order = order_of(fact, centre.code)
    made = await frame(event, order, local_date(fact.moved_at, centre.zone))
    kind = KINDS[type(fact)]
    returns, skip = "", None
    borne: Borne = ()
    if isinstance(fact, PartReturned):
        returns, skip, borne = await _of_issue(fact.issue_id)
    elif connectors.chosen().capabilities.erp_posts_stock_value:
        borne = await _borne(fact, kind, made)
    # Out at the cost of the receipt: what the balance has not got of it was used at the wrong cost, and is a difference.
    off = bearers(((Role.STOCK_LOSS, ALL),), made.accounts) if borne and isinstance(fact, ReceiptCorrected) else ()
    document = StockDocument(
        **made.head(kind), lines=(await _line(fact, centre.code),), inventory=made.accounts.get(Role.INVENTORY, ""),
        bearers=borne, reference=fact.number if order != fact.number else "", returns=returns,
        difference=off[0] if off else None,
    )  # fmt: skip
    if borne and not document.inventory:
        made.needs.add(f"account:{Role.INVENTORY}")
    more = {"skip": skip} if skip else {}
    issue_id = fact.issue_id if isinstance(fact, PartReturned) else None
    return made.done(
        document, await _streams(fact, document, centre.code), move_id=fact.move_id, returns_move_id=issue_id, **more
    )


def order_of(fact: MoveFacts, centre: str) -> str:
    """The repair order's number; moves for nothing of the kind are numbered together per centre."""
    return fact.number if fact.subject_kind == SUBJECT and may_carry(fact.number) else stock_order(centre)


async def _streams(fact: MoveFacts, document: StockDocument, centre: str) -> tuple[str, ...]:
    order = order_of(fact, centre)
    found = [] if order == stock_order(centre) else [order_stream(order)]
    if isinstance(fact, (PartReceived, ReceiptCorrected)):  # a receipt, what it takes back, what comes in instead
        found.append(receipt_stream(fact.receipt_id if isinstance(fact, ReceiptCorrected) else fact.move_id))
    if fact.serial:
        found.append(serial_stream(fact.sku, fact.serial))
    for line in document.lines:
        ends = ((fact.from_location_id, line.from_location), (fact.to_location_id, line.to_location))
        found += [balance_stream(line, key) for place, key in ends if (await stock.location(place)).kind in REAL]
    return tuple(found)


async def _line(fact: MoveFacts, centre: str) -> StockLine:
    source = target = centre
    if isinstance(fact, (PartTransferred, PartReturned)):  # only these may go between centres
        source, target = await _centre_of(fact.from_location_id), await _centre_of(fact.to_location_id)
    return StockLine(
        item=fact.sku, quantity=fact.quantity, uom=fact.uom, lot=fact.lot or fact.serial, unit_cost=fact.unit_cost,
        from_location=queries.book_key(fact.from_location, source), to_location=queries.book_key(fact.to_location, target),
    )  # fmt: skip


async def _centre_of(location_id: UUID) -> str:
    return (await centres.centre((await stock.location(location_id)).centre_id)).code


async def _borne(fact: MoveFacts, kind: Kind, made: Frame) -> Borne:
    if kind == Kind.ISSUE:
        reserve = await centres.setting(WARRANTY_RESERVE_ON.name, fact.centre_id, made.document_date)
        return bearers(roles_of(await _payers(fact), reserve=bool(reserve)), made.accounts)
    against = _AGAINST.get(type(fact))
    return bearers(((against, ALL),), made.accounts) if against else ()


async def _payers(fact: MoveFacts) -> tuple[tuple[str, Decimal], ...]:
    """Who bears the part as its order line stands now; the house itself where there is no such line."""
    if fact.subject_kind == SUBJECT and fact.subject_id is not None:
        for line in await repairs.lines(fact.subject_id, voided=True):
            if line.move_id == fact.move_id:
                shares = tuple((share.payer, share.percent) for share in line.shares if share.percent)
                return shares or ((line.payer, ALL),)
    return ((Payer.INTERNAL, ALL),)


async def _of_issue(issue_id: UUID) -> tuple[str, str | None, Borne]:
    """What comes back goes where it came from: the issue's key and its bearers."""
    row = await queries.posting_of_move(issue_id)
    if row is None:
        return "", "Its issue is not known to the ERP.", ()
    if row["state"] in (State.CANCELLED, State.REVERSED):
        return row["key"], f"Its issue {row['key']} was taken back.", ()
    document = queries.document_of(row)
    assert isinstance(document, StockDocument)
    return row["key"], None, document.bearers
