"""What is kept about a unit over time: the dates told of it, and who owned it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from service_desk.foundation.db import fetch, fetchval
from service_desk.products.rules import ComponentFacts, ItemDateFacts, NoticeFacts, normalise_batch, serial_forms

_WHEREABOUTS: Final = """
select coalesce(i.serial, i.batch, p.sku) from item_component c join service_item i on i.id = c.item_id
       join product p on p.id = i.product_id
 where c.serial = any($2) and c.product_id = $1 and c.removed_on is null and i.retired_at is null
 union all
select u.serial from service_item u where u.serial = any($2) and u.product_id = $1 and u.retired_at is null
   and u.owner_id is not null limit 1"""


_FITTED: Final = """
select c.product_id, c.serial, coalesce(i.serial, i.batch, p.sku) as unit
  from unnest($1::uuid[], $2::text[]) as thing (product_id, serial)
  join item_component c on c.serial = thing.serial and c.product_id = thing.product_id
  join service_item i on i.id = c.item_id join product p on p.id = i.product_id
 where c.serial <> '' and c.removed_on is null and i.retired_at is null"""


@dataclass(frozen=True, slots=True)
class Owner:
    """`until` None: the owner today."""

    party_id: UUID
    since: date
    until: date | None


async def item_dates(item_id: UUID) -> list[ItemDateFacts]:
    """Every candidate, oldest entry first; none is ever overwritten."""
    rows = await fetch(
        "select basis, on_date, evidence_kind, evidence, proof_accepted from item_date where item_id = $1 "
        "order by recorded_at, id",
        item_id,
    )
    return [ItemDateFacts(**row) for row in rows]


async def owners(item_id: UUID) -> list[Owner]:
    rows = await fetch(
        "select party_id, since, until from item_owner where item_id = $1 order by since, until nulls last", item_id
    )
    return [Owner(**row) for row in rows]


_LINE = """
with recursive before (id, replaces_id) as (
  select id, replaces_id from service_item where id = $1
  union select i.id, i.replaces_id from service_item i join before b on i.id = b.replaces_id),
after (id) as (
  select $1::uuid union select i.id from service_item i join after a on i.replaces_id = a.id)
select id from before union select id from after"""


async def exchanged_along(item_id: UUID) -> list[UUID]:
    """The unit with those it replaced and those that replaced it: one past, whichever serial is asked."""
    return [row["id"] for row in await fetch(_LINE, item_id)]


async def unit_of(product_id: UUID, serial: str) -> UUID | None:
    """The registered unit of a product with that serial, in use or not; None where there is none."""
    if not serial.strip():
        return None
    found: UUID | None = await fetchval(
        "select id from service_item where product_id = $1 and serial = any($2)", product_id, serial_forms(serial)
    )
    return found


async def components(item_id: UUID) -> list[ComponentFacts]:
    """What is inside a unit, and what was; the first fitted first."""
    rows = await fetch(
        "select c.id, c.product_id, p.sku, p.name as product_name, c.serial, c.batch, c.fitted_on, c.removed_on "
        "from item_component c join product p on p.id = c.product_id where c.item_id = $1 order by c.fitted_on, c.id",
        item_id,
    )
    return [ComponentFacts(**row) for row in rows]


async def notices(item_id: UUID) -> list[NoticeFacts]:
    """Every notice that stands or stood on a unit, the newest first."""
    rows = await fetch(
        "select kind, subject_kind, subject_id, words, put_at, cleared_at from item_notice where item_id = $1 "
        "order by put_at desc, id desc",
        item_id,
    )
    return [NoticeFacts(**row) for row in rows]


async def whereabouts(product_id: UUID, serial: str) -> str | None:
    """Where a thing with that serial is outside of any stock: the unit it is fitted in, or itself as a customer's unit."""
    found: str | None = await fetchval(_WHEREABOUTS, product_id, serial_forms(serial))
    return found


async def fitted_in(things: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], str]:
    """By product and serial the unit in which each of these things is fitted; those that are in none are left out."""
    rows = await fetch(_FITTED, [product_id for product_id, _ in things], [serial for _, serial in things])
    return {(row["product_id"], row["serial"]): row["unit"] for row in rows}


async def fitted(item_id: UUID, serial: str) -> UUID | None:
    """The component with that serial that is in the unit now."""
    found: UUID | None = await fetchval(
        "select id from item_component where item_id = $1 and serial = any($2) and removed_on is null limit 1",
        item_id,
        serial_forms(serial),
    )
    return found


async def fitted_of_batch(item_id: UUID, product_id: UUID, batch: str) -> UUID | None:
    """The part of that batch that was fitted into the unit last and is in it now."""
    found: UUID | None = await fetchval(
        "select id from item_component where item_id = $1 and product_id = $2 and batch = $3 and removed_on is null "
        "order by id desc limit 1",
        item_id,
        product_id,
        normalise_batch(batch),
    )
    return found
