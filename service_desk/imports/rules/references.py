"""The ids of records that other systems name: the same name gives the same id, so that a second run finds them."""

from typing import Final
from uuid import UUID, uuid5

from service_desk.foundation.i18n import fold_letters

_CUSTOMERS: Final = UUID("6f1f7a52-5d1c-4f6b-9a36-0d9a3f2b7c10")
_OPENING: Final = UUID("0b0e8a3c-3c64-4e0f-8a6e-5b8f3f9f1d22")


def customer_id(ref: str) -> UUID:
    """Of the customer who has this number (or, without one, this name and contact) in the other system."""
    return uuid5(_CUSTOMERS, " ".join(fold_letters(ref).split()))


def opening_id(location_id: UUID, sku: str, lot: str, serial: str) -> UUID:
    """Of the stock with which a part begins at a place."""
    return uuid5(_OPENING, f"{location_id}\n{sku}\n{lot}\n{serial}")
