"""Bring models, parts, what they cost, printers and stations to what a document says."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.i18n import code_form
from service_desk.foundation.written import Term
from service_desk.parts import actions as parts
from service_desk.pricing import actions as pricing
from service_desk.products import actions as products
from service_desk.products import queries as catalogue
from service_desk.products.rules import ProductFacts
from service_desk.scanning import actions as scanning
from service_desk.setup.rules.document import PartCostRow, PriceRow, PrinterRow, ProductRow, StationRow

_PRINTER: Final = "select id from printer where centre_id = $1 and code = $2"
_STATION: Final = "select id from station where centre_id = $1 and code = $2"
_PLACE: Final = "select id from location where centre_id = $1 and code = $2 and retired_at is null"


class ProductStays(Conflict):
    code = "product_stays"
    message = (
        "{sku} is there with another {what}, and that stays, since stock and papers know it so. Leave it as it is in the "
        "file, or give the other thing an SKU of its own."
    )


async def put_products(rows: Sequence[ProductRow], by: Actor) -> None:
    known = await catalogue.products_by_sku([row.sku for row in rows])
    for row in rows:
        held = known.get(row.sku)
        if held is None:
            await products.create_product(
                sku=row.sku, name=row.name, kind=row.kind, tracking=row.tracking, gtin=row.gtin or None, brand=row.brand,
                product_class=row.product_class, uom=row.uom, serial_mask=row.serial_mask or None, by=by,
            )  # fmt: skip
        else:
            await _change_product(row, held, by)
    for row in rows:  # all of them are there now
        await _fit(row, by)


async def _change_product(row: ProductRow, held: ProductFacts, by: Actor) -> None:
    for what, wanted, there in (
        ("kind", row.kind, held.kind),
        ("tracking", row.tracking, held.tracking),
        ("unit of measure", row.uom, held.uom),
    ):
        if wanted != there:
            raise ProductStays(sku=row.sku, what=Term(what))
    if held.retired:
        await products.revive_product(product_id=held.id, version=None, by=by)
    await products.change_product(
        product_id=held.id, name=row.name, brand=row.brand, product_class=row.product_class, gtin=row.gtin,
        serial_mask=row.serial_mask, by=by,
    )  # fmt: skip


async def _fit(row: ProductRow, by: Actor) -> None:
    """The parts of the document, and none beside them."""
    product_id = (await catalogue.product_by_sku(row.sku)).id
    wanted = {(await catalogue.product_by_sku(sku)).id for sku in row.parts}
    held = {part.id for part in await catalogue.parts_for(product_id)}
    for part_id in held - wanted:
        await products.unfit_part(product_id=product_id, part_id=part_id, by=by)
    for part_id in wanted - held:
        await products.fit_part(product_id=product_id, part_id=part_id, by=by)


async def put_prices(rows: Sequence[PriceRow], by: Actor) -> None:
    for row in rows:
        product = await catalogue.product_by_sku(row.sku)
        await pricing.set_price(
            product_id=product.id, amount=row.amount, currency=row.currency, valid_from=row.since, price_list=row.price_list,
            by=by,
        )  # fmt: skip


async def put_part_costs(rows: Sequence[PartCostRow], by: Actor) -> None:
    for row in rows:
        part = await catalogue.product_by_sku(row.sku)
        await parts.set_cost(
            part_id=part.id, cost=row.cost, currency=row.currency, valid_from=row.since, confirm=True, by=by
        )


async def put_printers(rows: Sequence[PrinterRow], by: Actor) -> None:
    for row in rows:
        centre_id = (await centres.centre_by_code(row.centre)).id
        held = await fetchval(_PRINTER, centre_id, code_form(row.code))
        if held is None:
            await scanning.add_printer(
                centre_id=centre_id, code=row.code, kind=row.kind, address=row.address, language=row.language,
                dpi=row.dpi, stock=row.stock or None, by=by,
            )  # fmt: skip
        else:
            await scanning.change_printer(
                printer_id=held, kind=row.kind, address=row.address, language=row.language, dpi=row.dpi,
                stock=row.stock or None, by=by,
            )  # fmt: skip


async def put_stations(rows: Sequence[StationRow], by: Actor) -> None:
    for row in rows:
        centre_id = (await centres.centre_by_code(row.centre)).id
        printer = await _of(centre_id, _PRINTER, "printer", row.printer)
        place = await _of(centre_id, _PLACE, "location", row.place)
        held = await fetchval(_STATION, centre_id, code_form(row.code))
        if held is None:
            await scanning.create_station(
                centre_id=centre_id, code=row.code, name=row.name, printer_id=printer, location_id=place,
                gap_ms=row.gap_ms, by=by,
            )  # fmt: skip
        else:
            await scanning.change_station(
                station_id=held, name=row.name, printer_id=printer, location_id=place, gap_ms=row.gap_ms, by=by
            )


async def _of(centre_id: UUID, sql: str, kind: str, code: str) -> UUID | None:
    if not code:
        return None
    found: UUID | None = await fetchval(sql, centre_id, code_form(code))
    if found is None:
        raise NotFound(kind=kind, key=code)
    return found
