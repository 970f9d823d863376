"""Find what a scan means: a sold unit, a product or a part. One statement for all readings of the scan."""

from dataclasses import dataclass
from typing import Final

from barcodes import ScanResult
from service_desk.foundation.db import fetch, fetchrow
from service_desk.products.queries.cards import CARD, MOST_CHOICES, card
from service_desk.products.queries.catalogue import PRODUCT, UnknownProduct, product_facts
from service_desk.products.rules import ItemFacts, ProductFacts, serial_forms

_BY_SCAN: Final = f"""
with key as materialized (
  select * from unnest($1::text[], $2::text[], $3::text[]) with ordinality as key (gtin, serial, batch, rank)),
hit as materialized (select id, min(rank) as rank from (
  select i.id, key.rank from key
    join service_item i on i.serial = key.serial join product p on p.id = i.product_id
   where key.serial <> '' and (key.gtin = '' or p.gtin is null or p.gtin = key.gtin)
  union all
  select i.id, key.rank from key join service_item i on i.batch = key.batch join product p on p.id = i.product_id
   where key.serial = '' and key.batch <> '' and p.gtin = key.gtin) as one group by id)
{CARD.format(source="hit join service_item i on i.id = hit.id")}
 where hit.rank = (select min(rank) from hit) order by i.id limit {MOST_CHOICES + 1}"""


@dataclass(frozen=True, slots=True)
class Found:
    """The items that a scan may mean, none, one or several, and what was looked for."""

    items: tuple[ItemFacts, ...]
    tried: tuple[str, ...]
    written: str


async def find_by_scan(scan: ScanResult) -> Found:
    """The units that the best matching readings of a scan mean, by one statement for all readings."""
    keys = [(key.gtin or "", form, key.batch or "") for key in scan.lookup_keys for form in _forms(key.serial)]
    gtins, serials, batches = ([key[at] for key in keys] for at in range(3))
    rows = await fetch(_BY_SCAN, gtins, serials, batches) if keys else []
    tried = dict.fromkeys(serial or batch or gtin for gtin, serial, batch in keys)
    return Found(tuple(card(row) for row in rows), tuple(tried), scan.normalized)


def _forms(serial: str | None) -> list[str]:
    return serial_forms(serial) if serial else [""]


async def product_by_scan(scan: ScanResult) -> ProductFacts:
    """The product or part whose SKU or GTIN was scanned; an exact SKU goes before a GTIN."""
    gtins = [key.gtin for key in scan.lookup_keys if key.gtin]
    row = await fetchrow(
        f"{PRODUCT} where p.sku = $1 or p.gtin = any($2) order by p.sku = $1 desc, array_position($2, p.gtin) limit 1",
        scan.normalized.strip()[:60],
        gtins,
    )
    if row is None:
        raise UnknownProduct(key=scan.normalized[:80])
    return product_facts(row)
