"""The doors to policies and terms, to cover beside them, and to decisions."""

from service_desk.warranty.api import cover, policies

ROUTES = [*policies.ROUTES, *cover.ROUTES]
NAMED = policies.NAMED
