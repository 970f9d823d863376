"""Find a sold unit by what was scanned or typed. One hand-written statement answers with the whole card."""

import sys
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.naming import the_one
from service_desk.products.rules import ItemFacts, Notice, lookalikes, serial_forms

MOST_CHOICES: Final = 20
SHORTEST_SUBSTRING: Final = 4

CARD: Final = """
select i.id, i.product_id, p.sku, p.name as product_name, p.brand, p.product_class, p.tracking, i.serial, i.batch,
       i.quantity, o.id as owner_id, o.name as owner_name, i.country_of_sale, i.replaces_id,
       (select n.id from service_item n where n.replaces_id = i.id limit 1) as replaced_by_id,
       i.retired_at is not null as retired, i.version,
       (select jsonb_agg(jsonb_build_array(n.kind, n.subject_kind, n.subject_id, n.words) order by n.put_at)
          from item_notice n where n.item_id = i.id and n.cleared_at is null) as notices
  from {source} join product p on p.id = i.product_id
       left join party a on a.id = i.owner_id
       left join party o on o.id = coalesce(a.merged_into, a.id)
"""
_ITEM: Final = CARD.format(source="service_item i")
BY_SERIAL: Final = f"{_ITEM} where i.serial = any($1) order by i.id limit {MOST_CHOICES + 1}"
_BY_ID: Final = f"{_ITEM} where i.id = $1"
_BY_OWNER: Final = f"{_ITEM} where i.owner_id = $1 or a.merged_into = $1 order by i.id desc limit $2"
_BY_PREFIX: Final = f"{_ITEM} where i.serial >= $1 and i.serial < $2 order by i.serial limit $3"
_BY_SUBSTRING: Final = f"""
with hit as materialized (select id from service_item where serial like $1 limit 500)
{CARD.format(source="hit join service_item i on i.id = hit.id")} order by i.serial limit $2"""


class UnknownSerial(NotFound):
    code = "unknown_serial"
    message = "No item with the serial '{serial}' is known.{hint} Check it against the label, or register the item."


class AmbiguousScan(Conflict):
    code = "ambiguous_scan"
    message = "'{written}' may be several items: {choices}. Say which one is meant."

    def __init__(self, *, written: str, items: Sequence[ItemFacts]) -> None:
        self.items = tuple(items)
        choices = ", ".join(f"{item.identity} ({item.sku})" for item in items[:MOST_CHOICES])
        super().__init__(written=written, choices=choices + (" and more" if len(items) > MOST_CHOICES else ""))


def card(row: Any) -> ItemFacts:
    (
        item_id, product_id, sku, product_name, brand, product_class, tracking, serial, batch, quantity, owner_id,
        owner_name, country, replaces_id, replaced_by_id, retired, version, notices,
    ) = row  # fmt: skip
    return ItemFacts(
        item_id, product_id, sku, product_name, brand, product_class, tracking, serial, batch, quantity, owner_id,
        owner_name, country, replaces_id, replaced_by_id, retired, version,
        tuple(Notice(kind, on, UUID(key), words) for kind, on, key, words in notices) if notices else (),
    )  # fmt: skip


async def find_by_serial(written: str) -> list[ItemFacts]:
    """Every unit with that serial, of whatever product, swapped-out ones too; at most 21."""
    return [card(row) for row in await fetch(BY_SERIAL, serial_forms(written))]


async def only(items: Sequence[ItemFacts], written: str) -> ItemFacts:
    """The one item, or a sentence: UnknownSerial with what may have been meant, AmbiguousScan with the choices."""
    if len(items) == 1:
        return items[0]
    if items:
        raise AmbiguousScan(written=written[:80], items=items)
    meant = await suggest(written)
    hint = f" Did you mean {' or '.join(meant)}?" if meant else ""
    raise UnknownSerial(serial=written[:80], hint=hint, field="serial")


async def suggest(written: str) -> list[str]:
    """Known serials that differ only in letters and digits that look alike."""
    meant = [form for form in lookalikes(serial_forms(written)[-1]) if form]
    if not meant:
        return []
    rows = await fetch("select distinct serial from service_item where serial = any($1) order by serial limit 3", meant)
    return [row["serial"] for row in rows]


async def item(item_id: UUID) -> ItemFacts:
    rows = await fetch(_BY_ID, item_id)
    if not rows:
        raise NotFound(kind="item", key=item_id)
    return card(rows[0])


async def items_of(owner_id: UUID, limit: int = 50) -> list[ItemFacts]:
    """What a party owns now, the newest first; what its merged aliases own too."""
    return [card(row) for row in await fetch(_BY_OWNER, owner_id, limit)]


async def search_serials(part: str, limit: int = 20) -> list[ItemFacts]:
    """Units whose serial begins with `part`, and from four characters on those that contain it."""
    asked = serial_forms(part)[-1]
    if not asked:
        return []
    rows = await fetch(_BY_PREFIX, asked, asked + chr(sys.maxunicode), limit)
    if not rows and len(asked) >= SHORTEST_SUBSTRING:
        rows = await fetch(_BY_SUBSTRING, f"%{_literal(asked)}%", limit)
    return [card(row) for row in rows]


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def item_named(written: str, _by: Actor) -> UUID:
    """By its serial, or SKU:SERIAL where several products have that serial."""
    found = await find_by_serial(written)
    if not found and ":" in written:
        sku, _, serial = written.partition(":")
        found = [item for item in await find_by_serial(serial) if item.sku == sku.strip()]
    if not found:
        await only(found, written)
    return the_one("item", written, [(item.id, f"{item.sku}:{item.serial}") for item in found])
