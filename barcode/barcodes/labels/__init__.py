"""Labels that read back: plans in millimetres for SVG, PDF, PNG, ZPL and ESC/POS."""

from barcodes.labels.data import (
    CalibrationLabel,
    ClaimSlip,
    CommandSheet,
    ItemLabel,
    LabelData,
    OrderTag,
    PartLabel,
    ShelfLabel,
)
from barcodes.labels.model import STOCKS, Label, Stock
from barcodes.labels.render import Template, render_label
from barcodes.labels.verify import Finding, Unreadable, verify
from barcodes.problems import EncodeError, FontMissing

__all__ = [
    "STOCKS",
    "CalibrationLabel",
    "ClaimSlip",
    "CommandSheet",
    "EncodeError",
    "Finding",
    "FontMissing",
    "ItemLabel",
    "Label",
    "LabelData",
    "OrderTag",
    "PartLabel",
    "ShelfLabel",
    "Stock",
    "Template",
    "Unreadable",
    "render_label",
    "verify",
]
