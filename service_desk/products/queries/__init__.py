"""What can be asked about products and sold units."""

from service_desk.products.queries.cards import (
    AmbiguousScan,
    UnknownSerial,
    find_by_serial,
    item,
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
    products,
)
from service_desk.products.queries.history import Owner, fitted, item_dates, owners

__all__ = [
    "AmbiguousScan",
    "Owner",
    "UnknownProduct",
    "UnknownSerial",
    "find_by_serial",
    "fitted",
    "item",
    "item_dates",
    "items_of",
    "only",
    "owners",
    "parts_for",
    "product",
    "product_by_gtin",
    "product_by_sku",
    "products",
    "search_serials",
    "suggest",
]
