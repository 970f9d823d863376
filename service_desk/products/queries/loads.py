"""What bulk loads compare a file with: units by id or by serial, with all that a file may say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service_desk.foundation.db import fetch

_KNOWN: Final = """
select i.id, i.batch, i.country_of_sale, i.owner_id,
       (select jsonb_object_agg(d.basis, d.days) from (
          select basis, jsonb_agg(on_date order by recorded_at, id) as days from item_date where item_id = i.id group by basis) d
       ) as dates
  from service_item i where i.id = any($1)"""
_BY_SERIAL: Final = """
select i.id, i.serial, p.sku from service_item i join product p on p.id = i.product_id
 where i.serial = any($1) and i.retired_at is null"""


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """`dates` by their basis, the last one told last."""

    id: UUID
    batch: str | None
    country_of_sale: str | None
    owner_id: UUID | None
    dates: dict[str, list[date]]


async def known_units(ids: Sequence[UUID]) -> dict[UUID, KnownUnit]:
    return {
        row["id"]: KnownUnit(
            row["id"], row["batch"], row["country_of_sale"], row["owner_id"],
            {basis: [date.fromisoformat(day) for day in days] for basis, days in (row["dates"] or {}).items()},
        )
        for row in await fetch(_KNOWN, list(ids))
    }  # fmt: skip


async def units_by_serial(serials: Sequence[str]) -> dict[str, list[tuple[UUID, str]]]:
    """(id, SKU) of the units in use that have these normalised serials."""
    found: dict[str, list[tuple[UUID, str]]] = {}
    for row in await fetch(_BY_SERIAL, list(serials)):
        found.setdefault(row["serial"], []).append((row["id"], row["sku"]))
    return found
