"""Square codes by zxing-cpp."""

from typing import Any, Final

import zxingcpp

from barcodes.problems import EncodeError
from barcodes.symbols.spec import Symbology

_FORMATS: Final = {
    Symbology.DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.GS1_DATAMATRIX: zxingcpp.BarcodeFormat.DataMatrix,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.GS1_QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.AZTEC: zxingcpp.BarcodeFormat.Aztec,
    Symbology.PDF417: zxingcpp.BarcodeFormat.PDF417,
}
_GS1: Final = frozenset({Symbology.GS1_DATAMATRIX, Symbology.GS1_QR})
_SQUARE: Final = frozenset({Symbology.DATAMATRIX, Symbology.GS1_DATAMATRIX})


def matrix_modules(symbology: Symbology, content: str) -> tuple[str, ...]:
    """The rows of content that was checked; GS1 elements as `[01]…[21]…`. Raises EncodeError when it does not fit."""
    options: dict[str, Any] = {}
    if symbology in _SQUARE:
        options["forceSquare"] = True  # else a short one is a bar of 26 by 12
    if symbology in _GS1:
        options["gs1"] = True
    try:
        symbol = zxingcpp.create_barcode(content, _FORMATS[symbology], **options)
    except Exception as error:  # zxing-cpp raises ValueError and RuntimeError alike
        raise EncodeError(f"'{content[:40]}' cannot be drawn as {symbology}: {error}.") from error
    image: Any = symbol.to_image(scale=1, add_quiet_zones=False)
    pixels = memoryview(image)
    height, width = image.shape
    flat = bytes(pixels).translate(_TO_MODULES).decode("ascii")
    return tuple(flat[at : at + width] for at in range(0, height * width, width))


_TO_MODULES: Final = bytes(ord("1") if value < 128 else ord("0") for value in range(256))
