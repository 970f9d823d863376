"""Rating plates as they are photographed: an EAN in coarse bars, and the serial in a finer Code 128 or Data Matrix beside it."""

from dataclasses import dataclass
from random import Random
from typing import Any, Final

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from barcodes.checks import gs1_check_digit
from barcodes.symbols import Symbology, SymbolSpec, encode
from benchmarks.barcode_values import page

INK: Final = 40
GROUND: Final = 225


@dataclass(frozen=True, slots=True)
class Plate:
    serial: str
    picture: Image.Image


def plate(at: int) -> Plate:
    """The same plate for the same number: fine bars of 1.3 to 3 pixels, tilted, blurred, with the sensor's noise."""
    dice = Random(at)
    serial = f"SN{dice.randrange(10**9):09}{dice.choice('ABCDEFGH')}"
    digits = f"40{dice.randrange(10**10):010}"
    coarse, fine = dice.choice((4, 5, 6)), dice.choice((1.3, 1.6, 2.0, 2.5, 3.0))
    kind = Symbology.DATAMATRIX if at % 3 == 0 else Symbology.CODE128
    ground = Image.new("L", (dice.choice((1500, 2200, 3200)), dice.choice((1000, 1600, 2000))), GROUND)
    draw = ImageDraw.Draw(ground)
    draw.rectangle((30, 30, ground.width - 30, ground.height - 30), outline=INK, width=4)
    _paste(ground, page(encode(SymbolSpec(Symbology.EAN13, digits + gs1_check_digit(digits))), coarse), 1.0, (90, 90))
    _paste(ground, page(encode(SymbolSpec(kind, serial)), 4), fine / 4, (120, ground.height // 2 + dice.randrange(60)))
    draw.text((100, ground.height - 90), f"MODEL TX-{at}   230 V  50 Hz   S/N {serial}", fill=INK)
    seen = ground.rotate(dice.uniform(-4, 4), fillcolor=GROUND, resample=Image.Resampling.BICUBIC)
    seen = seen.filter(ImageFilter.GaussianBlur(dice.choice((0, 0.5, 0.8))))
    return Plate(serial, Image.blend(seen, Image.effect_noise(seen.size, 30), 0.08))


def _paste(ground: Image.Image, symbol: Image.Image, factor: float, at: tuple[int, int]) -> None:
    size = (max(1, round(symbol.width * factor)), max(1, round(symbol.height * factor)))
    ground.paste(symbol.convert("L").resize(size, Image.Resampling.BOX), at)


def plain_reader(picture: Image.Image, formats: Any) -> set[str]:
    """What the decoder finds when it is simply asked."""
    found = zxingcpp.read_barcodes(picture, formats, text_mode=zxingcpp.TextMode.Plain)
    return {each.text for each in found}
