"""Models and parts with their prices, and parts on the shelf."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.demo.data import Thing, parts_for, things
from service_desk.demo.rules.places import BOOK, SUPPLIES_FROM
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.parts import actions as parts
from service_desk.pricing import actions as pricing
from service_desk.products import actions as products
from service_desk.products import queries as catalogue
from service_desk.products.rules import Tracking

# Codes of a range that shops give out by themselves, so they are on no real package.
_GTIN_FROM: Final = 290_000_000_000


async def offer(chosen: Sequence[Thing]) -> dict[str, UUID]:
    """The ids of new products by SKU."""
    order = {thing.sku: at for at, thing in enumerate(things())}
    return {thing.sku: await _offer(thing, order[thing.sku]) for thing in chosen}


async def fit_parts(product_id: UUID, product_class: str) -> None:
    """Say of every part that is for a class that it fits this model of it."""
    for part in parts_for(product_class):
        part_id = (await catalogue.product_by_sku(part.sku)).id
        await products.fit_part(product_id=product_id, part_id=part_id, by=SYSTEM)


async def _offer(thing: Thing, number: int) -> UUID:
    product_id = await products.create_product(
        sku=thing.sku, name=thing.name, kind=thing.kind, tracking=thing.tracking, gtin=_gtin(number), brand=thing.brand,
        product_class=thing.product_class, by=SYSTEM,
    )  # fmt: skip
    await pricing.set_price(
        product_id=product_id, amount=thing.price, currency=BOOK, valid_from=SUPPLIES_FROM, by=SYSTEM
    )
    if thing.cost:
        await parts.set_cost(part_id=product_id, cost=thing.cost, currency=BOOK, valid_from=SUPPLIES_FROM, by=SYSTEM)
    return product_id


def _gtin(number: int) -> str:
    digits = str(_GTIN_FROM + number)
    weighed = sum(int(digit) * (1 if at % 2 == 0 else 3) for at, digit in enumerate(digits))
    return f"{digits}{-weighed % 10}"


@dataclass(slots=True)
class Shelf:
    """The parts that one centre received for its jobs. Serials are given out one by one; `moves` are the receipts."""

    location_id: UUID
    mark: str
    lots: dict[str, str] = field(default_factory=dict)
    serials: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    moves: list[UUID] = field(default_factory=list)

    async def receive(self, sku: str, quantity: int, by: Actor) -> None:
        """From the supplier, at the expected cost; pieces with a serial one by one."""
        part = await catalogue.product_by_sku(sku)
        if part.tracking == Tracking.SERIAL:
            for _ in range(quantity):
                serial = f"{sku.removeprefix('P-')}-{self.mark}-{len(self.moves) + 1:04}"
                await self._take_in(part.id, 1, by, serial=serial)
                self.serials[sku].insert(0, serial)
            return
        if part.tracking == Tracking.BATCH:
            self.lots[sku] = f"L-{self.mark}"
        await self._take_in(part.id, quantity, by, lot=self.lots.get(sku, ""))

    async def _take_in(self, part_id: UUID, quantity: int, by: Actor, *, lot: str = "", serial: str = "") -> None:
        received = await parts.receive(
            part_id=part_id, location_id=self.location_id, quantity=Decimal(quantity), lot=lot, serial=serial,
            number=f"DN-{self.mark}", by=by,
        )  # fmt: skip
        self.moves.append(received.move_id)

    def take(self, sku: str) -> tuple[str, str]:
        """Batch and serial of the next piece; empty where the part has none."""
        return self.lots.get(sku, ""), self.serials[sku].pop() if self.serials[sku] else ""
