"""What a connector answers, and who can mend a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class RejectCode(StrEnum):
    """A closed list; the ERP's own words are kept beside the code and never read by code."""

    UNKNOWN_LOT = "UNKNOWN_LOT"
    LOT_REQUIRED = "LOT_REQUIRED"
    SERIAL_NOT_AT_LOCATION = "SERIAL_NOT_AT_LOCATION"
    INSUFFICIENT_STOCK = "INSUFFICIENT_STOCK"
    QTY_PRECISION = "QTY_PRECISION"
    CUSTOMER_BLOCKED = "CUSTOMER_BLOCKED"
    CREDIT_EXCEEDED = "CREDIT_EXCEEDED"
    UNKNOWN_ITEM = "UNKNOWN_ITEM"
    UNKNOWN_LOCATION = "UNKNOWN_LOCATION"
    UNKNOWN_ACCOUNT = "UNKNOWN_ACCOUNT"
    PERIOD_CLOSED = "PERIOD_CLOSED"
    PERIOD_MISSING = "PERIOD_MISSING"
    PERMISSION = "PERMISSION"
    CONFIG = "CONFIG"
    UNBALANCED = "UNBALANCED"
    DUPLICATE_DIFFERENT = "DUPLICATE_DIFFERENT"
    OTHER = "OTHER"


class Finding(StrEnum):
    """A difference found by reading back; the posting stays `applied` until a person decides."""

    DATE_MOVED = "DATE_MOVED"
    TAX_MISMATCH = "TAX_MISMATCH"
    TOTAL_MISMATCH = "TOTAL_MISMATCH"
    LINES_MISMATCH = "LINES_MISMATCH"
    DUPLICATE = "DUPLICATE"
    MISSING = "MISSING"
    DRAFT = "DRAFT"


_BY: Final = {
    "desk": "UNKNOWN_LOT LOT_REQUIRED SERIAL_NOT_AT_LOCATION INSUFFICIENT_STOCK QTY_PRECISION CUSTOMER_BLOCKED CREDIT_EXCEEDED",
    "mapping": "UNKNOWN_ITEM UNKNOWN_LOCATION UNKNOWN_ACCOUNT",
    "erp": "PERIOD_CLOSED PERIOD_MISSING PERMISSION CONFIG",
    "nobody": "UNBALANCED DUPLICATE_DIFFERENT OTHER",
}
FIXABLE_BY: Final[Mapping[RejectCode, str]] = MappingProxyType(
    {RejectCode(code): who for who, codes in _BY.items() for code in codes.split()}
)
# What may be over as soon as an earlier receipt of the same part is posted.
SHORTAGE: Final = frozenset({RejectCode.INSUFFICIENT_STOCK, RejectCode.SERIAL_NOT_AT_LOCATION, RejectCode.UNKNOWN_LOT})
PERIOD: Final = frozenset({RejectCode.PERIOD_CLOSED, RejectCode.PERIOD_MISSING})


@dataclass(frozen=True, slots=True)
class Applied:
    """In the ERP, now or (`was_existing`) from an earlier attempt. `cost` is what the stock moved was worth there."""

    erp_ref: str
    erp_number: str
    posted_on: date
    cost: Decimal = Decimal(0)
    was_existing: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Certainly nothing posted; something must be changed first."""

    code: RejectCode
    message: str
    field: str = ""

    @property
    def fixable_by(self) -> str:
        return FIXABLE_BY[self.code]


@dataclass(frozen=True, slots=True)
class Retry:
    """Certainly nothing posted; the same may go again later. `down`: the ERP itself is away, so no attempt is counted."""

    detail: str
    after: timedelta | None = None
    down: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A time-out, a lost connection, an answer nobody can read: it may be posted, so it is looked up, never sent again."""

    detail: str


Outcome = Applied | Rejected | Retry | Unknown
