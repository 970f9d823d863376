"""Draw labels in threads of their own, read every symbol back, and give out bytes. Loads the drawing libraries."""

import asyncio
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from barcodes.labels import (
    STOCKS,
    EncodeError,
    FontMissing,
    Label,
    Stock,
    Template,
    render_label,
    verify,
)
from barcodes.serials import DIGITS
from service_desk.foundation.written import Either
from service_desk.scanning.queries.labelling import Labelled
from service_desk.scanning.rules.labels import (
    DOTS,
    MEDIA,
    Drawing,
    FontNeeded,
    Form,
    LabelKind,
    LabelRefused,
    OneLabelOnly,
    SheetIsPdf,
    UnknownSize,
    Wanted,
    checked_dpi,
)

_POOL: Final = ThreadPoolExecutor(
    2, thread_name_prefix="labels"
)  # drawing is CPU; more threads would only starve requests
_TIMES: Final = re.compile("[*\u00d7\u0445]")  # a sign, or the Russian letter that looks like an x
_BESIDE: Final = re.compile(r"(?<=\d)\s*mm|\s+")
_TEMPLATES: Final = {kind: Template(kind.value) for kind in LabelKind if kind is not LabelKind.BADGE} | {
    LabelKind.BADGE: Template.SHELF
}


async def drawn(kind: LabelKind, labelled: Sequence[Labelled], wanted: Wanted) -> Drawing:
    """The labels, each symbol read back at the printer's resolution. Raises LabelRefused, FontNeeded, UnknownSize, …"""
    checked_dpi(wanted.dpi)
    stock = checked_stock(wanted.size)
    if stock is not None and stock.page is not None and wanted.form is not Form.PDF:
        raise SheetIsPdf(size=wanted.size, field="size")
    if len(labelled) > 1 and wanted.form in {Form.SVG, Form.PNG}:
        raise OneLabelOnly(form=wanted.form.upper(), field="format")
    return await asyncio.get_running_loop().run_in_executor(_POOL, partial(draw, kind, labelled, wanted, stock))


def checked_stock(size: str | None) -> Stock | None:
    """The stock of this size, however it is written: `50 x 30 mm`, `50×30`, `A4-24`, with the digits of any script."""
    if size is None:
        return None
    stock = STOCKS.get(_BESIDE.sub("", _TIMES.sub("x", size.translate(DIGITS).lower())))
    if stock is None:
        raise UnknownSize(value=size[:20], sizes=Either(STOCKS), field="size")
    return stock


def draw(kind: LabelKind, labelled: Sequence[Labelled], wanted: Wanted, stock: Stock | None) -> Drawing:
    single = Stock(stock.width, stock.height) if stock is not None else None
    try:
        labels = [_proven(kind, one, single, wanted.dpi) for one in labelled]
        data = _given_out(labels, wanted, stock)
    except FontMissing as missing:
        raise FontNeeded from missing
    except ValueError as refused:  # wider than the paper
        raise LabelRefused(number=labelled[0][0], reason=str(refused)) from None
    names = ", ".join(number for number, _ in labelled[:5])
    return Drawing(data, MEDIA[wanted.form], len(labels), names[:120])


def _proven(kind: LabelKind, labelled: Labelled, stock: Stock | None, dpi: int) -> Label:
    number, data = labelled
    try:
        label = render_label(_TEMPLATES[kind], data, stock)
    except EncodeError as refused:
        raise LabelRefused(number=number, reason=str(refused)) from None
    for finding in verify(label, dpi):
        raise LabelRefused(number=number, reason=finding.sentence)
    return label


def _given_out(labels: Sequence[Label], wanted: Wanted, stock: Stock | None) -> bytes:
    match wanted.form:
        case Form.SVG:
            return labels[0].to_svg().encode()
        case Form.PNG:
            return labels[0].to_png(wanted.dpi)
        case Form.PDF:
            return _pages(labels, stock, wanted.first)
        case Form.ZPL:
            return "".join(label.to_zpl(DOTS[wanted.dpi]) for label in labels).encode()
        case Form.ESCPOS:
            return b"".join(label.to_escpos() for label in labels)


def _pages(labels: Sequence[Label], stock: Stock | None, first: int) -> bytes:
    from barcodes.labels.pdf import pdf, sheet  # 35 MB, so only where PDF is made

    return sheet(labels, stock, first=first) if stock is not None and stock.page is not None else pdf(labels)
