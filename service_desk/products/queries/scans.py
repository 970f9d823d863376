"""Find what a scan means: a sold unit, a product or a part. One statement for all readings of the scan."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from barcodes import Doubt, LookupKey, ScanResult, normalise_serial, resolve
from service_desk.foundation.db import fetch, fetchrow
from service_desk.products.queries.cards import BARE, CARD, MOST_CHOICES, SHORTEST_SUBSTRING, card, unhyphened
from service_desk.products.queries.catalogue import BY_SKU, PRODUCT, UnknownProduct, product_facts
from service_desk.products.rules import ItemFacts, ProductFacts
from service_desk.products.rules.identity import LONGEST_SKU, PrivateCode, WrongCheckDigit, sku_form

# Says of each unit under which keys it was found; which of them count is for `barcodes.resolve`. `named`: whether the product
# has the GTIN that was scanned, null where none was. A unit whose product has no GTIN may be meant while no other fits.
# A text alone may be a batch too, as the label of a unit without a GTIN carries it, while it is nobody's serial.
# The likeliest keys first, so that what the limit cuts off could not have won.
_BY_SCAN: Final = f"""
with key as materialized (
  select * from unnest($1::text[], $2::text[], $3::text[]) with ordinality as key (gtin, serial, batch, at)),
hit as materialized (
  select i.id, key.at, case when key.gtin <> '' then p.gtin is not null end as named from key
    join service_item i on i.serial = key.serial join product p on p.id = i.product_id
   where key.serial <> '' and (key.gtin = '' or p.gtin is null or p.gtin = key.gtin)
  union all
  select i.id, key.at, true from key join service_item i on i.batch = key.batch join product p on p.id = i.product_id
   where key.serial = '' and key.batch <> '' and p.gtin = key.gtin),
lot as materialized (
  select i.id, key.at, null::boolean as named from key
    cross join lateral (select i.id from service_item i where i.batch = key.batch order by i.product_id, i.id limit {MOST_CHOICES + 1}) i
   where key.gtin = '' and key.batch <> '' and not exists (select from hit)),
found as materialized (
  select id, array_agg(at - 1 order by at) as keys, min(at) as first from (select * from hit union all select * from lot) as seen
   where named is distinct from false or not exists (select from hit where named)
   group by id order by first, id limit {MOST_CHOICES + 1}),
unit as ({CARD.format(source="found join service_item i on i.id = found.id")})
select unit.*, found.keys from unit join found on found.id = unit.id order by found.first, unit.id"""
_BY_BARE_SERIALS: Final = f"""
select distinct serial from service_item where serial = any($1)
 union select distinct serial from service_item where {BARE} = any($1) limit {MOST_CHOICES + 1}"""
_BY_CODE: Final = f"""
{PRODUCT} where {BY_SKU.format(1, 3)} or p.gtin = any($2)
 order by array_position($1, p.sku::text) nulls last, array_position($3, p.sku_form::text) nulls last, array_position($2, p.gtin::text) limit 1"""


@dataclass(frozen=True, slots=True)
class Found:
    """The items that a scan may mean, none, one or several, and what was looked for.

    `misread`: a GTIN in it whose check digit is wrong, so that the label is better scanned again. `doubts`: of the reading
    by which the one item was found, such as a lost separator.
    """

    items: tuple[ItemFacts, ...]
    tried: tuple[str, ...]
    written: str
    misread: str = ""
    doubts: tuple[Doubt, ...] = ()


async def find_by_scan(scan: ScanResult) -> Found:
    """The units that a scan may mean: one statement looks for every reading of it, and `barcodes.resolve` decides.

    Raises PrivateCode.
    """
    if scan.private:
        raise PrivateCode
    keys = _keys(scan)
    rows = await fetch(_BY_SCAN, *columns(keys)) if keys else []
    if keys and not rows:  # as somebody types it who leaves the hyphens out, or puts some in
        keys, rows = await _without_hyphens(keys)
    tried = dict.fromkeys(key.serial or key.batch or "" for key in keys)
    units: dict[UUID, ItemFacts] = {}
    matches: dict[LookupKey, list[UUID]] = {}
    for *row, places in rows:
        unit = card(row)
        units[unit.id] = unit
        for place in places:
            matches.setdefault(keys[place], []).append(unit.id)
    resolved = resolve(scan, matches)
    items = tuple(units[match.found] for match in resolved.matches)
    doubts = resolved.candidates[0].warnings if len(items) == 1 else ()
    # A serial that was found as it stands is no message with a wrong digit.
    wrong = misread(scan) if len(items) != 1 or Doubt.WRONG_CHECK_DIGIT in doubts else ""
    said = "label" in scan.best.corrections or "asterisks" in scan.best.corrections  # S/N: and the like are not kept
    written = scan.best.serial if said and scan.best.serial else scan.normalized
    return Found(items, tuple(tried), written, wrong, doubts)


async def _without_hyphens(keys: list[LookupKey]) -> tuple[list[LookupKey], list[Any]]:
    """The keys that mean a serial which is kept with other hyphens, once for each such serial, and what those find."""
    bare = [unhyphened(key.serial or "") for key in keys]
    kept = await fetch(_BY_BARE_SERIALS, [each for each in bare if len(each) >= SHORTEST_SUBSTRING])
    meant = [
        (key, replace(key, serial=row["serial"]))
        for key, plain in zip(keys, bare, strict=True)
        for row in kept
        if unhyphened(row["serial"]) == plain
    ]
    rows = await fetch(_BY_SCAN, *columns([spelled for _, spelled in meant])) if meant else []
    return [key for key, _ in meant], rows


def misread(scan: ScanResult) -> str:
    doubted = (one.gtin for one in scan.candidates if Doubt.WRONG_CHECK_DIGIT in one.warnings and one.gtin)
    return next(doubted, "").lstrip("0")


def _keys(scan: ScanResult) -> list[LookupKey]:
    """Those that may name a unit: by its serial or batch."""
    keys = [key for key in scan.lookup_keys if key.serial or key.batch]
    return [key for key in keys if f"{key.gtin}{key.serial}{key.batch}".isprintable()]


def columns(keys: list[LookupKey]) -> tuple[list[str], list[str], list[str]]:
    """The keys as _BY_SCAN takes them; batches are kept in upper case."""
    return (
        [key.gtin or "" for key in keys],
        [key.serial or "" for key in keys],
        [normalise_serial(key.batch or ("" if key.gtin else key.serial or "")) for key in keys],
    )


async def product_by_scan(scan: ScanResult) -> ProductFacts:
    """The product or part whose SKU or GTIN was scanned; an exact SKU goes before a GTIN. Raises PrivateCode."""
    if scan.private:
        raise PrivateCode
    written = [" ".join(scan.raw.split()), scan.normalized, *scan.part_numbers]
    skus = [each[:LONGEST_SKU] for each in written if each.isprintable()]
    gtins = [key.gtin for key in scan.lookup_keys if key.gtin]
    row = await fetchrow(_BY_CODE, skus, gtins, list(map(sku_form, skus)))
    if row is None and (digits := misread(scan)):
        raise WrongCheckDigit(value=digits)
    if row is None:
        raise UnknownProduct(key=scan.normalized[:80])
    return product_facts(row)
