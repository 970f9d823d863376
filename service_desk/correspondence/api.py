"""What was said to whom: messages and their history, and what staff may do with them."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from notifications import actions, queries
from notifications.message import Medium, SuppressionReason
from notifications.queries import MediumCount, MessageFacts, MessageHistory, SuppressionFacts
from service_desk.centres.queries import dialled_in
from service_desk.foundation.emails import InvalidEmail, normalise_email
from service_desk.foundation.paging import DEFAULT, Page
from service_desk.foundation.phones import possible_phones
from service_desk.foundation.web import DeskRequest, Limit, needs, once

Address = Annotated[str, msgspec.Meta(min_length=3, max_length=320)]
Note = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Done(msgspec.Struct):
    id: UUID


class NewSuppression(msgspec.Struct, forbid_unknown_fields=True):
    medium: Medium
    address: Address
    reason: SuppressionReason


class Lift(msgspec.Struct, forbid_unknown_fields=True):
    medium: Medium
    address: Address
    note: Note


@get("/messages", guards=[needs("messages.read")])
async def list_messages(
    request: DeskRequest,
    status: FromQuery[str | None] = None,
    medium: FromQuery[Medium | None] = None,
    thread: FromQuery[str | None] = None,
    recipient: FromQuery[str | None] = None,
    template: FromQuery[str | None] = None,
    event_id: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = DEFAULT,
) -> Page[MessageFacts]:
    """Messages, the newest first; `thread` is `ticket:<id>` or `repair:<id>`, `recipient` the customer's id."""
    return await queries.messages(
        visible=request.user.where("messages.read"),
        state=status,
        medium=medium,
        thread=thread,
        recipient_key=recipient,
        template=template,
        event_id=event_id,
        cursor=cursor,
        limit=limit,
    )


@get("/messages/counts", guards=[needs("messages.read")])
async def count_messages(request: DeskRequest) -> list[MediumCount]:
    """How many there are by medium and state, in the centres that you may see."""
    return await queries.counts(visible=request.user.where("messages.read"))


@get("/messages/{message_id:uuid}", guards=[needs("messages.read")])
async def read_message(request: DeskRequest, message_id: FromPath[UUID]) -> MessageHistory:
    """One message as it was sent, and what became of it."""
    return await queries.message(message_id, visible=request.user.where("messages.read"))


@post("/messages/{message_id:uuid}/cancellation", guards=[needs("messages.send")])
async def cancel_message(request: DeskRequest, message_id: FromPath[UUID]) -> Response[Done]:
    """Take back a message that still waits."""

    async def cancel() -> Done:
        await queries.message(message_id, visible=request.user.where("messages.send"))
        await actions.cancel(message_id=message_id, by=request.user)
        return Done(message_id)

    return await once(request, cancel)


@post("/messages/{message_id:uuid}/retry", guards=[needs("messages.send")])
async def retry_message(request: DeskRequest, message_id: FromPath[UUID]) -> Response[Done]:
    """Send a message again that was given up and that no provider has taken."""

    async def retry() -> Done:
        await queries.message(message_id, visible=request.user.where("messages.send"))
        await actions.retry(message_id=message_id, by=request.user)
        return Done(message_id)

    return await once(request, retry)


@get("/suppressions", guards=[needs("messages.read")])
async def list_suppressions(
    request: DeskRequest,
    medium: FromQuery[Medium | None] = None,
    address: FromQuery[str | None] = None,
    lifted: FromQuery[bool] = False,
    cursor: FromQuery[str | None] = None,
    limit: Limit = DEFAULT,
) -> Page[SuppressionFacts]:
    """Addresses that are not written to, the newest first; `address` as typed, `lifted` those that are used again."""
    forms = None if address is None else [*possible_phones(address, await dialled_in(request.user)), *_mails(address)]
    return await queries.suppressions(medium=medium, addresses=forms, lifted=lifted, cursor=cursor, limit=limit)


def _mails(written: str) -> list[str]:
    try:
        return [normalise_email(written)]
    except InvalidEmail:
        return []


@post("/suppressions", guards=[needs("messages.send")], status_code=204)
async def suppress_address(request: DeskRequest, data: JSONBody[NewSuppression]) -> None:
    """Never write to this address on this medium again; a number without its country is dialled in your centres'."""
    await actions.suppress(
        medium=data.medium,
        address=data.address,
        reason=data.reason,
        regions=await dialled_in(request.user),
        by=request.user,
    )


@post("/suppressions/lift", guards=[needs("messages.send")], status_code=204)
async def lift_suppression(request: DeskRequest, data: JSONBody[Lift]) -> None:
    """Write to an address again; the note says why."""
    regions = await dialled_in(request.user)
    await actions.lift(medium=data.medium, address=data.address, note=data.note, regions=regions, by=request.user)


ROUTES = [
    list_messages,
    count_messages,
    read_message,
    cancel_message,
    retry_message,
    list_suppressions,
    suppress_address,
    lift_suppression,
]
