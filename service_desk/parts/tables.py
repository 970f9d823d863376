"""What is kept about stock: places, balances, moves and standard costs."""

from piccolo.table import Table

from service_desk.centres.tables import Centre
from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.products.tables import Product


class Location(Table, db=DB):
    """A real place (warehouse, van, bench), or one of the four virtual ones that every centre has."""

    id = columns.pk()
    centre_id = columns.ref(Centre, index=False)
    code = columns.code(20)
    name = columns.words()
    kind = columns.code(16)
    created_at = columns.moment()
    created_by = columns.opaque()
    retired_at = columns.moment(null=True)
    version = columns.version()


class Stock(Table, db=DB):
    """The balance of one part, lot or serial at a real place. Virtual places keep none: all writers would meet there.

    `lot` and `serial` are '' where the part is not tracked by them. `unit_cost` is the moving average in the company's
    book currency; it stays when the last one leaves, as the best guess for the next that arrives without a price.
    """

    id = columns.pk()
    product_id = columns.ref(Product, index=False)
    location_id = columns.ref(Location)
    lot = columns.code(64)
    serial = columns.code(64)
    quantity = columns.quantity()
    unit_cost = columns.amount(null=True)
    changed_at = columns.moment()


class StockMove(Table, db=DB):
    """From one place to another, always. Append-only; a wrong one is answered by another that names it."""

    id = columns.pk()
    centre_id = columns.opaque()
    kind = columns.code(12)
    product_id = columns.ref(Product, index=False)
    from_id = columns.ref(Location, index=False)
    to_id = columns.ref(Location, index=False)
    quantity = columns.quantity()
    lot = columns.code(64)
    serial = columns.code(64)
    unit_cost = columns.amount()
    currency = columns.code(3)
    subject_kind = columns.code(30)
    subject_id = columns.opaque(null=True)
    subject_number = columns.code(40)
    reason = columns.text()
    reverses_id = columns.opaque(null=True)
    moved_at = columns.moment()
    moved_by = columns.opaque()


class PartCost(Table, db=DB):
    """What a part is expected to cost while no receipt has told; effective-dated, in the company's book currency."""

    id = columns.pk()
    product_id = columns.ref(Product, index=False)
    cost = columns.amount()
    currency = columns.code(3)
    valid_from = columns.day()
    recorded_at = columns.moment()
    recorded_by = columns.opaque()
