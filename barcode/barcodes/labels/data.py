"""What each label shows. Words come in the reader's language; codes are as they shall be scanned."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """A sold unit: `gtin` of 8 to 14 digits or empty, `batch` only where the product is tracked by it."""

    serial: str = ""
    gtin: str = ""
    batch: str = ""
    name: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OrderTag:
    """A repair order's tag, tied to the item. `token`: made by `make_token`."""

    token: str
    number: str
    name: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PartLabel:
    """A spare part in its bag: GTIN where it has one, else its SKU."""

    sku: str
    gtin: str = ""
    batch: str = ""
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """A place in stock. `token`: made by `make_token`."""

    token: str
    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClaimSlip:
    """What the customer takes home. `link`: the address that any phone opens, best a Digital Link."""

    link: str
    number: str
    title: str = ""
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class CommandSheet:
    """A bench without a keyboard: (token, words) of each command, at most 24 a sheet."""

    commands: Sequence[tuple[str, str]]
    title: str = ""


@dataclass(frozen=True, slots=True)
class CalibrationLabel:
    """Both codes that `calibrate` wants; `words` tell the person to scan both."""

    words: str = ""


LabelData = ItemLabel | OrderTag | PartLabel | ShelfLabel | ClaimSlip | CommandSheet | CalibrationLabel
