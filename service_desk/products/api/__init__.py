"""The JSON door of products and sold units."""

from service_desk.products.api import catalogue, items, notices

ROUTES = [*catalogue.ROUTES, *items.ROUTES, *notices.ROUTES]
NAMED = [*catalogue.NAMED, *items.NAMED]
