"""The seam to an ERP: what a connector can do, what it reads back, and how we tell that what it holds is ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from service_desk.erp.rules.documents import (
    Document,
    EntryLine,
    Invoice,
    JournalEntry,
    Kind,
    Reversal,
    StockDocument,
    StockLine,
)
from service_desk.erp.rules.outcomes import Finding, Outcome


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`transactional`: the effect commits together with the posting's state, so its outcome is never unknown.

    `key_enforced`: the ERP refuses a second document of the same key. `settle`: how long after a call "not found" means
    nothing. `erp_posts_stock_value`: the ERP books the value of stock moves itself, so the desk must not.
    """

    kinds: frozenset[Kind]
    reverses: bool = True
    transactional: bool = False
    key_enforced: bool = False
    refuses_negative_stock: bool = False
    erp_posts_stock_value: bool = False
    settle: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Health:
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """`tracking` is none, batch or serial; costs and prices are per `uom`."""

    code: str
    name: str
    uom: str
    tracking: str
    active: bool


@dataclass(frozen=True, slots=True)
class StockLevel:
    """`value` is in `currency`, the books' own."""

    item: str
    location: str
    lot: str
    on_hand: Decimal
    value: Decimal
    currency: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """One stock move as the ERP holds it."""

    item: str
    lot: str
    from_location: str
    to_location: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Booked:
    """One ledger line as the ERP holds it."""

    account: str
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class ErpDocument:
    """A document read back. `cost` is the value of the stock it moved; `total` and `tax` those of an invoice."""

    kind: Kind
    key: str
    erp_ref: str
    erp_number: str
    posted_on: date
    moves: tuple[Moved, ...] = ()
    entries: tuple[Booked, ...] = ()
    cost: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    reverses: str = ""
    draft: bool = False


class Connector(Protocol):
    """One ERP. A refusal by its business is an Outcome and never raises; what raises is not foreseen."""

    name: str
    capabilities: Capabilities

    async def health(self) -> Health: ...
    async def get_item(self, code: str) -> Item | None: ...
    async def get_stock(self, item: str, location: str | None = None) -> list[StockLevel]: ...
    async def get_period(self, day: date) -> str:
        """open, closed or missing."""
        ...

    async def post_stock(self, document: StockDocument) -> Outcome:
        """A receipt, issue, return, transfer or adjustment."""
        ...

    async def post_journal_entry(self, document: JournalEntry) -> Outcome: ...
    async def post_invoice(self, document: Invoice) -> Outcome:
        """An invoice, or a credit note by its kind."""
        ...

    async def reverse(self, document: Reversal) -> Outcome: ...
    async def find_by_key(self, kind: Kind, key: str) -> list[ErpDocument]:
        """More than one is an incident."""
        ...

    def list_documents(self, kind: Kind, prefix: str, since: date, until: date) -> AsyncIterator[ErpDocument]: ...


async def post(connector: Connector, document: Document) -> Outcome:
    """Hand a document to the connector's method for its shape."""
    if isinstance(document, StockDocument):
        return await connector.post_stock(document)
    if isinstance(document, JournalEntry):
        return await connector.post_journal_entry(document)
    if isinstance(document, Invoice):
        return await connector.post_invoice(document)
    assert isinstance(document, Reversal)
    return await connector.reverse(document)


def moved(line: StockLine) -> Moved:
    return Moved(line.item, line.lot, line.from_location, line.to_location, line.quantity)


def booked(line: EntryLine) -> Booked:
    return Booked(line.account, line.debit, line.credit)


def _same_lines(document: Document, found: ErpDocument) -> bool:
    if isinstance(document, StockDocument):
        return sorted(map(_bare, map(moved, document.lines))) == sorted(map(_bare, found.moves))
    if isinstance(document, (JournalEntry, Invoice)):
        return sorted(map(_spelled, map(booked, document.entries))) == sorted(map(_spelled, found.entries))
    assert isinstance(document, Reversal)
    return found.reverses == document.reverses


def _bare(line: Moved) -> tuple[str, ...]:
    return (line.item, line.lot, line.from_location, line.to_location, f"{line.quantity.normalize():f}")


def _spelled(line: Booked) -> tuple[str, ...]:
    return (line.account, f"{line.debit.normalize():f}", f"{line.credit.normalize():f}")


def difference(document: Document, found: list[ErpDocument]) -> Finding | None:
    """What reading back shows: None when the one document there is ours to the last figure."""
    if len(found) != 1:
        return Finding.DUPLICATE if found else Finding.MISSING
    there = found[0]
    checks = (
        (Finding.DRAFT, not there.draft),
        (Finding.DATE_MOVED, there.posted_on == document.posting_date),
        (Finding.TAX_MISMATCH, not isinstance(document, Invoice) or there.tax == document.tax),
        (Finding.TOTAL_MISMATCH, not isinstance(document, Invoice) or there.total == document.total),
        (Finding.TOTAL_MISMATCH, not sum((line.debit - line.credit for line in there.entries), Decimal(0))),
        (Finding.LINES_MISMATCH, _same_lines(document, there)),
    )
    return next((finding for finding, right in checks if not right), None)
