"""What is kept about prices and taxes, each from a day on."""

from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.products.tables import Product


class Price(Table, db=DB):
    """Net of tax, for one unit of measure. `price_list` '' is the list for everyone."""

    id = columns.pk()
    product_id = columns.ref(Product, index=False)
    price_list = columns.code(30)
    currency = columns.code(3)
    amount = columns.amount()
    valid_from = columns.day()
    recorded_at = columns.moment()
    recorded_by = columns.opaque()


class TaxRate(Table, db=DB):
    """A country without any rate is one where the company charges no tax."""

    id = columns.pk()
    country = columns.code(2)
    code = columns.code(20)
    percent = columns.rate()
    valid_from = columns.day()
    recorded_at = columns.moment()
    recorded_by = columns.opaque()
