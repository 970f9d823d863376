"""What the built-in books hold: documents, stock moves and balances with their value, and the ledger."""

from piccolo.columns import BigInt, BigSerial, Text
from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB


class BookAccount(Table, db=DB):
    """The chart of accounts."""

    id = columns.pk()
    code = columns.code(30, unique=True)
    name: Text = columns.text()


class BookDocument(Table, db=DB):
    """One row per posting: the key is unique here, so nothing can be booked twice. Append-only.

    `number` is an invoice's own; other documents are called by their id. What a document cost is the sum of its moves.
    """

    id: BigSerial = BigSerial(primary_key=True)
    key = columns.code(35, unique=True)
    kind = columns.code(12)
    number = columns.code(40)
    payload_hash = columns.digest()
    order_number = columns.code(24)
    posted_on = columns.day()
    currency = columns.code(3)
    total = columns.amount()
    tax = columns.amount()
    reverses = columns.code(35, null=True)
    recorded_at = columns.moment()


class BookMove(Table, db=DB):
    """From one place to another with its value; one of the two may be virtual. Append-only."""

    id: BigSerial = BigSerial(primary_key=True)
    document_id: BigInt = BigInt(null=False, default=None)
    item: Text = columns.text()
    lot = columns.code(90)
    from_location = columns.code(30)
    to_location = columns.code(30)
    quantity = columns.quantity()
    unit_cost = columns.rate()
    value = columns.amount()
    posted_on = columns.day()
    returns_id: BigInt = BigInt(null=True, default=None)


class BookBalance(Table, db=DB):
    """Quantity and value of one item and lot (or serial) at a real place. Quantity 0 is value 0."""

    id: BigSerial = BigSerial(primary_key=True)
    item: Text = columns.text()
    lot = columns.code(90)
    location = columns.code(30)
    quantity = columns.quantity()
    value = columns.amount()


class LedgerEntry(Table, db=DB):
    """Append-only; its lines balance, checked at commit."""

    id: BigSerial = BigSerial(primary_key=True)
    document_id: BigInt = BigInt(null=False, default=None)
    posted_on = columns.day()
    order_number = columns.code(24)
    centre = columns.code(6)
    text: Text = columns.text()


class LedgerLine(Table, db=DB):
    """In the book currency; `foreign_amount` tells what it was in the order's own."""

    id: BigSerial = BigSerial(primary_key=True)
    entry_id: BigInt = BigInt(null=False, default=None)
    account = columns.code(30)
    role = columns.code(30)
    debit = columns.amount()
    credit = columns.amount()
    cost_centre = columns.code(6)
    foreign_amount = columns.amount(null=True)
    foreign_currency = columns.code(3)
