"""What can be asked about products and sold units."""

from service_desk.products.queries.cards import (
    AmbiguousScan,
    UnknownSerial,
    find_by_serial,
    ids_by_serial_part,
    item,
    item_named,
    items_of,
    only,
    search_serials,
    suggest,
)
from service_desk.products.queries.catalogue import (
    UnknownProduct,
    parts_for,
    product,
    product_by_gtin,
    product_by_sku,
    product_named,
    products,
    products_by_sku,
)
from service_desk.products.queries.history import (
    Owner,
    components,
    exchanged_along,
    fitted,
    item_dates,
    notices,
    owners,
)
from service_desk.products.queries.loads import KnownUnit, known_units, units_by_serial
from service_desk.products.queries.scans import Found, find_by_scan, product_by_scan

__all__ = [
    "AmbiguousScan",
    "Found",
    "KnownUnit",
    "Owner",
    "UnknownProduct",
    "UnknownSerial",
    "components",
    "exchanged_along",
    "find_by_scan",
    "find_by_serial",
    "fitted",
    "ids_by_serial_part",
    "item",
    "item_dates",
    "item_named",
    "items_of",
    "known_units",
    "notices",
    "only",
    "owners",
    "parts_for",
    "product",
    "product_by_gtin",
    "product_by_scan",
    "product_by_sku",
    "product_named",
    "products",
    "products_by_sku",
    "search_serials",
    "suggest",
    "units_by_serial",
]
