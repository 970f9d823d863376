"""Which labels there are, who may print them, and in which forms they are given out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from barcodes.commands import Command, command_token
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.i18n import say
from service_desk.foundation.written import Either
from service_desk.scanning.rules.words import COMMANDS, REASONS

MOST_LABELS: Final = 200


class LabelKind(StrEnum):
    """`claim` is the slip of a ticket that the customer takes home; the last two need no ids."""

    ITEM = "item"
    ORDER = "order"
    PART = "part"
    SHELF = "shelf"
    BADGE = "badge"
    CLAIM = "claim"
    COMMANDS = "commands"
    CALIBRATION = "calibration"


class Form(StrEnum):
    SVG = "svg"
    PDF = "pdf"
    PNG = "png"
    ZPL = "zpl"
    ESCPOS = "escpos"


MEDIA: Final[dict[Form, str]] = {
    Form.SVG: "image/svg+xml",
    Form.PDF: "application/pdf",
    Form.PNG: "image/png",
    Form.ZPL: "application/vnd.zebra-zpl",
    Form.ESCPOS: "application/octet-stream",
}
RIGHTS: Final[dict[LabelKind, str]] = {
    LabelKind.ITEM: "items.read",
    LabelKind.PART: "items.read",
    LabelKind.ORDER: "repairs.read",
    LabelKind.CLAIM: "tickets.read",
    LabelKind.SHELF: "parts.read",
    LabelKind.BADGE: "centres.read",
    LabelKind.COMMANDS: "items.read",
    LabelKind.CALIBRATION: "items.read",
}
WITHOUT_IDS: Final = frozenset({LabelKind.COMMANDS, LabelKind.CALIBRATION})
DOTS: Final = {152: 6, 203: 8, 300: 12, 600: 24}
"""Dots a millimetre by the dpi that a printer's maker gives."""


class NothingToPrint(Invalid):
    code = "nothing_to_print"
    message = "Say what to print: give 1 to {most:# id|# ids}."


class UnknownSize(Invalid):
    code = "unknown_size"
    message = "'{value}' is no label size here. Use one of {sizes}."


class UnknownResolution(Invalid):
    code = "unknown_resolution"
    message = "Printers have {known} dpi, not {value}. Look at the printer's plate."


class OneLabelOnly(Invalid):
    code = "one_label_only"
    message = "As {form} one label is given at a time. For several use PDF or ZPL."


class SheetIsPdf(Invalid):
    code = "sheet_is_pdf"
    message = "{size} is a sheet: it is printed as PDF. Choose PDF, or the size of a single label."


class LabelRefused(Conflict):
    code = "label_refused"
    message = "The label of {number} would not read back, so it is not printed: {reason}"


class FontNeeded(Conflict):
    code = "font_needed"
    message = "A text on the label needs a font that this server lacks. Ask an administrator to run `make setup`, or to name a folder of TTF fonts in AFTERCARE_FONTS."


@dataclass(frozen=True, slots=True)
class Drawing:
    """Labels as bytes, ready to be given out or sent to a printer."""

    data: bytes
    media_type: str
    labels: int
    caption: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """How labels shall be drawn. `first`: places of a sheet that are used up already."""

    form: Form = Form.SVG
    size: str | None = None
    dpi: int = 203
    language: str = "en"
    first: int = 0


def command_list(language: str) -> list[tuple[str, str]]:
    """(token, words) of all commands and reasons, for the sheet."""
    commands = [(command_token(Command(name)), say(words, language)) for name, words in COMMANDS.items()]
    return commands + [(command_token(Command.REASON, code), say(words, language)) for code, words in REASONS.items()]


def checked_dpi(dpi: int) -> int:
    if dpi not in DOTS:
        raise UnknownResolution(value=dpi, known=Either(map(str, DOTS)), field="dpi")
    return dpi
