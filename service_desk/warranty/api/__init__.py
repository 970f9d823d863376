"""The doors to policies and terms, to cover beside them, to decisions, and to the country packs."""

from service_desk.warranty.api import cover, packs, policies

ROUTES = [*policies.ROUTES, *cover.ROUTES, *packs.ROUTES]
NAMED = [*policies.NAMED, *packs.NAMED]
