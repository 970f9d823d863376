"""The doors to customers, vendors and agencies."""

from service_desk.parties.api import care, customers

ROUTES = [*customers.ROUTES, *care.ROUTES]
NAMED = customers.NAMED
