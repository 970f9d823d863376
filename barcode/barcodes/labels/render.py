"""From a template and its data to a label whose symbols have been read back."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from barcodes.labels import data as kinds
from barcodes.labels import templates
from barcodes.labels.model import STOCKS, Label, Stock
from barcodes.labels.verify import prove


class Template(StrEnum):
    ITEM = "item"
    ORDER = "order"
    PART = "part"
    SHELF = "shelf"
    CLAIM = "claim"
    COMMANDS = "commands"
    CALIBRATION = "calibration"


_PLANS: Final[dict[Template, tuple[type[Any], Callable[[Any, Stock], Label], str]]] = {
    Template.ITEM: (kinds.ItemLabel, templates.item_label, "50x30"),
    Template.ORDER: (kinds.OrderTag, templates.order_tag, "62x29"),
    Template.PART: (kinds.PartLabel, templates.part_label, "50x30"),
    Template.SHELF: (kinds.ShelfLabel, templates.shelf_label, "62x29"),
    Template.CLAIM: (kinds.ClaimSlip, templates.claim_slip, "receipt"),
    Template.COMMANDS: (kinds.CommandSheet, templates.command_sheet, "a4"),
    Template.CALIBRATION: (kinds.CalibrationLabel, templates.calibration_label, "100x50"),
}


def render_label(template: Template, data: kinds.LabelData, stock: Stock | None = None) -> Label:
    """The label on its stock, or on the template's own when none is given; every symbol in it has been read back.

    Raises EncodeError when the content does not fit the code or the stock, Unreadable when a symbol does not read back,
    TypeError when the data is another template's.
    """
    kind, plan, usual = _PLANS[template]
    if not isinstance(data, kind):
        raise TypeError(f"The template {template} takes {kind.__name__}, not {type(data).__name__}.")
    label = plan(data, stock or STOCKS[usual])
    for symbol in label.symbols:
        prove(symbol.matrix)
    return label
