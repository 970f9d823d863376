"""Imports: what a mapping may say, and how the cells of a row become values or a reason why not."""

from service_desk.imports.rules.cells import BadCell, Reader
from service_desk.imports.rules.mapping import (
    BadMapping,
    DateColumn,
    ItemsMapping,
    Mapping,
    PolicyDefault,
    Reports,
    Source,
    TicketsMapping,
    parse_mapping,
)
from service_desk.imports.rules.tally import ImportFinished, Refused, Tally

__all__ = [
    "BadCell",
    "BadMapping",
    "DateColumn",
    "ImportFinished",
    "ItemsMapping",
    "Mapping",
    "PolicyDefault",
    "Reader",
    "Refused",
    "Reports",
    "Source",
    "Tally",
    "TicketsMapping",
    "parse_mapping",
]
