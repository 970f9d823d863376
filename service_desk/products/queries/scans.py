"""Find what a scan means: a sold unit, a product or a part. One statement for all readings of the scan."""

from dataclasses import dataclass
from typing import Final

from barcodes import Doubt, ScanResult
from service_desk.foundation.db import fetch, fetchrow
from service_desk.products.queries.cards import CARD, MOST_CHOICES, card
from service_desk.products.queries.catalogue import PRODUCT, UnknownProduct, product_facts
from service_desk.products.rules import ItemFacts, ProductFacts
from service_desk.products.rules.identity import LONGEST_SERIAL, LONGEST_SKU, WrongCheckDigit

# The doubt of a hit: 0 where the GTIN was scanned and is the product's; 1 where one of the two has none; 2 more where the
# serial only fits in upper case. The hits of least doubt are the answer, so that two of them are a question.
_BY_SCAN: Final = f"""
with key as materialized (select * from unnest($1::text[], $2::text[], $3::text[], $4::int[]) as key (gtin, serial, batch, doubt)),
hit as materialized (select id, min(doubt) as doubt from (
  select i.id, key.doubt + case when key.gtin = p.gtin then 0 else 1 end as doubt from key
    join service_item i on i.serial = key.serial join product p on p.id = i.product_id
   where key.serial <> '' and (key.gtin = '' or p.gtin is null or p.gtin = key.gtin)
  union all
  select i.id, key.doubt from key join service_item i on i.batch = key.batch join product p on p.id = i.product_id
   where key.serial = '' and key.batch <> '' and p.gtin = key.gtin) as one group by id)
{CARD.format(source="hit join service_item i on i.id = hit.id")}
 where hit.doubt = (select min(doubt) from hit) order by i.id limit {MOST_CHOICES + 1}"""
_BY_CODE: Final = f"""
{PRODUCT} where p.sku = any($1) or p.gtin = any($2)
 order by array_position($1, p.sku::text) nulls last, array_position($2, p.gtin::text) limit 1"""


@dataclass(frozen=True, slots=True)
class Found:
    """The items that a scan may mean, none, one or several, and what was looked for.

    `misread`: a GTIN in it whose check digit is wrong, so that the label is better scanned again.
    """

    items: tuple[ItemFacts, ...]
    tried: tuple[str, ...]
    written: str
    misread: str = ""


async def find_by_scan(scan: ScanResult) -> Found:
    """The units that a scan may mean: one statement looks for every reading of it."""
    keys = _keys(scan)
    columns = [[key[at] for key in keys] for at in range(4)]
    rows = await fetch(_BY_SCAN, *columns) if keys else []
    tried = dict.fromkeys(serial or batch or gtin for gtin, serial, batch, _ in keys)
    return Found(tuple(card(row) for row in rows), tuple(tried), scan.normalized, misread(scan))


def misread(scan: ScanResult) -> str:
    doubted = (one.gtin for one in scan.candidates if Doubt.WRONG_CHECK_DIGIT in one.warnings and one.gtin)
    return next(doubted, "").lstrip("0")


def _keys(scan: ScanResult) -> list[tuple[str, str, str, int]]:
    """(GTIN, serial, batch, doubt) of every reading. A serial is also looked for as it was written, case and all."""
    keys = [(key.gtin or "", key.serial or "", (key.batch or "").upper()) for key in scan.lookup_keys]
    if 0 < len(written := scan.raw.strip()) <= LONGEST_SERIAL:
        keys.append(("", written, ""))
    keys += [(gtin, serial.upper(), batch) for gtin, serial, batch in keys]
    printable = [key for key in dict.fromkeys(keys) if "".join(key).isprintable()]
    return [(*key, 0 if key[1] in scan.raw else 2) for key in printable]


async def product_by_scan(scan: ScanResult) -> ProductFacts:
    """The product or part whose SKU or GTIN was scanned; an exact SKU goes before a GTIN."""
    skus = [" ".join(scan.raw.split())[:LONGEST_SKU], scan.normalized[:LONGEST_SKU]]
    if not skus[0].isprintable():
        skus = skus[1:]
    gtins = [key.gtin for key in scan.lookup_keys if key.gtin]
    row = await fetchrow(_BY_CODE, skus, gtins)
    if row is None and (digits := misread(scan)):
        raise WrongCheckDigit(value=digits)
    if row is None:
        raise UnknownProduct(key=scan.normalized[:80])
    return product_facts(row)
