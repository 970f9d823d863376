"""Labels as SVG, in millimetres."""

from typing import Final
from xml.sax.saxutils import escape

from barcodes.labels.model import Element, Label, Rule, Symbol
from barcodes.labels.raster import em_width
from barcodes.symbols.svg import path

_FONTS: Final = "Vazirmatn, Noto Sans, sans-serif"
_ANCHORS: Final = {0.0: "start", 0.5: "middle", 1.0: "end"}


def label_svg(label: Label) -> str:
    """One SVG of the label's size; texts are left to the reader's own fonts, Vazirmatn first."""
    inside = "".join(_element(each) for each in label.elements)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{label.width:g}mm" height="{label.height:g}mm" '
        f'viewBox="0 0 {label.width:g} {label.height:g}"><rect width="100%" height="100%" fill="#fff"/>{inside}</svg>'
    )


def _element(element: Element) -> str:
    if isinstance(element, Symbol):
        tall = max(1, round(element.height / element.module)) if element.matrix.linear else 1
        return (
            f'<path transform="translate({element.x:g} {element.y:g}) scale({element.module:g})" '
            f'shape-rendering="crispEdges" d="{path(element.matrix, tall)}"/>'
        )
    if isinstance(element, Rule):
        return f'<rect x="{element.x:g}" y="{element.y:g}" width="{element.width:g}" height="{element.height:g}"/>'
    x = element.x + element.width * element.anchor
    start = 1 - element.anchor if element.rtl else element.anchor  # in a right-to-left text `start` is the right
    wide = em_width(element.text, element.bold) * element.size * 0.78
    # Another font may be wider: what nearly fills its box is held to the width that was planned.
    held = f' textLength="{wide:.2f}" lengthAdjust="spacingAndGlyphs"' if wide > element.width * 0.85 else ""
    style = (' font-weight="bold"' if element.bold else "") + (' direction="rtl"' if element.rtl else "")
    return (
        f'<text x="{x:g}" y="{element.y + element.size * 0.76:g}" font-family="{_FONTS}" '
        f'font-size="{element.size * 0.78:g}"{style} text-anchor="{_ANCHORS[start]}"{held}>{escape(element.text)}</text>'
    )
