"""A mapping file: which column is what, how dates are written, and what holds where the file says nothing."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Final, Literal, cast

import msgspec

from service_desk.centres.rules.places import NotACountry, NotALanguage, checked_country, checked_language
from service_desk.foundation.days.written import CalendarSystem, Form, checked_form
from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Phrase
from service_desk.products.rules import Basis


class BadMapping(Invalid):
    code = "bad_mapping"
    message = "The mapping cannot be used: {why}. `desk import detect` writes one to begin with."


class Kind(StrEnum):
    """What a file holds."""

    ITEMS = "items"
    TICKETS = "tickets"
    CUSTOMERS = "customers"
    PARTS = "parts"
    DATES = "dates"


class OnDifference(StrEnum):
    """What happens to a record that is there with other content than the file says."""

    KEEP = "keep"
    UPDATE = "update"


class NewOnes(StrEnum):
    """Whether products that nobody knows are made."""

    CREATE = "create"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Source:
    """How the file is written. What is left out is found out: `delimiter` (one character) and `encoding`.

    `header`: false where the first line is data already; columns are then 1, 2, 3 ... `skip`: lines before the header.
    `sheet`: the name or number (from 1) of the sheet of a workbook; the first one without.
    """

    delimiter: str | None = None
    encoding: str | None = None
    header: bool = True
    skip: int = 0
    sheet: str | int | None = None


@dataclass(frozen=True)
class DateColumn:
    """A column of days, or one `value` for all rows.

    `format` in the signs of strptime, one or several that are tried in order; an empty cell means that the date is not
    known. `century` is what a year of two digits is added to: 1400, 2000.
    """

    column: str = ""
    format: str | tuple[str, ...] = "%Y-%m-%d"
    calendar: CalendarSystem = CalendarSystem.GREGORIAN
    century: int | None = None
    value: date | None = None

    @property
    def forms(self) -> tuple[Form, ...]:
        patterns = (self.format,) if isinstance(self.format, str) else self.format
        return tuple(Form(each, self.calendar, self.century) for each in patterns)


@dataclass(frozen=True)
class PolicyDefault:
    """The policy of every row; made on the first import where no policy has this code yet."""

    code: str
    name: dict[str, str] = field(default_factory=dict)
    valid_from: date = date(2000, 1, 1)
    terms: dict[str, Any] | None = None


@dataclass(frozen=True)
class Reports:
    """Rows that also report a fault: those whose `column` holds one of `values`. They become closed tickets."""

    column: str
    values: tuple[str, ...]
    reported_on: DateColumn
    words: str


@dataclass(frozen=True, kw_only=True)
class _Mapping:
    """`values` are fixed: they hold where the file has no column for a field, or its cell is empty.

    `on_difference`: keep what is there and list what differs, or take what the file says. `accept_misfits`: load the
    rest even where many dates do not fit their form.
    """

    FIELDS: ClassVar[tuple[str, ...]]
    REQUIRED: ClassVar[tuple[str, ...]]

    columns: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    on_difference: OnDifference = OnDifference.KEEP
    accept_misfits: bool = False

    @property
    def days(self) -> dict[str, DateColumn]:
        """The columns of days, by what they tell."""
        return {}

    @property
    def needed(self) -> set[str]:
        """The columns that the file must have."""
        return {*self.columns.values(), *(each.column for each in self.days.values() if each.value is None)}


@dataclass(frozen=True, kw_only=True)
class ItemsMapping(_Mapping):
    """Sold units. `customer` is the reference under which the customer was imported.

    `from_stock`: those that lie in our own stock are sold from there and leave it; else such a row is refused.
    """

    FIELDS = ("serial", "sku", "brand", "name", "batch", "product_class", "country", "customer")
    REQUIRED = ("serial", "sku")

    kind: Literal["items"]
    dates: dict[str, DateColumn] = field(default_factory=dict)
    policy: PolicyDefault | None = None
    reports: Reports | None = None
    product_class: str = ""
    country: str | None = None
    open_periods_from: date | None = None
    new_models: NewOnes = NewOnes.CREATE
    from_stock: bool = False

    @property
    def days(self) -> dict[str, DateColumn]:
        return self.dates | ({"reported_on": self.reports.reported_on} if self.reports else {})

    @property
    def needed(self) -> set[str]:
        return super().needed | ({self.reports.column} if self.reports else set())


@dataclass(frozen=True, kw_only=True)
class TicketsMapping(_Mapping):
    """Closed tickets of another system. `search` names columns whose words are found, not shown."""

    FIELDS = ("ref", "words")
    REQUIRED = ("ref", "words")

    kind: Literal["tickets"]
    reported_on: DateColumn
    search: tuple[str, ...] = ()
    no_words: str = "(no words were kept)"
    prefix: str = ""

    @property
    def days(self) -> dict[str, DateColumn]:
        return {"reported_on": self.reported_on}

    @property
    def needed(self) -> set[str]:
        return super().needed | set(self.search)


@dataclass(frozen=True, kw_only=True)
class CustomersMapping(_Mapping):
    """People and companies. `ref` is their number in the other system: a second run and `items` find them by it.

    A cell may hold several phones or addresses of mail, divided by ; or a line break. `roles` hold where a row tells none.
    """

    FIELDS = (
        "ref", "name", "kind", "roles", "language", "phone", "mobile", "whatsapp", "email", "street", "city", "postcode",
        "country",
    )  # fmt: skip
    REQUIRED = ("name",)

    kind: Literal["customers"]
    roles: tuple[str, ...] = ("customer",)


@dataclass(frozen=True, kw_only=True)
class PartsMapping(_Mapping):
    """Parts, and the stock they begin with where a `quantity` is told: it is received and posted as any receipt.

    `sale_price`: net, per unit of measure, for everyone, in `sale_currency` (else `currency`), from the day `price_from` on
    (else today).

    `accept_costs`: take a cost too that is far from what the part costs otherwise.
    """

    FIELDS = (
        "sku", "name", "brand", "product_class", "gtin", "uom", "tracking", "location", "quantity", "unit_cost",
        "currency", "lot", "serial", "sale_price", "sale_currency",
    )  # fmt: skip
    REQUIRED = ("sku",)

    kind: Literal["parts"]
    new_models: NewOnes = NewOnes.CREATE
    accept_costs: bool = False
    price_from: DateColumn | None = None

    @property
    def needed(self) -> set[str]:
        day = self.price_from
        return super().needed | ({day.column} if day is not None and day.value is None else set())


@dataclass(frozen=True, kw_only=True)
class DatesMapping(_Mapping):
    """Further dates of units that are there: found by serial, and by SKU where the file tells it."""

    FIELDS = ("serial", "sku")
    REQUIRED = ("serial",)

    kind: Literal["dates"]
    dates: dict[str, DateColumn]

    @property
    def days(self) -> dict[str, DateColumn]:
        return self.dates


Mapping = ItemsMapping | TicketsMapping | CustomersMapping | PartsMapping | DatesMapping
KINDS: Final[dict[str, type[Any]]] = {
    Kind.ITEMS: ItemsMapping,
    Kind.TICKETS: TicketsMapping,
    Kind.CUSTOMERS: CustomersMapping,
    Kind.PARTS: PartsMapping,
    Kind.DATES: DatesMapping,
}
_OF_DATES: Final = ("calendar", "century", "date_format")


def parse_mapping(content: Any, kind: str) -> Mapping:
    """The mapping in `content` (what YAML gave), which must be of `kind`; BadMapping says what is wrong with it.

    `calendar`, `century` and `date_format` beside the columns hold for every date column that does not say otherwise.
    """
    if not isinstance(content, dict):
        raise BadMapping(why=Phrase("it is not a list of names and values"))
    if content.get("kind") != kind:
        raise BadMapping(
            why=Phrase(
                "its 'kind' is '{given}', and '{wanted}' is what you are importing",
                given=str(content.get("kind"))[:40],
                wanted=str(kind),
            )
        )
    unknown = {str(key) for key in content} - set(KINDS[kind].__dataclass_fields__) - set(_OF_DATES)
    if unknown:
        raise BadMapping(why=Phrase("it has fields that are not known: {names}", names=sorted(unknown)))
    prepared = _prepared(content)
    _check_inner(prepared)
    try:
        mapping = cast("Mapping", msgspec.convert(prepared, KINDS[kind], strict=False))
    except msgspec.ValidationError as error:
        raise BadMapping(why=_said(str(error))) from None
    _check(mapping)
    return mapping


def _check_inner(prepared: dict[str, Any]) -> None:
    """A name that nobody reads is a slip of the pen: left alone, its dates would be read in another form."""
    reports = prepared.get("reports")
    days = prepared.get("dates")
    parts: dict[str, tuple[Any, Any]] = {
        "source": (prepared.get("source"), Source),
        "policy": (prepared.get("policy"), PolicyDefault),
        "reports": (reports, Reports),
        "reported_on": (prepared.get("reported_on"), DateColumn),
        "price_from": (prepared.get("price_from"), DateColumn),
        "reports.reported_on": (reports.get("reported_on") if isinstance(reports, dict) else None, DateColumn),
        **{f"dates.{name}": (day, DateColumn) for name, day in (days.items() if isinstance(days, dict) else ())},
    }
    unknown = [
        f"{place}.{name}"
        for place, (given, shape) in parts.items()
        if isinstance(given, dict)
        for name in sorted(map(str, given.keys() - shape.__dataclass_fields__.keys()))
    ]
    if unknown:
        raise BadMapping(why=Phrase("it has fields that are not known: {names}", names=unknown))


def _said(told: str) -> Phrase:
    """What the library that reads it found, in our words."""
    message, _, place = told.partition(" - at `$")
    named = re.search(r"field `([^`]+)`", message)
    where = ".".join(filter(None, (place.strip("`").lstrip("."), named[1] if named else "")))
    if message.startswith("Object missing"):
        return Phrase("'{name}' is missing", name=where)
    if message.startswith("Object contains unknown"):
        return Phrase("it has fields that are not known: {names}", names=[where])
    return Phrase("'{name}' is not written as it must be", name=where)


def _prepared(content: dict[str, Any]) -> dict[str, Any]:
    """Columns by position as text, fixed values as text, what holds for all dates in each of them."""
    out = {key: value for key, value in content.items() if key not in _OF_DATES}
    for name in ("columns", "values"):
        if isinstance(given := out.get(name), dict):
            out[name] = {str(key): _text(value) for key, value in given.items()}
    out.setdefault("columns", {})
    shared = {"format" if key == "date_format" else key: content[key] for key in _OF_DATES if key in content}

    def dated(given: Any) -> Any:
        if isinstance(given, str | int):
            given = {"column": given}
        if isinstance(given, date):
            given = {"value": given}
        if not isinstance(given, dict):
            return given
        return shared | given | ({"column": _text(given["column"])} if "column" in given else {})

    if isinstance(given := out.get("dates"), dict):
        out["dates"] = {key: dated(value) for key, value in given.items()}
    for name in ("reported_on", "price_from"):
        if name in out:
            out[name] = dated(out[name])
    if isinstance(reports := out.get("reports"), dict):
        out["reports"] = reports | {"reported_on": dated(reports.get("reported_on"))}
    return out


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float | date) and not isinstance(value, bool) else value


def _check_fields(mapping: Mapping) -> None:
    for name in (*mapping.columns, *mapping.values):
        if name not in mapping.FIELDS:
            raise BadMapping(
                why=Phrase("'{name}' is no field here; there are {names}", name=name, names=list(mapping.FIELDS))
            )
    for name in mapping.REQUIRED:
        if name not in mapping.columns and name not in mapping.values:
            raise BadMapping(why=Phrase("'columns' does not say which column is '{name}'", name=name))
    for name, column in mapping.columns.items():
        if not column.strip():
            raise BadMapping(why=Phrase("'columns' does not say which column is '{name}'", name=name))


def _check(mapping: Mapping) -> None:
    _check_fields(mapping)
    if mapping.source.delimiter is not None and len(mapping.source.delimiter) != 1:
        raise BadMapping(why=Phrase("'delimiter' must be one character"))
    if not 0 <= mapping.source.skip <= 1000:
        raise BadMapping(why=Phrase("'skip' is the number of lines before the header, at most {most}", most=1000))
    for name, day in mapping.days.items():
        _check_day(name, day)
    if isinstance(mapping, PartsMapping) and mapping.price_from is not None:
        _check_day("price_from", mapping.price_from)
    bases = getattr(mapping, "dates", {})
    for name in bases:
        if name not in tuple(Basis):
            raise BadMapping(
                why=Phrase(
                    "'{name}' is no date of a unit; there are {names}",
                    name=name,
                    names=[basis.value for basis in Basis],
                )
            )
    if isinstance(mapping, DatesMapping) and not bases:
        raise BadMapping(why=Phrase("'dates' does not name any date"))
    if isinstance(mapping, PartsMapping | DatesMapping) and mapping.on_difference is OnDifference.UPDATE:
        raise BadMapping(
            why=Phrase("'on_difference: update' is for items, tickets and customers; adjust stock by counting it")
        )
    _check_places(mapping)


def _check_day(name: str, day: DateColumn) -> None:
    if not day.column and day.value is None:
        raise BadMapping(why=Phrase("the date '{name}' has no column", name=name))
    for form in day.forms:
        if fault := checked_form(form.pattern):
            raise BadMapping(why=fault)
        if "%y" in form.pattern and form.century is None:
            raise BadMapping(
                why=Phrase(
                    "'{form}' has years of two digits: say 'century: 2000' (or 1400) beside it, nobody can guess it",
                    form=form.pattern,
                )
            )
    if day.century is not None and (day.century % 100 or not 1300 <= day.century <= 2000):
        raise BadMapping(why=Phrase("'century' is what years of two digits are added to, such as 1900, 2000 or 1400"))


def _check_places(mapping: Mapping) -> None:
    country = mapping.values.get("country") or getattr(mapping, "country", None)
    try:
        if country:
            checked_country(country)
        if language := mapping.values.get("language"):
            checked_language(language)
    except (NotACountry, NotALanguage) as fault:
        raise BadMapping(why=fault) from None
