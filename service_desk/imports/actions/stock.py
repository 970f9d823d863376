"""Import parts, and the stock with which they begin: received at its cost, and so posted to the books as any receipt."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.centres.queries import NoRate
from service_desk.centres.rules import CentreFacts
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import code_form
from service_desk.foundation.money import UnknownCurrency
from service_desk.foundation.written import Term
from service_desk.imports.reading import Line
from service_desk.imports.rules import BadCell, NewOnes, Outcome, PartsMapping, Reader
from service_desk.imports.rules.reasons import SaidBefore, UnknownModel, UnknownPlace, UnlikelyCost
from service_desk.imports.rules.references import opening_id
from service_desk.parts.actions import receive
from service_desk.parts.queries import locations, moves_of_subjects
from service_desk.parts.rules import LocationKind
from service_desk.parts.rules.quantities import CostFarOff
from service_desk.pricing.actions import BadPrice, set_price
from service_desk.pricing.queries import prices
from service_desk.products.actions import create_product
from service_desk.products.queries import products_by_sku
from service_desk.products.rules import ProductFacts, Tracking, gtin14, normalise_batch, serial_forms
from service_desk.products.rules.identity import checked_sku
from service_desk.products.rules.kinds import checked_tracking

OPENING: Final = "opening_stock"
_AHEAD: Final = timedelta(days=3660)  # a price may hold from a day to come


class PreparedPart(NamedTuple):
    line: int
    sku: str
    name: str
    brand: str
    product_class: str
    gtin: str | None
    uom: str
    tracking: str
    location: str
    quantity: Decimal | None
    unit_cost: Decimal | None
    currency: str
    lot: str
    serial: str
    sale_price: Decimal | None
    sale_currency: str
    price_from: date | None


class PartsLoader:
    """What begins where is known by part, place, batch and serial: a second run receives nothing twice."""

    def __init__(self, mapping: PartsMapping, centre: CentreFacts, by: Actor) -> None:
        self.mapping, self.centre, self.by = mapping, centre, by
        self.today = clock.today(centre.zone)
        self.reader = Reader(self.today, mapping.columns, mapping.values)
        self.ahead = Reader(self.today + _AHEAD, mapping.columns, mapping.values)
        self.places: dict[str, UUID] = {}
        self.warehouses: list[str] = []
        self.said: dict[UUID, int] = {}

    async def open(self) -> None:
        self.by.require("products.write")
        if self.reader.says("quantity"):
            self.by.require("parts.receive", self.centre.id)
        if self.reader.says("sale_price"):
            self.by.require("prices.write")
        places = await locations(frozenset({self.centre.id}))
        self.places = {place.code: place.id for place in places}
        self.warehouses = [place.code for place in places if place.kind == LocationKind.WAREHOUSE]

    def forget(self) -> None:
        """Nothing that was made is remembered."""

    def prepare(self, line: Line) -> PreparedPart:
        reader, row = self.reader, line.row
        quantity = reader.amount(row, "quantity")
        location = code_form(reader.perhaps(row, "location", 30))
        unit_cost = reader.amount(row, "unit_cost")
        currency = reader.line(row, "currency", 10).upper()
        lot = self._checked("lot", normalise_batch, reader.perhaps(row, "lot", 120))
        serial = self._checked("serial", _cleaned, reader.perhaps(row, "serial", 120))
        if quantity and not location:
            location = self._only_place()
        if quantity and unit_cost is not None and not currency:
            raise reader.lacks("currency")
        told = Tracking.SERIAL if serial else Tracking.BATCH if lot else Tracking.NONE
        return PreparedPart(
            line.line,
            self._checked("sku", checked_sku, reader.name(row, "sku", 60)),
            reader.line(row, "name", 200),
            reader.line(row, "brand", 60),
            reader.line(row, "product_class", 60),
            self._checked("gtin", gtin14, written) if (written := reader.perhaps(row, "gtin", 40)) else None,
            reader.line(row, "uom", 10) or "pcs",
            self._checked("tracking", checked_tracking, reader.line(row, "tracking", 20).lower() or told.value),
            location,
            quantity,
            unit_cost,
            currency,
            lot,
            serial,
            *self._sale(line, currency),
        )

    def _sale(self, line: Line, currency: str) -> tuple[Decimal | None, str, date | None]:
        """Price, currency, and the day from which it holds."""
        price = self.reader.amount(line.row, "sale_price") if self.reader.says("sale_price") else None
        if price is None:
            return None, "", None
        sold_in = self.reader.line(line.row, "sale_currency", 10).upper() or currency
        if not sold_in:
            field = "sale_currency" if self.reader.says("sale_currency") else "currency"
            raise self.reader.lacks(field)
        day = self.ahead.day(line.row, self.mapping.price_from) if self.mapping.price_from else None
        return price, sold_in, day or self.today

    def _only_place(self) -> str:
        """Where stock begins that names no place: the centre's only warehouse."""
        if len(self.warehouses) == 1:
            return self.warehouses[0]
        raise self.reader.lacks("location")

    def _checked(self, field: str, check: object, value: str) -> str:
        try:
            return str(check(value))  # type: ignore[operator]
        except DeskError as reason:
            raise BadCell(self.reader.column(field), reason) from None

    def shown(self, row: PreparedPart) -> dict[str, str]:
        return {name: str(value) for name, value in row._asdict().items() if value not in {None, ""} and name != "line"}

    async def load(self, rows: Sequence[PreparedPart]) -> Outcome:
        outcome = Outcome()
        placed = [row for row in rows if not row.quantity or row.location in self.places]
        products = await self._products(placed, outcome)
        made = {sku.lower() for sku in outcome.models}
        keys = {at: self._key(row) for at, row in enumerate(rows) if row.quantity and row.location in self.places}
        there = await moves_of_subjects(OPENING, list(keys.values()))
        said: dict[UUID, int] = {}
        for at, row in enumerate(rows):
            product = products.get(row.sku)
            refused = len(outcome.refused)
            before = outcome.existing, len(outcome.differs)
            if row.quantity and at not in keys:
                reason = UnknownPlace(value=row.location, found=sorted(self.places)[:20] or Term("none yet"))
                outcome.refused.append((at, self.reader.column("location"), reason))
            elif product is None:
                outcome.refused.append((at, self.reader.column("sku"), UnknownModel(sku=row.sku)))
            elif not row.quantity:
                self._counted(at, row, product, made, outcome)
            elif (earlier := self.said.get(keys[at], said.get(keys[at], row.line))) != row.line:
                outcome.refused.append((at, "(row)", SaidBefore(line=earlier)))
            elif (kept := there.get(keys[at])) is not None and kept.quantity:
                said[keys[at]] = row.line
                if kept.quantity == row.quantity:
                    outcome.existing += 1
                else:
                    fields = {"quantity": (str(kept.quantity), str(row.quantity))}
                    outcome.differs.append((at, kept.id, fields))
            else:
                said[keys[at]] = row.line
                await self._receive(row, product, keys[at], outcome, again=kept is not None)
            if product is not None and row.sale_price is not None and len(outcome.refused) == refused:
                await self._price(at, row, product, outcome, before)
        self.said |= said
        return outcome

    def _counted(self, at: int, row: PreparedPart, product: ProductFacts, made: set[str], outcome: Outcome) -> None:
        """A row without stock is the part itself."""
        if row.sku.lower() in made:
            made.remove(row.sku.lower())
            outcome.loaded += 1
            return
        fields = {}
        if row.name and row.name not in product.name.values():
            fields["name"] = (next(iter(product.name.values())), row.name)
        if row.brand and row.brand != product.brand:
            fields["brand"] = (product.brand, row.brand)
        if fields:
            outcome.differs.append((at, product.id, fields))
        else:
            outcome.existing += 1

    async def _price(
        self, at: int, row: PreparedPart, product: ProductFacts, outcome: Outcome, before: tuple[int, int]
    ) -> None:
        """The sale price where it is news on its day; another one that was set for the same day is kept, and the row differs.

        `before`: how many rows existed and differed before this one, which is counted once.
        """
        assert row.sale_price is not None
        assert row.price_from is not None
        listed = [
            each for each in await prices(product.id) if (each.price_list, each.currency) == ("", row.sale_currency)
        ]
        held = next((each for each in listed if each.valid_from <= row.price_from), None)
        if held is not None and held.amount == row.sale_price:
            return
        existed, differed = outcome.existing > before[0], len(outcome.differs) > before[1]
        if held is not None and held.valid_from == row.price_from:
            told = {"sale_price": (f"{held.amount:f} {held.currency}", f"{row.sale_price:f} {row.sale_currency}")}
            if differed:
                outcome.differs[-1][2].update(told)
                return
            outcome.existing -= existed
            outcome.loaded -= not existed
            outcome.differs.append((at, product.id, told))
            return
        try:
            made = await set_price(
                product_id=product.id, amount=row.sale_price, currency=row.sale_currency, valid_from=row.price_from, by=self.by
            )  # fmt: skip
        except BadPrice as error:
            raise BadCell(self.reader.column("sale_price"), error) from None
        except UnknownCurrency as error:
            field = "sale_currency" if self.reader.says("sale_currency") else "currency"
            raise BadCell(self.reader.column(field), error) from None
        outcome.made.setdefault("price", []).append(made)
        if existed:
            outcome.existing -= 1
            outcome.loaded += 1

    async def _receive(
        self, row: PreparedPart, product: ProductFacts, key: UUID, outcome: Outcome, *, again: bool
    ) -> None:
        """`again`: it was loaded before and taken back."""
        assert row.quantity is not None
        try:
            fact = await receive(
            part_id=product.id, location_id=self.places[row.location], quantity=row.quantity, unit_cost=row.unit_cost,
            currency=row.currency or None, lot=row.lot, serial=row.serial, subject=(OPENING, key),
            came_back=again, confirm=self.mapping.accept_costs, by=self.by,
            )  # fmt: skip
        except CostFarOff as error:
            told = {name: error.params[name] for name in ("cost", "part", "usual")}
            raise BadCell(self.reader.column("unit_cost"), UnlikelyCost(**told)) from None
        except (NoRate, UnknownCurrency) as error:
            raise BadCell(self.reader.column("currency"), error) from None
        outcome.loaded += 1
        outcome.made.setdefault("receipt", []).append(fact.move_id)

    def _key(self, row: PreparedPart) -> UUID:
        return opening_id(self.places[row.location], row.sku.upper(), row.lot, serial_forms(row.serial)[-1])

    async def _products(self, rows: Sequence[PreparedPart], outcome: Outcome) -> dict[str, ProductFacts]:
        known = await products_by_sku(list({row.sku for row in rows}))
        if self.mapping.new_models is NewOnes.REFUSE:
            return known
        missing = {row.sku.lower(): row for row in reversed(rows) if row.sku not in known}
        for row in reversed(missing.values()):
            made = await create_product(
                sku=row.sku, name={self.centre.language: row.name or row.sku}, kind="part", tracking=row.tracking,
                gtin=row.gtin, brand=row.brand, product_class=row.product_class, uom=row.uom, by=self.by,
            )  # fmt: skip
            outcome.made.setdefault("product", []).append(made)
            outcome.models.append(row.sku)
        return await products_by_sku(list({row.sku for row in rows})) if missing else known


def _cleaned(serial: str) -> str:
    """Without blanks and what cannot be seen; whether small letters count is the product's to say."""
    return serial_forms(serial)[0]
