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
    product_ids,
    products,
)
from service_desk.products.queries.history import Owner, fitted, item_dates, owners
from service_desk.products.queries.scans import Found, find_by_scan, product_by_scan

__all__ = [
    "AmbiguousScan",
    "Found",
    "Owner",
    "UnknownProduct",
    "UnknownSerial",
    "find_by_scan",
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
    "product_by_scan",
    "product_by_sku",
    "product_ids",
    "products",
    "search_serials",
    "suggest",
]
