"""Two thousand sold units under their policies, loaded as an import loads them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from service_desk.demo.actions.people import Owner
from service_desk.demo.data import Thing, models
from service_desk.demo.rules.history import ITEMS, WEEKS, Owned, sold_on
from service_desk.demo.rules.places import COUNTRY_OF, PLACES
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.products.actions.load import ItemRow, LoadedDate, load_items
from service_desk.products.rules import Basis, Tracking
from service_desk.warranty.actions.load import Sold, load_terms
from service_desk.warranty.queries import version_for
from service_desk.warranty.rules import Candidate

_OWNED: Final = 0.85  # the rest was sold over a counter and nobody registered it
_COVERED_DAYS: Final = 700


async def sell(rng: Random, product_ids: Mapping[str, UUID], owners: Sequence[Owner]) -> list[Owned]:
    """Load them all; the units that may break: with a serial and an owner, sold long enough ago."""
    today = clock.today("UTC")
    sold = [_sale(rng, number, today, owners) for number in range(ITEMS)]
    loaded = await load_items([_row(sale, product_ids) for sale in sold], by=SYSTEM)
    versions = {thing.policy: await version_for(thing.policy, today) for thing in models()}
    terms = [
        Sold(item_id, versions[thing.policy], (Candidate(Basis.INVOICE, day, "invoice", "", True),), None, "")
        for item_id, (thing, _, day, _) in zip(loaded.ids, sold, strict=True)
    ]
    await load_terms(terms, by=SYSTEM)
    before = today - timedelta(weeks=WEEKS + 2)  # sold before the first of the seeded tickets
    return [
        _owned(thing, serial, day, owner, today)
        for thing, serial, day, owner in sold
        if serial and owner and day < before
    ]


Sale = tuple[Thing, str, date, Owner | None]


def _sale(rng: Random, number: int, today: date, owners: Sequence[Owner]) -> Sale:
    thing, day = rng.choice(models()), sold_on(rng, today)
    serial = ""
    if thing.tracking == Tracking.SERIAL:
        serial = f"{thing.sku.replace('-', '')}{day:%y%V}{number:05}"
    return thing, serial, day, rng.choice(owners) if rng.random() < _OWNED else None


def _row(sale: Sale, product_ids: Mapping[str, UUID]) -> ItemRow:
    thing, serial, day, owner = sale
    return ItemRow(
        product_id=product_ids[thing.sku],
        serial=serial or None,
        batch=f"L{day - timedelta(days=40):%y%m}" if thing.tracking == Tracking.BATCH else None,
        quantity=Decimal(1 if serial else 4),
        owner_id=owner.id if owner else None,
        owner_since=day if owner else None,
        country_of_sale=COUNTRY_OF[owner.facts.language] if owner else "DE",
        dates=(LoadedDate(Basis.INVOICE, day, "invoice", proof_accepted=True),),
    )


def _owned(thing: Thing, serial: str, day: date, owner: Owner, today: date) -> Owned:
    language = owner.facts.language
    centre = next((place.code for place in PLACES if place.language == language), PLACES[1].code)
    in_cover = (today - day).days < _COVERED_DAYS
    return Owned(serial, thing.product_class, owner.id, owner.facts.reachable, language, centre, in_cover)
