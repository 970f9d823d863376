"""Set what a part is expected to cost, for the time until a receipt tells."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, plausible
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.ids import uuid7
from service_desk.parts.actions.receive import in_books, near
from service_desk.parts.rules import CostSet, PartFacts
from service_desk.products import queries as products


async def set_cost(
    *, part_id: UUID, cost: Decimal, currency: str, valid_from: date, by: Actor, confirm: bool = False
) -> None:
    """Kept in the company's book currency at that day's rate; set again for the same day, the last one counts. CostFarOff
    where it is far from the usual cost and not confirmed."""
    async with atomic():
        part = await products.product(part_id)
        plausible(valid_from, "valid_from")
        kept, book = await in_books(cost, currency, valid_from), (await centres.company()).book_currency
        facts = PartFacts(part.id, part.sku, part.tracking, part.uom)
        await near(facts, None, kept, valid_from, confirm=confirm)
        await execute(
            "insert into part_cost (id, product_id, cost, currency, valid_from, recorded_at, recorded_by) "
            "values ($1, $2, $3, $4, $5, $6, $7) on conflict (product_id, valid_from) do update set "
            "cost = excluded.cost, currency = excluded.currency, recorded_at = excluded.recorded_at, "
            "recorded_by = excluded.recorded_by",
            uuid7(), part.id, kept, book, valid_from, now(), by.id,
        )  # fmt: skip
        fact = CostSet(product_id=part.id, cost=kept, currency=book)
        await record(fact, subject=("part", part.id), centre_id=None, by=by)
