"""Create products and parts, say which part fits which product, take one out of use."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, fetchval
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.i18n import checked_words
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import free
from service_desk.foundation.search import tokens
from service_desk.foundation.sorting import code_key
from service_desk.foundation.version import save
from service_desk.products import queries
from service_desk.products.rules import (
    PartFitted,
    PartUnfitted,
    ProductChanged,
    ProductCreated,
    ProductFacts,
    ProductKind,
    ProductRetired,
    ProductRevived,
    Tracking,
    gtin14,
)
from service_desk.products.rules.identity import checked_mask, checked_sku, searched, sku_form
from service_desk.products.rules.kinds import checked_kind, checked_tracking
from service_desk.products.tables import Product, ProductPart


class SkuTaken(Conflict):
    code = "sku_taken"
    message = "The SKU {sku} is in use already. Open that product, or choose another SKU."


class GtinTaken(Conflict):
    code = "gtin_taken"
    message = "The GTIN {gtin} belongs to another product already. Scan the label again, or open that product."


_INSERT = """
insert into product (id, sku, gtin, name, kind, tracking, brand, product_class, uom, serial_mask, created_at, version,
                     search, sku_key, sku_form)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, array_to_tsvector($12::text[]), $13, $14)"""


async def create_product(
    *,
    sku: str,
    name: Mapping[str, str],
    by: Actor,
    kind: str = ProductKind.MODEL,
    tracking: str | None = None,
    gtin: str | None = None,
    brand: str = "",
    product_class: str = "",
    uom: str = "pcs",
    serial_mask: str | None = None,
) -> UUID:
    product_id, sku = uuid7(), checked_sku(sku)
    if tracking is None:
        tracking = Tracking.SERIAL if kind == ProductKind.MODEL else Tracking.NONE
    gtin = gtin14(gtin) if gtin else None
    words = checked_words(name)
    row = (
        sku, gtin, words, checked_kind(kind), checked_tracking(tracking), brand[:60], product_class[:60], uom[:10],
        checked_mask(serial_mask) if serial_mask else None, now(),
        tokens(searched(sku, gtin, brand, product_class, words)), code_key(sku),
        sku_form(sku),
    )  # fmt: skip
    try:
        async with atomic():
            await execute(_INSERT, product_id, *row)
            created = ProductCreated(product_id=product_id, sku=sku, kind=kind, tracking=tracking)
            await record(created, subject=("product", product_id), centre_id=None, by=by)
    except UniqueViolationError as error:
        if error.constraint_name == "product_gtin":
            raise GtinTaken(gtin=gtin, field="gtin") from None
        raise SkuTaken(sku=sku, field="sku") from None
    return product_id


async def change_product(
    *,
    product_id: UUID,
    by: Actor,
    name: Mapping[str, str] | None = None,
    brand: str | None = None,
    product_class: str | None = None,
    gtin: str | None = None,
    serial_mask: str | None = None,
) -> ProductFacts:
    """Correct what was mistyped (None: as it is; an empty `gtin` or `serial_mask` takes it away). What is the same already is no
    change. The SKU stays: labels, invoices and the books know the product by it; so do kind, tracking and unit of measure.

    Raises GtinTaken, WrongCheckDigit, NotAGtin, NotAMask.
    """
    given = {
        "name": None if name is None else checked_words(name),
        "brand": brand,
        "product_class": product_class,
        "gtin": None if gtin is None else (gtin14(gtin) if gtin else ""),
        "serial_mask": None if serial_mask is None else (checked_mask(serial_mask) if serial_mask else ""),
    }
    try:
        async with atomic():
            row = await fetchrow(_FOR_CHANGE, product_id)
            if row is None:
                raise NotFound(kind="product", key=product_id)
            fresh = {
                field: value for field, value in given.items() if value is not None and value != (row[field] or "")
            }
            if fresh:
                emptied = {field: value or None for field, value in fresh.items() if field in {"gtin", "serial_mask"}}
                await save(Product, product_id, version=None, **fresh | emptied)
                await refill([product_id])
                changed = ProductChanged(product_id=product_id, fields=tuple(sorted(fresh)))
                await record(changed, subject=("product", product_id), centre_id=None, by=by)
    except UniqueViolationError:
        raise GtinTaken(gtin=given["gtin"], field="gtin") from None
    return await queries.product(product_id)


_FOR_CHANGE = "select name, brand, product_class, gtin, serial_mask from product where id = $1 for update"


async def refill(ids: Sequence[UUID]) -> None:
    """The words by which products are found, and their place in a list, from what they are."""
    rows = await fetch("select id, sku, gtin, brand, product_class, name from product where id = any($1)", list(ids))
    await execute(
        _FILL,
        [row["id"] for row in rows],
        ["\n".join(tokens(searched(*row[1:]))) for row in rows],
        [code_key(row["sku"]) for row in rows],
    )


_FILL = """
update product set search = array_to_tsvector(array_remove(string_to_array(w.words, E'\\n'), '')), sku_key = w.sku_key
  from unnest($1::uuid[], $2::text[], $3::bytea[]) as w (id, words, sku_key) where product.id = w.id"""


async def fit_part(*, product_id: UUID, part_id: UUID, by: Actor) -> None:
    """Said twice it still fits once."""
    for key in (product_id, part_id):
        await queries.product(key)
    async with atomic():
        row = ProductPart(id=uuid7(), product_id=product_id, part_id=part_id)
        added = await ProductPart.insert(row).on_conflict(action="DO NOTHING").returning(ProductPart.id)
        if added:
            fitted = PartFitted(product_id=product_id, part_id=part_id)
            await record(fitted, subject=("product", product_id), centre_id=None, by=by)


async def unfit_part(*, product_id: UUID, part_id: UUID, by: Actor) -> None:
    """The part does not fit after all. NotFound where nobody said so."""
    async with atomic():
        sql = "delete from product_part where product_id = $1 and part_id = $2"
        if (await execute(sql, product_id, part_id)).endswith(" 0"):
            raise NotFound(kind="fitting part", key=part_id)
        unfitted = PartUnfitted(product_id=product_id, part_id=part_id)
        await record(unfitted, subject=("product", product_id), centre_id=None, by=by)


async def retire_product(*, product_id: UUID, version: int | None, by: Actor) -> int:
    """No longer offered; what was sold of it keeps working with it. Raises StillNeeded while it lies in stock or is planned."""
    async with atomic():
        new = await save(Product, product_id, version=version, retired_at=now())
        await free("product", product_id, await fetchval("select sku from product where id = $1", product_id))
        await record(ProductRetired(product_id=product_id), subject=("product", product_id), centre_id=None, by=by)
        return new


async def revive_product(*, product_id: UUID, version: int | None, by: Actor) -> int:
    """Offered again."""
    async with atomic():
        new = await save(Product, product_id, version=version, retired_at=None)
        await record(ProductRevived(product_id=product_id), subject=("product", product_id), centre_id=None, by=by)
        return new
