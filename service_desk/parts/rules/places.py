"""Places where parts lie, and the virtual ones that the other end of a move needs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.i18n import code_form
from service_desk.foundation.written import Term

_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,19}")


class LocationKind(StrEnum):
    WAREHOUSE = "warehouse"
    VAN = "van"
    BENCH = "bench"
    SUPPLIER = "supplier"
    CONSUMPTION = "consumption"
    CUSTOMER_OWNED = "customer_owned"
    LOSS = "loss"


REAL: Final = frozenset({LocationKind.WAREHOUSE, LocationKind.VAN, LocationKind.BENCH})
# Every centre has one of each. No balance is kept there: what went through them is the sum of the moves.
VIRTUAL: Final[Mapping[LocationKind, str]] = {
    LocationKind.SUPPLIER: "SUPPLIER",
    LocationKind.CONSUMPTION: "CONSUMPTION",
    LocationKind.CUSTOMER_OWNED: "CUSTOMER",
    LocationKind.LOSS: "LOSS",
}


class BadLocationCode(Invalid):
    code = "bad_location_code"
    message = "'{value}' cannot be a location code. Use up to 20 letters, digits, points or hyphens, such as VAN-1."


class UnknownLocationKind(Invalid):
    code = "unknown_location_kind"
    message = "A location is one of these: {kinds}; not '{value}'."


class RealLocationNeeded(Invalid):
    code = "real_location_needed"
    message = "Parts cannot lie at {location}. Choose a warehouse, van or bench."


class RetiredLocation(Conflict):
    code = "retired_location"
    message = "{location} is no longer used. Choose another location."


@dataclass(frozen=True, slots=True)
class LocationFacts:
    id: UUID
    centre_id: UUID
    code: str
    name: dict[str, str]
    kind: LocationKind
    retired: bool
    version: int = 1

    @property
    def real(self) -> bool:
        return self.kind in REAL


def checked_code(value: str) -> str:
    """In capitals, as it is printed on the shelf."""
    code = code_form(value)
    if not _CODE.fullmatch(code):
        raise BadLocationCode(value=value[:30], field="code")
    return code


def checked_kind(value: str) -> LocationKind:
    """A kind that a person may create; the virtual ones come with the centre."""
    if value not in REAL:
        raise UnknownLocationKind(kinds=Term("warehouse, van or bench"), value=value[:20], field="kind")
    return LocationKind(value)


def checked_real(location: LocationFacts) -> LocationFacts:
    if not location.real:
        raise RealLocationNeeded(location=location.code, field="location_id")
    return location


def checked_open(location: LocationFacts) -> LocationFacts:
    """Where parts may still be put; taking out the last ones of a retired place stays possible."""
    if checked_real(location).retired:
        raise RetiredLocation(location=location.code, field="location_id")
    return location
