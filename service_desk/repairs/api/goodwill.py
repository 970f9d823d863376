"""Goodwill: ask for it, grant it, refuse it, take it back."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.centres.queries import dialled_in
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import STATE, InWords
from service_desk.repairs import actions, queries
from service_desk.repairs.api.work import Note
from service_desk.repairs.rules import GoodwillFacts, GoodwillState

InState = Annotated[list[GoodwillState] | None, STATE]


class NewGoodwill(msgspec.Struct, forbid_unknown_fields=True):
    """`percent` of what the customer would pay of the lines; without `line_ids`, of all lines that are not billed yet."""

    percent: Decimal
    reason: Note
    line_ids: Annotated[list[UUID], msgspec.Meta(max_length=200)] = []


class GoodwillAnswer(msgspec.Struct, forbid_unknown_fields=True):
    note: Note = ""


@post(
    "/repairs/{order_id:str}/goodwill",
    guards=[needs("repairs.work")],
    example={"percent": "70", "reason": "Ten days after the end of the warranty"},
)
async def ask_goodwill(
    request: DeskRequest, order_id: FromPath[UUID], data: JSONBody[NewGoodwill]
) -> Response[GoodwillFacts]:
    """Ask that we bear a part of what the customer would pay. Somebody else grants it; the order is closed after the answer."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.ask_goodwill(order_id=order_id, by=request.user, **given))


@post("/repairs/{order_id:str}/goodwill/{goodwill_id:uuid}/approval", guards=[needs("warranty.goodwill")])
async def approve_goodwill(
    request: DeskRequest, order_id: FromPath[UUID], goodwill_id: FromPath[UUID], data: JSONBody[GoodwillAnswer]
) -> Response[GoodwillFacts]:
    """Grant it, within the highest amount of your role (`amount_limit`) for all goodwill of the order; not to yourself."""
    return await once(request, lambda: _answered(request, order_id, goodwill_id, data, granted=True))


@post("/repairs/{order_id:str}/goodwill/{goodwill_id:uuid}/refusal", guards=[needs("warranty.goodwill")])
async def refuse_goodwill(
    request: DeskRequest, order_id: FromPath[UUID], goodwill_id: FromPath[UUID], data: JSONBody[GoodwillAnswer]
) -> Response[GoodwillFacts]:
    """Refuse it; the customer pays what they paid without it."""
    return await once(request, lambda: _answered(request, order_id, goodwill_id, data, granted=False))


async def _answered(
    request: DeskRequest, order_id: UUID, goodwill_id: UUID, data: GoodwillAnswer, *, granted: bool
) -> GoodwillFacts:
    return await actions.answer_goodwill(
        order_id=order_id, goodwill_id=goodwill_id, granted=granted, note=data.note, by=request.user
    )


@post("/repairs/{order_id:str}/goodwill/{goodwill_id:uuid}/withdrawal", guards=[needs("repairs.work")])
async def withdraw_goodwill(
    request: DeskRequest, order_id: FromPath[UUID], goodwill_id: FromPath[UUID]
) -> Response[GoodwillFacts]:
    """Take back what was asked for or granted, while its lines are not billed: your own, or any with the right to grant."""
    return await once(
        request,
        lambda: actions.withdraw_goodwill(order_id=order_id, goodwill_id=goodwill_id, by=request.user),
    )


@get("/goodwill", guards=[needs("repairs.read")])
async def list_goodwill(
    request: DeskRequest,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    in_state: InState = None,
    centre_id: FromQuery[UUID | None] = None,
    words: InWords = None,
) -> Page[GoodwillFacts]:
    """Goodwill that waits for an answer, or in other states; the newest first. `words` finds it in any state: by the number of
    its order, by the customer, or by what stands in its reason and answer."""
    return await queries.goodwill_list(
        centres=request.user.where("repairs.read", centre_id),
        state=in_state or (None if words else GoodwillState.ASKED),
        words=words,
        regions=None if words is None else await dialled_in(request.user),
        cursor=cursor,
        limit=limit,
    )


ROUTES = [ask_goodwill, approve_goodwill, refuse_goodwill, withdraw_goodwill, list_goodwill]
