"""A small store: one centre with a warehouse and a van, and a part of each kind of tracking."""

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest

from service_desk.centres.actions import create_centre, create_company
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.parts.actions import create_location, issue, receive
from service_desk.products.actions import create_product


@dataclass(frozen=True)
class Store:
    """Costs are in euros, the company's book currency. `screw` is not tracked, `cable` is measured in metres."""

    centre: UUID
    warehouse: UUID
    van: UUID
    screw: UUID
    cable: UUID
    battery: UUID
    pump: UUID
    order: tuple[str, UUID]

    async def receive(self, part, quantity="1", cost="2", where=None, **more):
        return await receive(
            part_id=part, location_id=where or self.van, quantity=Decimal(quantity), by=SYSTEM,
            unit_cost=None if cost is None else Decimal(cost), **more,
        )  # fmt: skip

    async def issue(self, part, quantity="1", where=None, **more):
        return await issue(
            part_id=part, location_id=where or self.van, quantity=Decimal(quantity), by=SYSTEM, subject=self.order,
            number="BER-R-000001", **more,
        )  # fmt: skip


async def build_store() -> Store:
    await create_company(code="A1", name={"en": "Aftercare"}, book_currency="EUR", by=SYSTEM)
    centre = await create_centre(
        code="BER", name={"en": "Berlin"}, zone="Europe/Berlin", country="DE", language="en", currency="EUR", by=SYSTEM
    )
    place = partial(create_location, centre_id=centre, name={"en": "Place"}, by=SYSTEM)
    part = partial(create_product, name={"en": "Part"}, kind="part", by=SYSTEM)
    return Store(
        centre=centre,
        warehouse=await place(code="MAIN", kind="warehouse"),
        van=await place(code="VAN", kind="van"),
        screw=await part(sku="P-SCREW", tracking="none"),
        cable=await part(sku="P-CABLE", tracking="none", uom="m"),
        battery=await part(sku="P-BAT", tracking="batch"),
        pump=await part(sku="P-PUMP", tracking="serial"),
        order=("repair", uuid7()),
    )


@pytest.fixture
async def store(db) -> Store:
    return await build_store()


@pytest.fixture
async def committed_store(committed_db) -> Store:
    return await build_store()
