"""Draw labels in threads of their own, read every symbol back, and give out bytes. Loads the drawing libraries."""

import asyncio
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
    if size is not None and size not in STOCKS:
        raise UnknownSize(value=size[:20], sizes=Either(STOCKS), field="size")
    return STOCKS[size] if size is not None else None


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
