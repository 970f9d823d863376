"""Import further dates of units that are there: a better date is added, none is overwritten, and verdicts follow."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from service_desk.centres.rules import CentreFacts
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.errors import DeskError
from service_desk.imports.reading import Line
from service_desk.imports.rules import BadCell, DatesMapping, Outcome, Reader
from service_desk.imports.rules.reasons import EmptyCell, SeveralUnits, UnknownUnit
from service_desk.products.actions.items import NewDate, enter_date
from service_desk.products.queries import known_units, units_by_serial
from service_desk.products.rules import Basis, serial_forms


class PreparedDates(NamedTuple):
    serial: str
    forms: tuple[str, ...]
    sku: str
    dates: tuple[tuple[Basis, date], ...]


class DatesLoader:
    """A row is loaded where it tells a date that the unit does not have yet."""

    def __init__(self, mapping: DatesMapping, centre: CentreFacts, by: Actor) -> None:
        self.mapping, self.centre, self.by = mapping, centre, by
        self.reader = Reader(clock.today(centre.zone), mapping.columns, mapping.values)
        self.days = [(Basis(name), column) for name, column in mapping.dates.items()]

    async def open(self) -> None:
        self.by.require("items.write")

    def forget(self) -> None:
        """Nothing is remembered."""

    def prepare(self, line: Line) -> PreparedDates:
        written = self.reader.name(line.row, "serial", 120)
        try:
            forms = tuple(serial_forms(written))
        except DeskError as reason:
            raise BadCell(self.reader.column("serial"), reason) from None
        dates = tuple((basis, day) for basis, column in self.days if (day := self.reader.day(line.row, column)))
        if not dates:
            raise BadCell(self.days[0][1].column, EmptyCell())
        return PreparedDates(written, forms, self.reader.perhaps(line.row, "sku", 60), dates)

    def shown(self, row: PreparedDates) -> dict[str, str]:
        told = {"serial": row.serial, "sku": row.sku} | {str(basis): day.isoformat() for basis, day in row.dates}
        return {field: text for field, text in told.items() if text}

    async def load(self, rows: Sequence[PreparedDates]) -> Outcome:
        outcome = Outcome()
        made = outcome.made.setdefault("item_date", [])
        found = await units_by_serial([form for row in rows for form in row.forms])
        units = [
            [key for form in row.forms for key, sku in found.get(form, ()) if row.sku in {"", sku}] for row in rows
        ]
        known = await known_units([keys[0] for keys in units if len(keys) == 1])
        for at, (row, keys) in enumerate(zip(rows, units, strict=True)):
            if len(keys) != 1:
                reason = SeveralUnits(serial=row.serial) if keys else UnknownUnit(serial=row.serial)
                outcome.refused.append((at, self.reader.column("serial"), reason))
                continue
            have = known[keys[0]].dates
            new = [(basis, day) for basis, day in row.dates if day not in have.get(basis, ())]
            for basis, day in new:
                made.append(await enter_date(keys[0], NewDate(basis, day), self.by))
                have.setdefault(basis, []).append(day)
            if new:
                outcome.loaded += 1
            else:
                outcome.existing += 1
        return outcome
