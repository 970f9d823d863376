"""What an export takes along, and what an erasure leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

# Kinds of subjects under which other tables point to a customer's things without a foreign key.
KINDS: Final[Mapping[str, str]] = {
    "party": "party",
    "ticket": "ticket",
    "repair_order": "repair",
    "repair_item": "repair_item",
}
# A row that hangs on one of these is the customer's by it, and not by the unit that it is also about: a unit may have
# had other owners.
OWN: Final = frozenset({"party", "ticket", "repair_order", "repair_item", "charge"})
SHARED: Final = frozenset({"service_item"})
# Tables with a path to a customer that are not about them, and why.
NOT_ABOUT_THEM: Final[Mapping[str, str]] = {
    "stock_move": "the company's stock; the parts are on the lines of the order",
    "time_entry": "the working hours of staff; the billed time is on the lines of the order",
    "print_job": "a label that was printed from what is exported already",
    "service_history": "the unit's, whoever had it; the customer's own orders are exported whole",
    "file_chunk": "bytes; the files are handed out beside the export",
}


@dataclass(frozen=True)
class Export:
    """`tables`: table name -> rows, each row column -> value."""

    party_id: UUID
    tables: Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Erasure:
    """What was gone through. `name` is what the customer is called from now on."""

    party_id: UUID
    name: str
    aliases: int
    tickets: int
    orders: int
    messages: int
