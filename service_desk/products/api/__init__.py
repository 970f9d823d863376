"""The JSON door of products and sold units."""

from service_desk.products.api import catalogue, items

ROUTES = [*catalogue.ROUTES, *items.ROUTES]
NAMED = [*catalogue.NAMED, *items.NAMED]
