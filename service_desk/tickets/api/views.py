"""Views of the queue: kept for oneself, or shared in a centre."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, JSONBody

from service_desk.foundation.naming import Named
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import SavedViewFacts, ViewAsked


class NewView(msgspec.Struct, forbid_unknown_fields=True):
    """`centre_id`: shared with all who read tickets there, which needs the right to move tickets in that centre; null: for oneself."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    asked: ViewAsked
    centre_id: UUID | None = None


@get("/ticket-views", guards=[needs("tickets.read")])
@in_pages
async def list_views(request: DeskRequest) -> list[SavedViewFacts]:
    """One's own views, then those shared in one's centres; each with how many tickets stand in it, counted to 100."""
    return await queries.counted(await queries.views(request.user), request.user)


@post(
    "/ticket-views",
    guards=[needs("tickets.read")],
    example={"name": "Late and urgent", "asked": {"due": "late", "sort": "priority"}},
)
async def save_view(request: DeskRequest, data: JSONBody[NewView]) -> Response[SavedViewFacts]:
    """Keep a filter of the queue under a name."""

    async def save() -> SavedViewFacts:
        saved = await actions.save_view(name=data.name, asked=data.asked, centre_id=data.centre_id, by=request.user)
        return await _shown(saved, request)

    return await once(request, save)


@patch("/ticket-views/{view_id:str}", guards=[needs("tickets.read")])
async def change_view(
    request: DeskRequest, view_id: FromPath[UUID], data: JSONBody[NewView]
) -> Response[SavedViewFacts]:
    """Another name, another filter, or for others too: all of it. One's own; a shared one also with the right to change its centre."""

    async def change() -> SavedViewFacts:
        await actions.change_view(
            view_id=view_id, name=data.name, asked=data.asked, centre_id=data.centre_id, by=request.user
        )
        return await _shown(view_id, request)

    return await once(request, change)


@post("/ticket-views/{view_id:str}/retirement", guards=[needs("tickets.read")], status_code=200)
async def retire_view(request: DeskRequest, view_id: FromPath[UUID]) -> Response[None]:
    """Offer a view no more."""
    return await once(request, lambda: actions.retire_view(view_id=view_id, by=request.user), status=200)


@post("/ticket-views/{view_id:str}/revival", guards=[needs("tickets.read")])
async def revive_view(request: DeskRequest, view_id: FromPath[UUID]) -> Response[SavedViewFacts]:
    """Bring a retired view back."""

    async def revive() -> SavedViewFacts:
        await actions.revive_view(view_id=view_id, by=request.user)
        return await _shown(view_id, request)

    return await once(request, revive)


async def _shown(view_id: UUID, request: DeskRequest) -> SavedViewFacts:
    return (await queries.counted([await queries.view(view_id, request.user)], request.user))[0]


NAMED = [Named(("view_id",), table="saved_view")]
ROUTES = [list_views, save_view, change_view, retire_view, revive_view]
