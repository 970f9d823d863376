"""Change many tickets at once, and take that back as one."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from service_desk.foundation.naming import Named
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import BulkAsked, BulkFacts


class NewBulkChange(msgspec.Struct, forbid_unknown_fields=True):
    """At most a hundred tickets."""

    ticket_ids: Annotated[list[UUID], msgspec.Meta(max_length=100)]
    change: BulkAsked


class Undoing(msgspec.Struct, forbid_unknown_fields=True):
    """`reason`: stands on tickets that are opened again by it."""

    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""


@post(
    "/ticket-changes",
    guards=[needs("tickets.move")],
    example={
        "ticket_ids": ["0199f3a0-7c1e-7000-8000-000000000001"],
        "change": {"owner": "me", "priority": "high", "note": "All from the recalled batch"},
    },
)
async def change_many(request: DeskRequest, data: JSONBody[NewBulkChange]) -> Response[BulkFacts]:
    """Give many tickets an owner, a priority or a state, or put them off. Each has a verdict of its own: one that refuses stops no
    other, and the answer says which and why."""

    async def change() -> BulkFacts:
        made = await actions.change_many(ticket_ids=data.ticket_ids, asked=data.change, by=request.user)
        return await queries.bulk_change(made, request.user)

    return await once(request, change)


@get("/ticket-changes/{change_id:str}", guards=[needs("tickets.read")])
async def show_change(request: DeskRequest, change_id: FromPath[UUID]) -> BulkFacts:
    """What became of each ticket, for whoever asked for the change; kept for thirty days."""
    return await queries.bulk_change(change_id, request.user)


@post("/ticket-changes/{change_id:str}/undo", guards=[needs("tickets.move")], status_code=200)
async def undo_many(request: DeskRequest, change_id: FromPath[UUID], data: JSONBody[Undoing]) -> Response[BulkFacts]:
    """Each ticket becomes as it was before, unless somebody changed it since."""

    async def undo() -> BulkFacts:
        await actions.undo_many(change_id=change_id, why=data.reason, by=request.user)
        return await queries.bulk_change(change_id, request.user)

    return await once(request, undo, status=200)


NAMED = [Named(("change_id",))]
ROUTES = [change_many, show_change, undo_many]
