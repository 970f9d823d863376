"""Import sold units: product, dates, frozen terms; rows that report a fault become closed tickets with their verdict."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.centres.actions import open_period
from service_desk.centres.queries import centre as centre_facts
from service_desk.centres.queries import periods
from service_desk.centres.rules import CentreFacts
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.foundation.ids import uuid7
from service_desk.imports.actions.runs import Progress, Run
from service_desk.imports.reading import Line
from service_desk.imports.rules import BadCell, ItemsMapping, Reader, Tally
from service_desk.products.actions import create_product
from service_desk.products.actions.load import ItemRow, Loaded, LoadedDate, load_items
from service_desk.products.queries import product_ids
from service_desk.products.rules import Basis, normalise_serial
from service_desk.products.rules.kinds import checked_basis
from service_desk.tickets.actions.load import TicketRow, load_tickets
from service_desk.tickets.rules import SUBJECT
from service_desk.warranty.actions import create_policy, decide_for, publish_version
from service_desk.warranty.actions.load import Sold, load_terms
from service_desk.warranty.queries import policies, version_for
from service_desk.warranty.rules import Candidate
from service_desk.warranty.rules.snapshot import PolicyVersion

NOON: Final = time(12)
LONGEST_SERIAL: Final = 64
_SALE: Final = (Basis.INVOICE, Basis.PURCHASE, Basis.DELIVER, Basis.SHIP)


class Prepared(NamedTuple):
    """A row that reads well; `reported_on` where it reports a fault."""

    serial: str
    written: str | None
    sku: str
    brand: str
    name: str
    product_class: str
    batch: str | None
    dates: tuple[LoadedDate, ...]
    reported_on: date | None


async def import_items(
    *, path: Path, mapping: ItemsMapping, centre_id: UUID, errors: Path, by: Actor, progress: Progress = lambda _: None
) -> Tally:
    """Every row of the file becomes an item, is refused with a reason, or was there already."""
    centre = await centre_facts(centre_id)
    run = Run[Prepared](path=path, mapping=mapping, errors=errors, centre_id=centre_id, by=by)
    await run.begin()
    loader = _Loader(mapping, centre, by)
    await loader.open()
    return await run.all(loader.prepare, loader.load, progress)


class _Loader:
    """What one run remembers between batches: products it has met, the policy's versions by day."""

    def __init__(self, mapping: ItemsMapping, centre: CentreFacts, by: Actor) -> None:
        self.mapping, self.centre, self.by = mapping, centre, by
        self.reader = Reader(clock.today(centre.zone))
        self.bases = {checked_basis(name): column for name, column in mapping.dates.items()}
        self.products: dict[str, UUID] = {}
        self.versions: dict[date, PolicyVersion] = {}
        self.candidates: dict[tuple[LoadedDate, ...], tuple[Candidate, ...]] = {}

    async def open(self) -> None:
        """Make what the mapping promises: periods from its day on, and its policy."""
        if self.mapping.open_periods_from is not None:
            known = {(period.starts_on.year, period.starts_on) for period in await periods()}
            years = {year for year, _ in known}
            for year in range(self.mapping.open_periods_from.year, clock.today(self.centre.zone).year + 1):
                if year not in years:
                    await open_period(starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), by=self.by)
        default = self.mapping.policy
        if default is None or default.terms is None or default.code in {each.code for each in await policies()}:
            return
        policy_id = await create_policy(code=default.code, name=default.name or {"en": default.code}, by=self.by)
        await publish_version(policy_id=policy_id, terms=default.terms, valid_from=default.valid_from, by=self.by)

    def prepare(self, line: Line) -> Prepared:
        columns, row, text = self.mapping.columns, line.row, self.reader.text
        written = self.reader.needed(row, columns["serial"])
        serial = _serial(written, columns["serial"])
        dates = tuple(
            LoadedDate(basis, day) for basis, column in self.bases.items() if (day := self.reader.day(row, column))
        )
        return Prepared(
            serial,
            written if written != serial else None,
            self.reader.needed(row, columns["sku"]),
            text(row, columns["brand"]) if "brand" in columns else "",
            text(row, columns["name"]) if "name" in columns else "",
            text(row, columns["product_class"]) if "product_class" in columns else self.mapping.product_class,
            (text(row, columns["batch"]) or None) if "batch" in columns else None,
            dates,
            self._reported_on(line),
        )

    def _reported_on(self, line: Line) -> date | None:
        reports = self.mapping.reports
        if reports is None or self.reader.text(line.row, reports.column) not in reports.values:
            return None
        day = self.reader.day(line.row, reports.reported_on)
        if day is None:
            raise BadCell(reports.reported_on.column, "empty, and a report needs its day")
        return day

    async def load(self, rows: Sequence[Prepared], tally: Tally) -> None:
        await self._meet_products(rows)
        country = self.mapping.country
        loaded = await load_items(
            [
                ItemRow(
                    product_id=self.products[row.sku], serial=row.serial, serial_raw=row.written, batch=row.batch,
                    country_of_sale=country, dates=row.dates,
                )
                for row in rows
            ],
            by=self.by,
        )  # fmt: skip
        tally.loaded += loaded.new
        tally.existing += loaded.existing
        await self._freeze(rows, loaded)
        await self._report(rows, loaded, tally)

    async def _meet_products(self, rows: Sequence[Prepared]) -> None:
        """Products by their SKU; those that nobody knows are made, tracked by serial."""
        unmet = {row.sku: row for row in rows if row.sku not in self.products}
        if not unmet:
            return
        known = await product_ids(list(unmet))
        for sku, row in unmet.items():
            self.products[sku] = known.get(sku) or await create_product(
                sku=sku, name={"en": row.name or sku}, brand=row.brand, product_class=row.product_class, by=self.by
            )

    async def _freeze(self, rows: Sequence[Prepared], loaded: Loaded) -> None:
        if self.mapping.policy is None:
            return
        await load_terms(
            [
                Sold(item_id, await self._version(row), self._candidates(row.dates))
                for row, item_id, added in zip(rows, loaded.ids, loaded.added, strict=True)
                if added
            ]
        )

    def _candidates(self, dates: tuple[LoadedDate, ...]) -> tuple[Candidate, ...]:
        """One object per set of dates, so that the snapshot behind it is made once."""
        if (found := self.candidates.get(dates)) is None:
            found = tuple(
                Candidate(Basis(each.basis), each.on_date, each.evidence_kind, "", each.proof_accepted)
                for each in dates
            )
            self.candidates[dates] = found
        return found

    async def _version(self, row: Prepared) -> PolicyVersion:
        assert self.mapping.policy is not None
        days = {each.basis: each.on_date for each in row.dates}
        sold_on = next((days[basis] for basis in _SALE if basis in days), clock.today(self.centre.zone))
        if (found := self.versions.get(sold_on)) is None:
            found = self.versions[sold_on] = await version_for(self.mapping.policy.code, sold_on)
        return found

    async def _report(self, rows: Sequence[Prepared], loaded: Loaded, tally: Tally) -> None:
        """The faults that rows report, judged as any other fault, as closed tickets; a second run finds them by item."""
        if self.mapping.reports is None:
            return
        zone = clock.zone(self.centre.zone)
        tickets: list[TicketRow] = []
        for row, item_id in zip(rows, loaded.ids, strict=True):
            if row.reported_on is not None:
                at = datetime.combine(row.reported_on, NOON, zone).astimezone(UTC)
                ref = f"item:{item_id}:{row.reported_on}"
                tickets.append(
                    TicketRow(
                        ref,
                        self.mapping.reports.words,
                        at,
                        row.reported_on,
                        item_id=item_id,
                        serial=row.serial,
                        id=uuid7(),
                    )
                )
        if not tickets:
            return
        done = await load_tickets(tickets, centre=self.centre, by=self.by, judge=self._judge)
        tally.tickets += len(done.new)
        tally.tickets_there += done.existing

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


def _serial(written: str, column: str) -> str:
    try:
        serial = normalise_serial(written)
    except DeskError as error:
        raise BadCell(column, str(error)) from None
    if not 0 < len(serial) <= LONGEST_SERIAL:
        raise BadCell(column, f"not a serial of 1 to {LONGEST_SERIAL} characters")
    return serial
