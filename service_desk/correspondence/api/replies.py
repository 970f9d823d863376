"""Answer the customer of a ticket: how they may be answered, what a text amounts to, and the reply itself."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from notifications.message import Medium
from service_desk.correspondence import actions, queries
from service_desk.correspondence.queries import Answering, Measured
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.tickets import queries as tickets


class NewReply(msgspec.Struct, forbid_unknown_fields=True):
    body: Annotated[str, msgspec.Meta(min_length=1)]
    medium: Medium


class Draft(msgspec.Struct, forbid_unknown_fields=True):
    """A reply to this ticket that is not sent yet."""

    ticket_id: UUID
    body: str
    medium: Medium


class ReplyTaken(msgspec.Struct, forbid_unknown_fields=True):
    """`id`: as it was given when the reply was written."""

    id: UUID


class Replied(msgspec.Struct):
    """`id`: the entry on the ticket's time line."""

    id: UUID


class WithdrawnReply(msgspec.Struct):
    """The words of the reply that did not go."""

    body: str


@get("/tickets/{ticket_id:str}/replies", guards=[needs("messages.send")])
async def show_answering(request: DeskRequest, ticket_id: FromPath[UUID]) -> Answering:
    """Media on which the customer may be answered, with the reason where not, and texts to begin with, filled for this ticket."""
    ticket = await tickets.ticket(ticket_id, request.user.where("messages.send"))
    return await queries.answering(ticket, request.user.language)


@post("/tickets/{ticket_id:str}/replies", guards=[needs("messages.send")])
async def reply(request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[NewReply]) -> Response[Replied]:
    """Answer the customer. It is written on the ticket and goes after some seconds, in which it can be taken back."""

    async def write() -> Replied:
        entry_id = await actions.reply(ticket_id=ticket_id, body=data.body, medium=data.medium, by=request.user)
        return Replied(entry_id)

    return await once(request, write)


@post("/replies/measure", guards=[needs("messages.send")], status_code=200)
async def measure_reply(request: DeskRequest, data: JSONBody[Draft]) -> Measured:
    """Letters, encoding, segments and cost of a reply as it would go. Nothing is kept."""
    ticket = await tickets.ticket(data.ticket_id, request.user.where("messages.send"))
    return await queries.measured(ticket, data.body, data.medium)


@post("/tickets/{ticket_id:str}/replies/withdrawal", guards=[needs("messages.send")])
async def withdraw_reply(
    request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[ReplyTaken]
) -> Response[WithdrawnReply]:
    """Take back a reply that has not gone yet: it leaves the ticket, and nobody reads it."""

    async def withdraw() -> WithdrawnReply:
        return WithdrawnReply(await actions.take_back(ticket_id=ticket_id, entry_id=data.id, by=request.user))

    return await once(request, withdraw)


ROUTES = [show_answering, reply, measure_reply, withdraw_reply]
