"""Labels in Zebra's language: codes drawn by the printer itself, texts beyond ASCII as bitmaps."""

import re
from typing import Final

from PIL import Image

from barcodes.gs1.table import GS
from barcodes.labels.model import Label, Rule, Symbol, Text
from barcodes.labels.raster import symbol_dots, text_dots
from barcodes.symbols.spec import Symbology

_DIGITS: Final = re.compile(r"(?:\d{2}){2,}")


def label_zpl(label: Label, dpmm: int) -> str:
    """One label, `^XA` to `^XZ`. Raises FontMissing."""
    parts = [f"^XA^PW{round(label.width * dpmm)}^LL{round(label.height * dpmm)}^LH0,0"]
    for element in label.elements:
        if isinstance(element, Symbol):
            parts.append(_symbol(element, dpmm))
        elif isinstance(element, Rule):
            parts.append(_rule(element, dpmm))
        elif element.text:
            parts.append(_text(element, dpmm))
    return "\n".join([*parts, "^XZ\n"])


def _rule(rule: Rule, dpmm: int) -> str:
    width, height = max(1, round(rule.width * dpmm)), max(1, round(rule.height * dpmm))
    return f"^FO{round(rule.x * dpmm)},{round(rule.y * dpmm)}^GB{width},{height},{min(width, height)}^FS"


def _text(text: Text, dpmm: int) -> str:
    """As a bitmap: the fonts in printers know no Persian, and differ from one another."""
    (x, y), grey = text_dots(text, dpmm)
    return f"^FO{x},{y}{_bitmap(grey)}"


def _bitmap(grey: Image.Image) -> str:
    ink = grey.point(lambda value: 255 if value < 128 else 0).convert("1", dither=Image.Dither.NONE)
    data = ink.tobytes()
    return f"^GFA,{len(data)},{len(data)},{(ink.width + 7) // 8},{data.hex().upper()}^FS"


def _symbol(symbol: Symbol, dpmm: int) -> str:
    x, y, dots = round(symbol.x * dpmm), round(symbol.y * dpmm), symbol.dots(dpmm)
    native = _native(symbol, dots, round(symbol.height * dpmm))
    return f"^FO{x},{y}{native or _bitmap(symbol_dots(symbol, dpmm))}"


def _native(symbol: Symbol, dots: int, tall: int) -> str:
    """The printer's own command, or nothing where it would draw another size than planned."""
    content = symbol.matrix.content
    match symbol.matrix.symbology:
        case Symbology.CODE128 | Symbology.GS1_128:
            first = ">8" if symbol.matrix.symbology is Symbology.GS1_128 else ""
            data = _code128(content, symbol.matrix.width, first)
            return f"^BY{dots}^BCN,{tall},N,N,N^FH_^FD{_hexed(data, '_')}^FS" if data else ""
        case Symbology.EAN13:
            return f"^BY{dots}^BEN,{tall},N,N^FD{content}^FS"
        case Symbology.DATAMATRIX if content.isascii() and content.isprintable():  # printers differ beyond ASCII
            escape = _unused(content)
            return f"^BXN,{dots},200,,,,{escape}^FH\\^FD{_hexed(content, chr(92))}^FS"
        case Symbology.GS1_DATAMATRIX:
            escape = _unused(content)
            return f"^BXN,{dots},200,,,,{escape}^FH\\^FD{_hexed(escape + '1' + content.replace(GS, escape + '1'), chr(92))}^FS"
        case _:
            return ""


def _unused(content: str) -> str:
    return next(c for c in "_|`{}@$#" if c not in content)


def _hexed(text: str, indicator: str) -> str:
    """`^` and `~` begin commands, the indicator itself a hexadecimal: all three are written as one."""
    return "".join(f"{indicator}{ord(c):02X}" if c in {"^", "~", indicator} else c for c in text)


def _code128(content: str, wide: int, first: str = "") -> str:
    """Subset B from the start (`>:`), or digits in C (`>;`) and the rest in B (`>6`); `>8` is FNC1, `>0` the sign `>`.

    Nothing where neither is as wide as planned: a switch to C in the middle is not drawn alike by all printers.
    """
    digits = _DIGITS.match(content)
    paired = digits.group() if digits else ""
    rest = content[len(paired) :]
    extra = 1 if first else 0
    if _wide(extra + len(content)) == wide:
        return f">:{first}{_signs(content)}"
    if paired and _wide(extra + len(paired) // 2 + (1 if rest else 0) + len(rest)) == wide:
        return f">;{first}{paired}{f'>6{_signs(rest)}' if rest else ''}"
    return ""


def _signs(content: str) -> str:
    return content.replace(">", ">0").replace(GS, ">8")


def _wide(characters: int) -> int:
    """Modules of a Code 128 with start, check character and stop."""
    return 11 * (characters + 2) + 13
