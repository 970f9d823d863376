"""A mapping file: which column is what, how dates are written, and what holds where the file says nothing."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import msgspec

from service_desk.foundation.errors import Invalid


class BadMapping(Invalid):
    code = "bad_mapping"
    message = "The mapping cannot be used: {why}. The examples in docs/examples show every field."


@dataclass(frozen=True)
class Source:
    """How the file is written. `delimiter` is one character."""

    delimiter: str = ","
    encoding: str = "utf-8"


@dataclass(frozen=True)
class DateColumn:
    """`format` in the signs of strptime; an empty cell means that the date is not known."""

    column: str
    format: str = "%Y-%m-%d"


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


@dataclass(frozen=True)
class ItemsMapping:
    """Sold units. `columns` names the column of: serial, sku, and if there are any brand, name, batch, product_class."""

    kind: Literal["items"]
    columns: dict[Literal["serial", "sku", "brand", "name", "batch", "product_class"], str]
    dates: dict[str, DateColumn]
    source: Source = field(default_factory=Source)
    policy: PolicyDefault | None = None
    reports: Reports | None = None
    product_class: str = ""
    country: str | None = None
    open_periods_from: date | None = None

    @property
    def needed(self) -> set[str]:
        """The columns that the file must have."""
        named = {*self.columns.values(), *(each.column for each in self.dates.values())}
        return named | ({self.reports.column, self.reports.reported_on.column} if self.reports else set())


@dataclass(frozen=True)
class TicketsMapping:
    """Closed tickets of another system. `columns` names the column of: ref, words, and others that search finds."""

    kind: Literal["tickets"]
    columns: dict[Literal["ref", "words"], str]
    reported_on: DateColumn
    search: tuple[str, ...] = ()
    no_words: str = "(no words were kept)"
    source: Source = field(default_factory=Source)
    prefix: str = ""

    @property
    def needed(self) -> set[str]:
        return {*self.columns.values(), self.reported_on.column, *self.search}


Mapping = ItemsMapping | TicketsMapping
_KINDS: dict[str, type[Any]] = {"items": ItemsMapping, "tickets": TicketsMapping}
_REQUIRED = {"items": ("serial", "sku"), "tickets": ("ref", "words")}


def parse_mapping(content: Any, kind: str) -> Mapping:
    """The mapping in `content` (what YAML gave), which must be of `kind`; BadMapping says what is wrong with it."""
    if not isinstance(content, dict):
        raise BadMapping(why="it is not a list of names and values")
    if content.get("kind") != kind:
        raise BadMapping(why=f"its 'kind' is {content.get('kind')!r}, and {kind!r} is what you are importing")
    unknown = set(content) - set(_KINDS[kind].__dataclass_fields__)
    if unknown:
        raise BadMapping(why=f"it has a field that is not known: {', '.join(sorted(map(str, unknown)))}")
    try:
        mapping: Mapping = msgspec.convert(content, _KINDS[kind], strict=False)
    except msgspec.ValidationError as error:
        raise BadMapping(why=str(error)) from None
    missing = [name for name in _REQUIRED[kind] if name not in mapping.columns]
    if missing:
        raise BadMapping(why=f"'columns' does not say which column is the {missing[0]}")
    if len(mapping.source.delimiter) != 1:
        raise BadMapping(why="'delimiter' must be one character")
    return mapping
