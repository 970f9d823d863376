"""Import sold units: product, dates, frozen terms; rows that report a fault become closed tickets with their verdict."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.centres.actions import open_period
from service_desk.centres.queries import periods
from service_desk.centres.rules import CentreFacts
from service_desk.centres.rules.places import checked_country
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.errors import DeskError
from service_desk.foundation.i18n import code_form
from service_desk.foundation.ids import uuid7
from service_desk.imports.reading import Line
from service_desk.imports.rules import BadCell, ItemsMapping, NewOnes, OnDifference, Outcome, Reader
from service_desk.imports.rules.reasons import EmptyCell, LongCell, NotBySerial, UnknownCustomerRef, UnknownModel
from service_desk.imports.rules.references import customer_id
from service_desk.parties.queries import known_parties
from service_desk.parts.actions import LiesInOwnStock, SerialInUse, sell_from_stock
from service_desk.parts.queries import places_of_serials, sales_of_units
from service_desk.products.actions import create_product
from service_desk.products.actions.load import ItemRow, Loaded, LoadedDate, correct_item, load_items
from service_desk.products.queries import KnownUnit, fitted_in, known_units, products_by_sku, units_by_serial
from service_desk.products.rules import Basis, ProductFacts, Tracking, normalise_batch, normalise_serial
from service_desk.products.rules.identity import checked_sku
from service_desk.tickets.actions.load import TicketRow, load_tickets
from service_desk.tickets.rules import SUBJECT
from service_desk.warranty.actions import create_policy, decide_for, publish_version
from service_desk.warranty.actions.load import Sold, load_terms
from service_desk.warranty.queries import pack_for, policies, version_for
from service_desk.warranty.rules import Candidate
from service_desk.warranty.rules.snapshot import PackVersion, PolicyVersion

NOON: Final = time(12)
LONGEST_SERIAL: Final = 64
LONGEST_NAME: Final = 200
LONGEST_WRITTEN: Final = 120
LONGEST_CODE: Final = 60
_SALE: Final = (Basis.INVOICE, Basis.PURCHASE, Basis.DELIVER, Basis.SHIP)


class Prepared(NamedTuple):
    """A row that reads well; `reported_on` where it reports a fault."""

    serial: str
    written: str
    sku: str
    brand: str
    name: str
    product_class: str
    batch: str | None
    country: str | None
    customer: str
    dates: tuple[LoadedDate, ...]
    reported_on: date | None


_Lying = dict[tuple[UUID, str], str]
_ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtext('imports.open'))"


class ItemsLoader:
    """What one run remembers between batches: products it has met, the policy's versions by day."""

    def __init__(self, mapping: ItemsMapping, centre: CentreFacts, by: Actor) -> None:
        self.mapping, self.centre, self.by = mapping, centre, by
        self.reader = Reader(clock.today(centre.zone), mapping.columns, mapping.values)
        self.days = [(Basis(name), column) for name, column in mapping.dates.items()]
        self.says_country = self.reader.says("country")
        self.skus: dict[str, str] = {}
        self.forget()

    def forget(self) -> None:
        """What was made in a batch that was undone is not there any more."""
        self.products: dict[str, ProductFacts] = {}
        self.versions: dict[date, PolicyVersion] = {}
        self.packs: dict[tuple[str | None, date], PackVersion | None] = {}
        self.candidates: dict[tuple[LoadedDate, ...], tuple[Candidate, ...]] = {}

    async def open(self) -> None:
        """Make what the mapping promises: periods from its day on, and its policy. Of two imports at once one makes them."""
        if self.mapping.from_stock:
            self.by.require("parts.issue", self.centre.id)
        async with atomic():
            await execute(_ONE_AT_A_TIME)
            await self._make()

    async def _make(self) -> None:
        if self.mapping.open_periods_from is not None:
            years = {period.starts_on.year for period in await periods()}
            for year in range(self.mapping.open_periods_from.year, clock.today(self.centre.zone).year + 1):
                if year not in years:
                    await open_period(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=self.by)
        default = self.mapping.policy
        if (
            default is None
            or default.terms is None
            or code_form(default.code) in {code_form(each.code) for each in await policies()}
        ):
            return
        policy_id = await create_policy(code=default.code, name=default.name or {"en": default.code}, by=self.by)
        await publish_version(policy_id=policy_id, terms=default.terms, valid_from=default.valid_from, by=self.by)

    def prepare(self, line: Line) -> Prepared:
        reader, row = self.reader, line.row
        written = reader.name(row, "serial", LONGEST_WRITTEN)
        return Prepared(
            _serial(written, reader.column("serial")),
            written,
            self._sku(line),
            reader.line(row, "brand", LONGEST_CODE),
            reader.line(row, "name", LONGEST_NAME),
            reader.line(row, "product_class", LONGEST_CODE) or self.mapping.product_class,
            self._batch(line),
            self._country(line) if self.says_country else self.mapping.country,
            reader.perhaps(row, "customer", LONGEST_WRITTEN),
            tuple(LoadedDate(basis, day) for basis, column in self.days if (day := reader.day(row, column))),
            self._reported_on(line),
        )

    def _sku(self, line: Line) -> str:
        """A file names few products in many rows: each spelling is checked once."""
        value = line.row.get(self.mapping.columns.get("sku", ""))
        if isinstance(value, str) and (known := self.skus.get(value)) is not None:
            return known
        sku = self.reader.name(line.row, "sku", LONGEST_CODE)
        try:
            sku = checked_sku(sku)
        except DeskError as reason:
            raise BadCell(self.reader.column("sku"), reason) from None
        if isinstance(value, str):
            self.skus[value] = sku
        return sku

    def _batch(self, line: Line) -> str | None:
        written = self.reader.perhaps(line.row, "batch", LONGEST_SERIAL)
        return normalise_batch(written) if written else None

    def _country(self, line: Line) -> str | None:
        written = self.reader.line(line.row, "country", LONGEST_CODE)
        if not written:
            return self.mapping.country
        try:
            return checked_country(written.upper() if len(written) == 2 else written)
        except DeskError as reason:
            raise BadCell(self.reader.column("country"), reason) from None

    def _reported_on(self, line: Line) -> date | None:
        reports = self.mapping.reports
        if reports is None or self.reader.raw(line.row, reports.column) not in reports.values:
            return None
        day = self.reader.day(line.row, reports.reported_on)
        if day is None:
            raise BadCell(reports.reported_on.column, EmptyCell())
        return day

    def shown(self, row: Prepared) -> dict[str, str]:
        told = {
            "serial": row.serial, "sku": row.sku, "brand": row.brand, "name": row.name, "batch": row.batch or "",
            "product_class": row.product_class, "country": row.country or "", "customer": row.customer,
        } | {str(each.basis): each.on_date.isoformat() for each in row.dates}  # fmt: skip
        if row.reported_on:
            told["reported_on"] = row.reported_on.isoformat()
        return {field: text for field, text in told.items() if text}

    async def load(self, rows: Sequence[Prepared]) -> Outcome:
        outcome = Outcome()
        owners = await self._owners(rows)
        await self._meet_products([row for row in rows if not row.customer or row.customer in owners], outcome)
        at, items = self._rows(rows, owners, outcome)
        things = [(item.product_id, item.serial or "") for item in items]
        lying, inside = await places_of_serials(things), await fitted_in(things)
        if inside or (lying and not self.mapping.from_stock):
            at, items = await self._one_place(at, items, rows, lying, inside, outcome)
        if not items:
            return outcome
        kept = [rows[index] for index in at]
        loaded = await load_items(items, by=self.by)
        outcome.loaded = loaded.new
        if lying:
            await self._sell(items, loaded, lying, outcome)
        outcome.made["item"] = [key for key, added in zip(loaded.ids, loaded.added, strict=True) if added]
        await self._freeze(kept, items, loaded)
        await self._compare(at, items, loaded, outcome)
        await self._report(kept, items, loaded, outcome)
        return outcome

    async def _meet_products(self, rows: Sequence[Prepared], outcome: Outcome) -> None:
        """Products by their SKU; those that nobody knows are made, tracked by serial, unless the mapping refuses them."""
        unmet = {row.sku: row for row in reversed(rows) if row.sku not in self.products}
        if not unmet:
            return
        self.products |= await products_by_sku(list(unmet))
        if self.mapping.new_models is NewOnes.REFUSE:
            return
        missing = {sku.lower(): row for sku, row in unmet.items() if sku not in self.products}
        for row in reversed(missing.values()):
            made = await create_product(
                sku=row.sku, name={self.centre.language: row.name or row.sku}, brand=row.brand,
                product_class=row.product_class, by=self.by,
            )  # fmt: skip
            outcome.made.setdefault("product", []).append(made)
            outcome.models.append(row.sku)
        if missing:
            self.products |= await products_by_sku(list(unmet))

    async def _owners(self, rows: Sequence[Prepared]) -> dict[str, UUID]:
        refs = {row.customer for row in rows if row.customer}
        if not refs:
            return {}
        keys = {ref: customer_id(ref) for ref in refs}
        known = await known_parties(list(keys.values()))
        return {ref: known[key].id for ref, key in keys.items() if key in known}

    def _rows(
        self, rows: Sequence[Prepared], owners: dict[str, UUID], outcome: Outcome
    ) -> tuple[list[int], list[ItemRow]]:
        """The rows that can be loaded, by their index; the others are refused."""
        at: list[int] = []
        items: list[ItemRow] = []
        for index, row in enumerate(rows):
            if row.customer and row.customer not in owners:
                reason = UnknownCustomerRef(value=row.customer)
                outcome.refused.append((index, self.reader.column("customer"), reason))
                continue
            product = self.products.get(row.sku)
            if product is None:
                outcome.refused.append((index, self.reader.column("sku"), UnknownModel(sku=row.sku)))
                continue
            serial = row.serial
            if product.serial_mask or product.tracking != Tracking.SERIAL:
                try:
                    serial = self._by(product, row)
                except DeskError as reason:
                    outcome.refused.append((index, self.reader.column("serial"), reason))
                    continue
            at.append(index)
            items.append(
                ItemRow(
                    product.id, serial, row.written if row.written != serial else None, row.batch,
                    owner_id=owners[row.customer] if row.customer else None,
                    owner_since=max((each.on_date for each in row.dates), default=None),
                    country_of_sale=row.country, dates=row.dates,
                )
            )  # fmt: skip
        return at, items

    async def _one_place(
        self, at: list[int], items: list[ItemRow], rows: Sequence[Prepared], lying: _Lying, inside: _Lying,
        outcome: Outcome,
    ) -> tuple[list[int], list[ItemRow]]:  # fmt: skip
        """Without new units that lie in our own stock or sit in another unit, which are refused as at the counter."""
        lying = {} if self.mapping.from_stock else lying
        there = await units_by_serial([serial for _, serial in (*lying, *inside)])
        kept: list[tuple[int, ItemRow]] = []
        for index, item in zip(at, items, strict=True):
            sku, serial = self.products[rows[index].sku].sku, item.serial or ""
            place, unit = lying.get((item.product_id, serial)), inside.get((item.product_id, serial))
            reason: DeskError | None = None
            if sku in {known for _, known in there.get(serial, ())}:
                pass
            elif place is not None:
                reason = LiesInOwnStock(sku=sku, serial=serial, place=place)
            elif unit is not None:
                reason = SerialInUse(part=sku, serial=serial, unit=unit)
            if reason is None:
                kept.append((index, item))
            else:
                outcome.refused.append((index, self.reader.column("serial"), reason))
        return [index for index, _ in kept], [item for _, item in kept]

    async def _sell(self, items: Sequence[ItemRow], loaded: Loaded, lying: _Lying, outcome: Outcome) -> None:
        """New units that lie in our own stock leave it."""
        sold: list[UUID] = []
        for item, key, added in zip(items, loaded.ids, loaded.added, strict=True):
            if added and (item.product_id, item.serial or "") in lying:
                await sell_from_stock(item.product_id, item.serial or "", key, True, self.by)
                sold.append(key)
        outcome.made["sale"] = list((await sales_of_units(sold)).values())

    def _by(self, product: ProductFacts, row: Prepared) -> str:
        if product.tracking != Tracking.SERIAL:
            raise NotBySerial(sku=product.sku)
        return normalise_serial(row.written, product.serial_mask)

    async def _compare(self, at: list[int], items: list[ItemRow], loaded: Loaded, outcome: Outcome) -> None:
        """Units that were there: the same, or with other content, which is listed, or taken where the mapping says so."""
        there = [place for place, added in enumerate(loaded.added) if not added]
        if not there:
            return
        known = await known_units([loaded.ids[place] for place in there])
        for place in there:
            row, key = items[place], loaded.ids[place]
            fields = _differences(row, known[key])
            if not fields:
                outcome.existing += 1
                continue
            outcome.differs.append((at[place], key, fields))
            if self.mapping.on_difference is OnDifference.UPDATE:
                outcome.made.setdefault("item_date", []).extend(await self._take(row, known[key], outcome))
                known |= await known_units([key])

    async def _take(self, row: ItemRow, unit: KnownUnit, outcome: Outcome) -> list[UUID]:
        lies = bool(await places_of_serials([(row.product_id, row.serial or "")]))
        moved = lies and row.owner_id not in {None, unit.owner_id}
        entered = await correct_item(
            unit.id,
            by=self.by,
            batch=row.batch,
            country=row.country_of_sale,
            owner_id=row.owner_id if row.owner_id != unit.owner_id else None,
            dates=[each for each in row.dates if each.on_date not in unit.dates.get(each.basis, ())],
            from_stock=self.mapping.from_stock if moved else None,
        )
        if moved:
            outcome.made.setdefault("sale", []).extend((await sales_of_units([unit.id])).values())
        return entered

    async def _freeze(self, rows: Sequence[Prepared], items: Sequence[ItemRow], loaded: Loaded) -> None:
        if self.mapping.policy is None:
            return
        sold: list[Sold] = []
        for row, item, item_id, added in zip(rows, items, loaded.ids, loaded.added, strict=True):
            if added:
                on = self._sold_on(row.dates)
                product_class = self.products[row.sku].product_class
                version, pack = await self._version(on), await self._pack(item.country_of_sale, on)
                sold.append(Sold(item_id, version, self._candidates(row.dates), pack, product_class))
        await load_terms(sold)

    def _candidates(self, dates: tuple[LoadedDate, ...]) -> tuple[Candidate, ...]:
        """One object per set of dates, so that the snapshot behind it is made once."""
        if (found := self.candidates.get(dates)) is None:
            found = tuple(
                Candidate(Basis(each.basis), each.on_date, each.evidence_kind, "", each.proof_accepted)
                for each in dates
            )
            self.candidates[dates] = found
        return found

    def _sold_on(self, dates: tuple[LoadedDate, ...]) -> date:
        days = {each.basis: each.on_date for each in dates}
        return next((days[basis] for basis in _SALE if basis in days), self.reader.latest)

    async def _version(self, sold_on: date) -> PolicyVersion:
        assert self.mapping.policy is not None
        if (found := self.versions.get(sold_on)) is None:
            found = self.versions[sold_on] = await version_for(self.mapping.policy.code, sold_on)
        return found

    async def _pack(self, country: str | None, sold_on: date) -> PackVersion | None:
        if (country, sold_on) not in self.packs:
            self.packs[country, sold_on] = await pack_for(country, sold_on)
        return self.packs[country, sold_on]

    async def _report(
        self, rows: Sequence[Prepared], items: Sequence[ItemRow], loaded: Loaded, outcome: Outcome
    ) -> None:
        """The faults that rows report, judged as any other fault, as closed tickets; a second run finds them by item."""
        if self.mapping.reports is None:
            return
        zone = clock.zone(self.centre.zone)
        tickets = [
            TicketRow(
                f"item:{item_id}:{row.reported_on}",
                self.mapping.reports.words,
                datetime.combine(row.reported_on, NOON, zone).astimezone(UTC),
                row.reported_on,
                item_id=item_id,
                serial=item.serial or "",
                id=uuid7(),
            )
            for row, item, item_id in zip(rows, items, loaded.ids, strict=True)
            if row.reported_on is not None
        ]
        if not tickets:
            return
        done = await load_tickets(tickets, centre=self.centre, by=self.by, judge=self._judge)
        outcome.made["ticket"] = list(done.new.values())
        outcome.tickets = len(done.new)
        outcome.tickets_there = done.existing

    async def _judge(self, ticket: TicketRow) -> TicketRow:
        assert ticket.id is not None
        decision = await decide_for(
            subject=(SUBJECT, ticket.id),
            centre_id=self.centre.id,
            item_id=ticket.item_id,
            reported_on=ticket.reported_on,
            by=self.by,
        )
        return ticket._replace(verdict=decision.verdict.value, reason=decision.reason.value)


def _differences(row: ItemRow, unit: KnownUnit) -> dict[str, tuple[str, str]]:
    """Field: what is kept, what the file says; what the file leaves out is no difference."""
    fields: dict[str, tuple[str, str]] = {}
    if row.batch and row.batch != unit.batch:
        fields["batch"] = (unit.batch or "", row.batch)
    if row.country_of_sale and row.country_of_sale != unit.country_of_sale:
        fields["country"] = (unit.country_of_sale or "", row.country_of_sale)
    if row.owner_id and row.owner_id != unit.owner_id:
        fields["customer"] = (str(unit.owner_id or ""), str(row.owner_id))
    for each in row.dates:
        days = unit.dates.get(each.basis, [])
        if each.on_date not in days:
            fields[str(each.basis)] = (days[-1].isoformat() if days else "", each.on_date.isoformat())
    return fields


def _serial(written: str, column: str) -> str:
    try:
        serial = normalise_serial(written)
    except DeskError as error:
        raise BadCell(column, error) from None
    if not 0 < len(serial) <= LONGEST_SERIAL:
        raise BadCell(column, LongCell(longest=LONGEST_SERIAL) if serial else EmptyCell())
    return serial
