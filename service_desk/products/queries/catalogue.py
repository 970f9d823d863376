"""Find products and parts by id, SKU, GTIN, scan or words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import aware
from service_desk.foundation.commonness import commonness
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import the_one
from service_desk.foundation.newest import BY_ID, FEW_ROWS, Newest, Sought
from service_desk.foundation.paging import DEFAULT, BadCursor, Page, checked_limit, cut, decode
from service_desk.foundation.search import asked_for, tsquery
from service_desk.foundation.where import Where
from service_desk.products.rules import ProductFacts
from service_desk.products.rules.identity import LONGEST_SKU, sku_form

PRODUCT = (
    "select p.id, p.sku, p.gtin, p.name, p.kind, p.tracking, p.brand, p.product_class, p.uom, p.serial_mask, "
    "p.version, p.retired_at is not null as retired from product p"
)
# Of SKUs as written, and of their forms.
BY_SKU = "(p.sku = any(${}) or p.sku_form = any(${}))"
MOST_HITS = 2000
_NEWEST = Newest("product", BY_ID, PRODUCT)
_IN_USE = "retired_at is null and ($1::text is null or kind = $1)"
# In the natural order of SKUs, behind (key $2, id $3).
_AFTER = "($2::bytea is null or (sku_key, id) > ($2, $3::uuid)) order by sku_key, id limit $4"
_PAGE = f"{PRODUCT} join page on page.id = p.id order by p.sku_key, p.id".replace(
    " from ", ", p.sku_key, page.hits from ", 1
)
_BY_WORDS = f"""
with every as materialized (
  select id, sku_key from product where search @@ $6::text::tsquery and (search @@ $5::text::tsquery) is true and {_IN_USE}),
hit as materialized (select * from every limit {MOST_HITS}),
page as materialized (select id, (select count(*) from hit) as hits from hit where {_AFTER})
{_PAGE}"""
# Very many have the words: then walking along the SKUs meets a page of them soon.
_WALKED = f"""
with page as materialized (
  select id, 0 as hits from product where ($5::text is null or search @@ $5::tsquery) and {_IN_USE} and {_AFTER})
{_PAGE}"""

# What was retired since then too.
_CHANGED = f"""
with page as materialized (
  select id, 0 as hits from product where changed_at >= $5 and ($6::text is null or search @@ $6::tsquery) and ($1::text is null or kind = $1)
   and {_AFTER})
{_PAGE}"""


class UnknownProduct(NotFound):
    code = "unknown_product"
    message = "No product or part '{key}' is in the catalogue. Check the SKU or the code under the bars, or create it."


def product_facts(row: Any) -> ProductFacts:
    return ProductFacts(**{name: value for name, value in row.items() if name not in {"sku_key", "hits"}})


async def _one(condition: str, key: Any, shown: str) -> ProductFacts:
    row = await fetchrow(f"{PRODUCT} where {condition}", key)
    if row is None:
        raise UnknownProduct(key=shown[:80])
    return product_facts(row)


async def product(product_id: UUID) -> ProductFacts:
    return await _one("p.id = $1", product_id, str(product_id))


async def product_by_sku(sku: str) -> ProductFacts:
    """However it is written: by its exact spelling first."""
    found = await products_by_sku([sku[:LONGEST_SKU]])
    if not found:
        raise UnknownProduct(key=sku[:80])
    return next(iter(found.values()))


async def sku_of(written: str) -> str:
    """The SKU as the catalogue and the books spell it; one that nobody knows as it was written."""
    written = " ".join(written.split())[:LONGEST_SKU]
    found = await products_by_sku([written])
    return found[written].sku if found else written


async def products_by_sku(skus: Sequence[str]) -> dict[str, ProductFacts]:
    """The products of these SKUs by the spelling asked for, as far as they are known; of several the one of exactly that spelling."""
    forms = {sku: sku_form(sku) for sku in skus}
    rows = await fetch(f"{PRODUCT} where {BY_SKU.format(1, 2)}", list(skus), list(forms.values()))
    exact = {row["sku"]: row for row in rows}
    alike = {sku_form(row["sku"]): row for row in rows}
    found = {sku: exact.get(sku) or alike.get(form) for sku, form in forms.items()}
    return {sku: product_facts(row) for sku, row in found.items() if row is not None}


async def product_by_gtin(gtin: str) -> ProductFacts:
    return await _one("p.gtin = $1", gtin, gtin)


async def ids_by_words(words: str, limit: int) -> list[UUID]:
    """Products of which words begin as all the given ones, those out of use too; the newest ones."""
    if not (asked := asked_for(words)):
        return []
    return (await _NEWEST.found(Where(limit + 1), limit, None, Sought(asked)))[:limit]


async def products(
    words: str = "",
    *,
    kind: str | None = None,
    updated_since: datetime | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT,
) -> Page[ProductFacts]:
    """Products in use, by SKU in natural order; with `words`, those whose SKU, GTIN, brand, class or name have words that
    begin so; with `updated_since` those that were changed or retired since then."""
    asked, mark, most = tsquery(words), _mark(cursor), checked_limit(limit) + 1
    if asked is None and words.strip():
        return Page([])
    if updated_since is not None:
        return _page(await fetch(_CHANGED, kind, *mark, most, aware(updated_since), asked), limit)
    known, wanted = await commonness("product"), asked_for(words)
    rows = []
    common = asked is not None and known.rows > FEW_ROWS
    common = common and await _NEWEST.share(Where(most), wanted) * known.rows >= MOST_HITS
    if asked and not common:
        rare = known.rarest(wanted) if known.rows > FEW_ROWS else wanted
        rows = await fetch(_BY_WORDS, kind, *mark, most, asked, rare.tsquery())
    if asked is None or common or (rows and rows[0]["hits"] >= MOST_HITS):
        rows = await fetch(_WALKED, kind, *mark, most, asked)
    return _page(rows, limit)


def _page(rows: list[Any], limit: int) -> Page[ProductFacts]:
    page = cut(rows, limit, lambda row: (row["sku_key"].hex(), row["id"]))
    return Page([product_facts(row) for row in page.items], page.next)


def _mark(cursor: str | None) -> tuple[bytes | None, UUID | None]:
    if (parts := decode(cursor, 2)) is None:
        return None, None
    try:
        return bytes.fromhex(parts[0]), UUID(parts[1])
    except ValueError:
        raise BadCursor from None


async def parts_for(product_id: UUID) -> list[ProductFacts]:
    """The parts said to fit a product."""
    rows = await fetch(
        f"{PRODUCT} join product_part f on f.part_id = p.id where f.product_id = $1 and p.retired_at is null "
        "order by p.sku_key, p.id",
        product_id,
    )
    return [product_facts(row) for row in rows]


async def product_named(written: str, _by: Actor) -> UUID:
    found = await products_by_sku([" ".join(written.split())])
    return the_one("product", written, [(product.id, product.sku) for product in found.values()])
