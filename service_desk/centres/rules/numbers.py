"""Human numbers: `TEH-R-000123`, unique in the company, so that keys and mail subjects can use them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import code_form

_CODE = re.compile(r"[A-Z][A-Z0-9]{1,5}")


class BadCode(Invalid):
    code = "bad_code"
    message = "'{value}' cannot be a code. Use two to six capital letters and digits, a letter first, such as TEH."


class NumberKind(StrEnum):
    TICKET = "T"
    REPAIR = "R"
    INVOICE = "I"
    ESTIMATE = "E"


KINDS = tuple(NumberKind)
WIDTH = 6


@dataclass(frozen=True, slots=True)
class Series:
    """A series and the PostgreSQL sequence behind it, for statements that draw their own number."""

    prefix: str
    width: int
    sequence: str


def human_number(prefix: str, width: int, count: int) -> str:
    """Grows past its width rather than being cut."""
    return f"{prefix}{count:0{width}d}"


def prefix_of(centre_code: str, kind: str) -> str:
    return f"{centre_code}-{kind}-"


def sequence_of(centre_id: UUID, kind: NumberKind) -> str:
    """A name made of hexadecimal digits and one letter, safe to stand in DDL."""
    return f"number_{centre_id.hex}_{kind.value.lower()}"


def checked_code(value: str) -> str:
    code = code_form(value)
    if not _CODE.fullmatch(code):
        raise BadCode(value=value[:20], field="code")
    return code
