"""A workbench for order tests: drills S1 in and OLD out of cover, parts with stock, cost and price, Bo's hour with a rate."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from service_desk.foundation.actor import SYSTEM
from service_desk.parts import actions as parts
from service_desk.pricing import actions as pricing
from service_desk.products import actions as products
from service_desk.timesheets import actions as timesheets
from service_desk.warranty import actions as warranty
from tests.world import World

# Drill S1 was invoiced on 2026-03-15: by policy A its parts are covered to 2028-03-14, labour to 2027-03-14.
IN_COVER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Bench:
    world: World
    bo: UUID  # Bo's time
    shelf: UUID  # a warehouse in Berlin: ten batteries, displays X1 and X2, five greases of batch G7
    old: UUID  # drill OLD, out of every cover
    socket: UUID  # part P-SOC, on the shelf, without a price


async def build_bench(world: World) -> Bench:
    old = await products.register_item(
        product_id=world.drill, serial="OLD", owner_id=world.ada, dates=[("invoice", date(2020, 2, 1))], by=SYSTEM
    )
    await warranty.freeze_at_sale(item_id=old, policy_code="A", by=SYSTEM)
    bo = await timesheets.create_resource(centre_id=world.ber, code="BENCH", name="Bo at the bench", by=SYSTEM)
    await timesheets.set_rate(
        centre_id=world.ber, cost_rate=Decimal(30), bill_rate=Decimal(60), valid_from=date(2021, 1, 1), by=SYSTEM
    )
    shelf = await parts.create_location(
        centre_id=world.ber, code="SHELF", name={"en": "Shelf"}, kind="warehouse", by=SYSTEM
    )
    socket = await products.create_product(sku="P-SOC", name={"en": "Socket"}, kind="part", tracking="none", by=SYSTEM)
    await _stock(world, shelf, socket)
    return Bench(world, bo, shelf, old, socket)


async def _stock(world: World, shelf: UUID, socket: UUID) -> None:
    async def receive(part: UUID, quantity: int, **more: str) -> None:
        await parts.receive(
            part_id=part,
            location_id=shelf,
            quantity=Decimal(quantity),
            unit_cost=Decimal("12.50"),
            currency="EUR",
            confirm=True,
            by=SYSTEM,
            **more,
        )

    await receive(world.battery, 10)
    await receive(world.display, 1, serial="X1")
    await receive(world.display, 1, serial="X2")
    await receive(world.grease, 5, lot="G7")
    await receive(socket, 3)
    for part, price in ((world.battery, "49.90"), (world.display, "120"), (world.grease, "3")):
        await pricing.set_price(
            product_id=part, amount=Decimal(price), currency="EUR", valid_from=date(2021, 1, 1), by=SYSTEM
        )
