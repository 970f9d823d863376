"""A mapping to start from: what a file's header and dates most likely mean, and what a person must still say."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from service_desk.foundation.days.written import FORMS, CalendarSystem, Form, possible, share, two_digit_years
from service_desk.foundation.written import Phrase
from service_desk.imports.reading.detecting import look_at
from service_desk.imports.reading.table import Table, opened
from service_desk.imports.rules import DateColumn, Kind, Source
from service_desk.imports.rules.fitting import ambiguous
from service_desk.imports.rules.guessing import guessed_columns
from service_desk.imports.rules.mapping import KINDS


@dataclass
class Guess:
    """`mapping` as a mapping file says it; `open` what nobody can guess: fields without a column, dates of two
    meanings; `unused`: columns that nothing is taken from."""

    kind: Kind
    table: Table
    mapping: dict[str, Any]
    rows: int
    open: list[Phrase] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def guess(path: Path, kind: Kind | None, latest: date, source: Source | None = None) -> Guess:
    """Raises what makes a file unreadable."""
    given = source or Source()
    table = opened(path, given)
    kind = kind or _kind(table.header)
    columns, dates, unused = guessed_columns(table.header, kind)
    look = look_at(table, set(dates.values()))
    doubts: list[Phrase] = []
    told = {name: _day(column, look.days[column], latest, doubts) for name, column in dates.items()}
    mapping: dict[str, Any] = {"kind": kind.value}
    told_of_file = {
        "delimiter": table.delimiter, "encoding": table.encoding, "skip": table.skip,
        "sheet": table.sheet.name if table.sheet is not None and (given.sheet or table.sheet.others) else None,
    }  # fmt: skip
    if written := {key: value for key, value in told_of_file.items() if value}:
        mapping["source"] = written
    mapping["columns"] = columns
    if kind is Kind.TICKETS and "reported_on" in told:
        mapping["reported_on"] = told["reported_on"]
    elif told:
        mapping["dates"] = told
    missing = [name for name in KINDS[kind].REQUIRED if name not in columns]
    missing += ["reported_on"] if kind is Kind.TICKETS and not told else []
    missing += ["dates"] if kind is Kind.DATES and not told else []
    open_ = [Phrase("which column is '{name}'", name=name) for name in missing] + doubts
    return Guess(kind, table, mapping, look.rows, open_, unused)


def _kind(header: list[str]) -> Kind:
    """By what the columns say; sold units where nothing else is clear."""
    found = {kind: guessed_columns(header, kind) for kind in Kind}
    if {"ref", "words"} <= found[Kind.TICKETS][0].keys():
        return Kind.TICKETS
    if {"sku", "quantity"} <= found[Kind.PARTS][0].keys():
        return Kind.PARTS
    items, days, _ = found[Kind.ITEMS]
    if "serial" in items:
        return Kind.ITEMS if "sku" in items or not days else Kind.DATES
    people = found[Kind.CUSTOMERS][0].keys()
    if "name" in people and people & {"phone", "mobile", "email", "street", "city"}:
        return Kind.CUSTOMERS
    return Kind.ITEMS


def _day(column: str, values: Any, latest: date, doubts: list[Phrase]) -> dict[str, Any]:
    told: dict[str, Any] = {"column": column}
    if not values:
        return told | {"format": "%Y-%m-%d"}
    forms = possible(values, latest)
    if not forms:
        if two_digit_years(values):
            doubts.append(
                Phrase(
                    "which century the years of two digits in '{column}' belong to, and how its dates are written",
                    column=column,
                )
            )
            return told
        best = max(_most(), key=lambda form: share(values, (form,), latest))
        doubts.append(
            Phrase(
                "how the dates in '{column}' are written: {best} fits most of them, not all",
                column=column,
                best=str(best),
            )
        )
        return told | _said(best)
    if other := ambiguous(DateColumn(column, forms[0].pattern, forms[0].calendar), values, latest):
        doubts.append(
            Phrase(
                "whether the dates in '{column}' are {one} or {other}: both fit all of them",
                column=column,
                one=str(forms[0]),
                other=str(other),
            )
        )
    return told | _said(forms[0])


def _most() -> list[Form]:
    return [Form(pattern, calendar) for pattern in FORMS if "%y" not in pattern for calendar in CalendarSystem]


def _said(form: Form) -> dict[str, Any]:
    told: dict[str, Any] = {"format": form.pattern}
    return told | ({"calendar": form.calendar.value} if form.calendar is not CalendarSystem.GREGORIAN else {})
