"""What is kept about models, parts and the sold units."""

from typing import ClassVar

from piccolo.table import Table

from service_desk.foundation import columns
from service_desk.foundation.db import DB
from service_desk.parties.tables import Party


class Product(Table, db=DB):
    id = columns.pk()
    sku = columns.code(60)
    sku_form = columns.code(200, null=True)  # by which it is found and told from others: `sku_form`
    gtin = columns.code(14, null=True)
    name = columns.words()
    kind = columns.code(10)
    tracking = columns.code(10)
    brand = columns.code(60)
    product_class = columns.code(60)
    uom = columns.code(10)
    serial_mask = columns.code(120, null=True)
    created_at = columns.moment()
    retired_at = columns.moment(null=True)
    version = columns.version()
    changed_at = columns.changed()
    search = columns.search()
    sku_key = columns.sort_key()


class ProductPart(Table, db=DB):
    """The part fits the product."""

    id = columns.pk()
    product_id = columns.ref(Product)
    part_id = columns.ref(Product)


class ServiceItem(Table, db=DB):
    """Millions of rows: lean, found by serial through a btree and trigrams, so without a `search` column.

    `serial` is normalised; `serial_raw` is kept only where it was written otherwise. Indexes on the columns that are
    mostly empty are partial and stand in the SQL file.
    """

    id = columns.pk()
    product_id = columns.ref(Product)
    serial = columns.code(64, null=True)
    serial_raw = columns.code(120, null=True)
    batch = columns.code(64, null=True)
    quantity = columns.quantity()
    owner_id = columns.ref(Party, null=True, index=False)
    country_of_sale = columns.code(2, null=True)
    replaces_id = columns.ref("self", null=True, index=False)
    created_at = columns.moment()
    retired_at = columns.moment(null=True)
    version = columns.version()
    changed_at = columns.changed()


class ItemDate(Table, db=DB):
    """A candidate for the start of the warranty. None is overwritten: a better one is added."""

    PERSONAL: ClassVar[tuple[str, ...]] = ("evidence",)

    id = columns.pk()
    item_id = columns.ref(ServiceItem)
    basis = columns.code(12)
    on_date = columns.day()
    evidence_kind = columns.code(20)
    evidence = columns.text()
    proof_accepted = columns.flag(default=False)
    accepted_by = columns.opaque(null=True)
    recorded_at = columns.moment()


class ItemOwner(Table, db=DB):
    id = columns.pk()
    item_id = columns.ref(ServiceItem)
    party_id = columns.ref(Party)
    since = columns.day()
    until = columns.day(null=True)


class ItemNotice(Table, db=DB):
    """What the desk must see at once: an open order, a campaign, a block. Put there by higher rooms."""

    id = columns.pk()
    item_id = columns.ref(ServiceItem, index=False)
    kind = columns.code(12)
    subject_kind = columns.code(30)
    subject_id = columns.opaque()
    words = columns.words()
    put_at = columns.moment()
    cleared_at = columns.moment(null=True)


class ItemComponent(Table, db=DB):
    """A part inside the unit, with its own serial or batch; taken-out ones stay, so that both serials are found."""

    id = columns.pk()
    item_id = columns.ref(ServiceItem)
    product_id = columns.ref(Product)
    serial = columns.code(64)
    batch = columns.code(64)
    fitted_on = columns.day()
    removed_on = columns.day(null=True)
