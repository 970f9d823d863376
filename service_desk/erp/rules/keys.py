"""Posting keys: `<company>.<order>.<kind>.<seq>`, the only key a posting has anywhere (ACC-7).

Business Central keeps 35 upper-case characters and Dolibarr refuses a slash, hence the alphabet and the length.
"""

import re
from collections.abc import Mapping
from typing import Final

from service_desk.erp.rules.documents import Kind
from service_desk.foundation.errors import Invalid

LONGEST: Final = 35
LONGEST_BASE: Final = 30  # leaves room for .REV1
CODES: Final[Mapping[Kind, str]] = {
    Kind.RECEIPT: "RCV",
    Kind.ISSUE: "ISS",
    Kind.RETURN: "RET",
    Kind.TRANSFER: "TRF",
    Kind.ADJUSTMENT: "ADJ",
    Kind.JOURNAL: "JRN",
    Kind.INVOICE: "INV",
    Kind.CREDIT_NOTE: "CRN",
}
_PART: Final = re.compile(r"[A-Z0-9_-]+")


class BadPostingKey(Invalid):
    code = "bad_posting_key"
    message = "'{key}' cannot be a posting key: at most {most:# character|# characters}, capitals, digits, hyphens and points."


def posting_key(company: str, order: str, kind: Kind, seq: int) -> str:
    key = f"{company}.{order}.{CODES[kind]}.{seq}".upper()
    if len(key) > LONGEST_BASE or len(key.split(".")) != 4 or not all(map(_PART.fullmatch, key.split("."))):
        raise BadPostingKey(key=key[:60], most=LONGEST_BASE)
    return key


def reversal_key(key: str, count: int = 1) -> str:
    return f"{key}.REV{count}"


def stock_order(centre: str) -> str:
    """Stands for the order number where stock moves without an order."""
    return f"{centre}-STOCK"


def may_carry(order: str) -> bool:
    """Whether a human number can stand in a key as it is."""
    return bool(_PART.fullmatch(order)) and len(order) <= 18
