"""Labels from records, as SVG, PDF, PNG, ZPL or ESC/POS; every code on them was read back before it is given out."""

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.actor import Actor
from service_desk.foundation.naming import Named
from service_desk.foundation.web import DeskRequest, needs
from service_desk.scanning import actions, queries
from service_desk.scanning.drawing import drawn
from service_desk.scanning.rules import LabelKind
from service_desk.scanning.rules.labels import MEDIA, Form, Wanted

PRODUCES: Final = tuple(MEDIA.values())
Size = Annotated[str, msgspec.Meta(max_length=20)]
Language = Annotated[str, msgspec.Meta(pattern="^(en|fa|ar|zh|ru)$")]


class LabelOrder(msgspec.Struct, forbid_unknown_fields=True):
    """`size`: the stock, such as 50x30, 62x29, 100x50, receipt, or the sheets a4-24, a4-21, letter-30; else the usual.

    `first`: places of a sheet that are used up already. `language`: else the reader's, on a claim slip the customer's.
    """

    kind: LabelKind
    ids: Annotated[list[UUID], msgspec.Meta(max_length=200)] = []
    format: Form = Form.PDF
    size: Size | None = None
    dpi: int = 203
    language: Language | None = None
    first: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


async def answered(
    kind: LabelKind, ids: Sequence[UUID], wanted: Wanted, language: str | None, by: Actor
) -> Response[bytes]:
    told = queries.label_data if wanted.form is Form.SVG else actions.labels_to_print  # a preview makes no link
    labels = await drawn(kind, await told(kind, ids, language, by), wanted)
    name = f"{kind}-{ids[0]}" if len(ids) == 1 else kind.value
    headers = {"Content-Disposition": f'inline; filename="{name}.{wanted.form}"'}
    return Response(labels.data, media_type=labels.media_type, headers=headers)


@post("/labels", guards=[needs("items.read")], status_code=200, produces=PRODUCES)
async def draw_labels(request: DeskRequest, data: JSONBody[LabelOrder]) -> Response[bytes]:
    """Draw labels of up to 200 records. A claim slip that is not only looked at (SVG) gets a link of its own for its customer."""
    wanted = Wanted(data.format, data.size, data.dpi, data.language or request.user.language, data.first)
    return await answered(data.kind, data.ids, wanted, data.language, request.user)


@get("/labels/{kind:str}/{record_id:str}", guards=[needs("items.read")], produces=PRODUCES)
async def draw_label(
    request: DeskRequest,
    kind: FromPath[LabelKind],
    record_id: FromPath[UUID],
    format: FromQuery[Form] = Form.SVG,  # noqa: A002  # the word of the API
    size: FromQuery[str | None] = None,
    dpi: FromQuery[int] = 203,
) -> Response[bytes]:
    """Draw the label of one record, to be shown or printed by the browser."""
    wanted = Wanted(format, size, dpi, request.user.language)
    return await answered(kind, [record_id], wanted, None, request.user)


@get("/labels/{kind:str}", guards=[needs("items.read")], produces=PRODUCES)
async def draw_sheet(
    request: DeskRequest,
    kind: FromPath[LabelKind],
    format: FromQuery[Form] = Form.PDF,  # noqa: A002  # the word of the API
    language: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Draw the command sheet or the calibration label."""
    spoken = language if language in {"en", "fa", "ar", "zh", "ru"} else None
    return await answered(kind, [], Wanted(format), spoken, request.user)


NAMED = [
    Named(
        ("ids", "record_id"),
        also="what is written on it: a serial, a number, a SKU, a code",
        example="S1",
        told_by=(
            "kind",
            {
                LabelKind.ITEM: "item_id",
                LabelKind.ORDER: "order_id",
                LabelKind.PART: "part_id",
                LabelKind.SHELF: "location_id",
                LabelKind.BADGE: "resource_id",
                LabelKind.CLAIM: "ticket_id",
            },
        ),
    )
]
ROUTES: Final[list[Any]] = [draw_labels, draw_label, draw_sheet]
