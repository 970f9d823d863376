"""The documents owed to an ERP, one class per shape; quantities in the part's unit, money as Decimal, never float.

All of a document is business content: its canonical JSON is what the payload hash is taken of, so attempts, times of
sending and users have no place here.
"""

import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final


class Kind(StrEnum):
    RECEIPT = "receipt"
    ISSUE = "issue"
    RETURN = "return"
    TRANSFER = "transfer"
    ADJUSTMENT = "adjustment"
    JOURNAL = "journal"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


STOCK: Final = frozenset({Kind.RECEIPT, Kind.ISSUE, Kind.RETURN, Kind.TRANSFER, Kind.ADJUSTMENT})


@dataclass(frozen=True, kw_only=True)
class Document:
    """`posting_date` differs from `document_date` where the books of that day are closed. `currency` is the book's."""

    kind: Kind
    key: str = ""
    company: str
    centre: str
    order: str
    document_date: date
    posting_date: date
    currency: str
    schema: int = 1


@dataclass(frozen=True, kw_only=True)
class StockLine:
    """One move between two places, either of which may be virtual. `lot` is the batch or the serial, '' untracked.

    `unit_cost` is what the desk expects; the ERP's own cost counts, except for receipts, which bring it.
    """

    item: str
    quantity: Decimal
    uom: str
    from_location: str
    to_location: str
    lot: str
    unit_cost: Decimal


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """Who bears `percent` of the value of a stock document, as account role and account."""

    role: str
    account: str
    percent: Decimal


@dataclass(frozen=True, kw_only=True)
class StockDocument(Document):
    """`inventory` and `bearers` say where its value is booked; an ERP without stock accounting leaves them aside.

    `returns` is the key of the issue that a return undoes in part. With `difference` what leaves is worth quantity times
    `unit_cost`, and who bears what the place has more or less of that; without it, the average cost counts.
    """

    lines: tuple[StockLine, ...]
    inventory: str
    bearers: tuple[Bearer, ...]
    reference: str = ""
    returns: str = ""
    difference: Bearer | None = None


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """Debit and credit are both >= 0, exactly one > 0. `foreign` tells the amount in the order's own currency."""

    role: str
    account: str
    debit: Decimal
    credit: Decimal
    text: str = ""
    foreign: Decimal | None = None
    foreign_currency: str = ""


@dataclass(frozen=True, kw_only=True)
class JournalEntry(Document):
    entries: tuple[EntryLine, ...]
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Invoice(Document):
    """An invoice or credit note; `net`, `tax` and `total` are positive and in `invoice_currency`."""

    number: str
    customer: str
    invoice_currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    entries: tuple[EntryLine, ...]


@dataclass(frozen=True, kw_only=True)
class Reversal(Document):
    """Undoes the document of key `reverses` on an open day; `kind` is that document's."""

    reverses: str
    reason: str


def shape_of(kind: Kind, *, reverses: bool = False) -> type[Document]:
    if reverses:
        return Reversal
    if kind in STOCK:
        return StockDocument
    return JournalEntry if kind == Kind.JOURNAL else Invoice


def plain(value: Any) -> Any:
    """JSON values with one spelling each: 2 and 2.000000 are the same quantity, dates and decimals are text."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def canonical(document: Document) -> bytes:
    """Sorted keys, no spaces, UTF-8."""
    return json.dumps(plain(document), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def payload_hash(document: Document) -> bytes:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(document)).digest()


def unbalanced(entries: tuple[EntryLine, ...]) -> str | None:
    """Why these lines are no entry, or None: each one-sided, two at least, debits equal to credits (ACC-8)."""
    if len(entries) < 2:
        return "an entry has at least two lines"
    for line in entries:
        if line.debit < 0 or line.credit < 0 or (line.debit > 0) == (line.credit > 0):
            return f"{line.role}: exactly one of debit and credit is greater than zero"
    difference = sum((line.debit - line.credit for line in entries), Decimal(0))
    return f"debits exceed credits by {difference}" if difference else None
