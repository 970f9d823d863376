"""Find products and parts by id, SKU, GTIN, scan or words."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import as_written, looked_up
from service_desk.foundation.paging import DEFAULT, Page, checked_limit, cut, decode
from service_desk.foundation.search import tsquery
from service_desk.products.rules import ProductFacts

PRODUCT = (
    "select p.id, p.sku, p.gtin, p.name, p.kind, p.tracking, p.brand, p.product_class, p.uom, p.serial_mask, "
    "p.version, p.retired_at is not null as retired from product p"
)
_BY_WORDS = f"""
with hit as materialized (select id from product where search @@ $1::text::tsquery and retired_at is null limit 2000)
{PRODUCT} join hit on hit.id = p.id
where ($2::text is null or p.kind = $2) and p.sku > $3 order by p.sku limit $4"""
_LISTED = f"""
{PRODUCT} where p.retired_at is null and ($1::text is null or p.kind = $1) and p.sku > $2 order by p.sku limit $3"""


class UnknownProduct(NotFound):
    code = "unknown_product"
    message = "No product or part '{key}' is in the catalogue. Check the SKU or the code under the bars, or create it."


def product_facts(row: Any) -> ProductFacts:
    return ProductFacts(**row)


async def _one(condition: str, key: Any, shown: str) -> ProductFacts:
    row = await fetchrow(f"{PRODUCT} where {condition}", key)
    if row is None:
        raise UnknownProduct(key=shown[:80])
    return product_facts(row)


async def product(product_id: UUID) -> ProductFacts:
    return await _one("p.id = $1", product_id, str(product_id))


async def product_by_sku(sku: str) -> ProductFacts:
    return await _one("p.sku = $1", sku.strip()[:60], sku)


async def products_by_sku(skus: Sequence[str]) -> dict[str, ProductFacts]:
    """The products of these SKUs, as far as they are known: for bulk loads."""
    rows = await fetch(f"{PRODUCT} where p.sku = any($1)", list(skus))
    return {row["sku"]: product_facts(row) for row in rows}


async def product_by_gtin(gtin: str) -> ProductFacts:
    return await _one("p.gtin = $1", gtin, gtin)


async def products(
    words: str = "", *, kind: str | None = None, cursor: str | None = None, limit: int = DEFAULT
) -> Page[ProductFacts]:
    """Products in use, by SKU; with `words`, those whose SKU, brand, class or name hold all of them."""
    parts = decode(cursor, 1)
    asked, after, most = tsquery(words), parts[0] if parts else "", checked_limit(limit) + 1
    if asked is not None:
        rows = await fetch(_BY_WORDS, asked, kind, after, most)
    else:
        rows = [] if words.strip() else await fetch(_LISTED, kind, after, most)
    return cut([product_facts(row) for row in rows], limit, lambda product: (product.sku,))


async def parts_for(product_id: UUID) -> list[ProductFacts]:
    """The parts said to fit a product."""
    rows = await fetch(
        f"{PRODUCT} join product_part f on f.part_id = p.id where f.product_id = $1 and p.retired_at is null "
        "order by p.sku",
        product_id,
    )
    return [product_facts(row) for row in rows]


product_named = looked_up(
    "product", "select id, sku as alone from product where sku = $1 and ($2::uuid[] is null or true)", as_written
)
