"""What the desk must see of a unit at once, and what is inside it."""

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.products import actions, queries
from service_desk.products.rules import ComponentFacts, NoticeFacts, NoticeKind


class NewNotice(msgspec.Struct, forbid_unknown_fields=True):
    """`campaign`: a recall or service campaign; `blocked`: nothing is promised before a supervisor was asked. `words` by language
    are shown to whoever opens a ticket."""

    kind: Literal["campaign", "blocked"]
    words: Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=10)]


class Put(msgspec.Struct):
    id: UUID


@get("/items/{item_id:str}/notices", guards=[needs("items.read")])
@in_pages
async def list_notices(item_id: FromPath[UUID]) -> list[NoticeFacts]:
    """Every notice that stands or stood on a unit, the newest first: open orders, campaigns, blocks."""
    await queries.item(item_id)
    return await queries.notices(item_id)


@post(
    "/items/{item_id:str}/notices",
    guards=[needs("items.write")],
    example={"kind": "campaign", "words": {"en": "Recall 26-04: the charger overheats. Do not switch it on."}},
)
async def put_notice(request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[NewNotice]) -> Response[Put]:
    """Put a notice on a unit: everyone who opens a ticket for it is told."""

    async def put() -> Put:
        kind = NoticeKind(data.kind)
        return Put(await actions.post_notice(item_id=item_id, kind=kind, words=data.words, by=request.user))

    return await once(request, put)


@post("/items/{item_id:str}/notices/{notice_id:uuid}/clearance", guards=[needs("items.write")])
async def lift_notice(
    request: DeskRequest, item_id: FromPath[UUID], notice_id: FromPath[UUID]
) -> Response[Page[NoticeFacts]]:
    """Take a notice off a unit that was put by this door."""

    async def lift() -> Page[NoticeFacts]:
        await actions.lift_notice(item_id=item_id, notice_id=notice_id, by=request.user)
        return Page(await queries.notices(item_id))

    return await once(request, lift)


@get("/items/{item_id:str}/components", guards=[needs("items.read")])
@in_pages
async def list_components(item_id: FromPath[UUID]) -> list[ComponentFacts]:
    """The parts with a serial or batch inside a unit, and those that were taken out."""
    await queries.item(item_id)
    return await queries.components(item_id)


ROUTES: Final = [list_notices, put_notice, lift_notice, list_components]
