"""What is kept about charges: one per closing of an order and payer, with its lines. Never changed, only credited."""

from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.parties.tables import Party


class Charge(Table, db=DB):
    """Only the customer's carries tax, and a gapless number when they owe or get something. A negative total is a credit."""

    id = columns.pk()
    centre_id = columns.ref(Centre)
    order_id = columns.opaque()
    order_number = columns.code(24)
    closing = columns.number()
    payer = columns.code(20)
    party_id = columns.ref(Party, null=True)
    currency = columns.code(3)
    net = columns.amount()
    tax = columns.amount()
    total = columns.amount()
    state = columns.code(10)
    invoice_number = columns.code(24, null=True)
    issued_on = columns.day()
    created_at = columns.moment()


class ChargeLine(Table, db=DB):
    """`text` is frozen: an invoice must read the same in ten years. `reverses_line_id`: the order line this one undoes, by
    that line's own tax and rate. `book_total` and `book_tax` are in the company's book currency; null while no rate was known.
    """

    id = columns.pk()
    charge_id = columns.ref(Charge)
    order_line_id = columns.opaque()
    reverses_line_id = columns.opaque(null=True)
    seq = columns.number()
    kind = columns.code(10)
    product_id = columns.opaque(null=True)
    text = columns.words()
    quantity = columns.quantity()
    minutes = columns.number(null=True)
    uom = columns.code(10)
    unit_price = columns.amount()
    percent = columns.rate()
    net = columns.amount()
    tax_code = columns.code(20)
    tax_percent = columns.rate()
    tax = columns.amount()
    total = columns.amount()
    book_total = columns.amount(null=True)
    book_tax = columns.amount(null=True)
