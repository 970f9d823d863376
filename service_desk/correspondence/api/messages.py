"""What was said to whom: messages and their history, and what staff may do with them."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from notifications import actions, queries
from notifications.message import Medium, State
from notifications.queries import Meant, MediumCount, MessageFacts, MessageHistory
from service_desk.centres.queries import centre, dialled_in
from service_desk.centres.rules.typed import may_be_number
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import begins
from service_desk.foundation.emails import InvalidEmail, normalise_email
from service_desk.foundation.paging import DEFAULT, Page
from service_desk.foundation.phones import possible_phones
from service_desk.foundation.web import DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import STATE, Since, Until, UpdatedSince
from service_desk.foundation.web.lists import in_pages
from service_desk.parties import queries as parties
from service_desk.repairs import queries as repairs
from service_desk.tickets import queries as tickets


class Done(msgspec.Struct):
    id: UUID


InState = Annotated[list[State] | None, STATE]


@get("/messages", guards=[needs("messages.read")])
async def list_messages(
    request: DeskRequest,
    in_state: InState = None,
    medium: FromQuery[list[Medium] | None] = None,
    thread: FromQuery[str | None] = None,
    party_id: FromQuery[UUID | None] = None,
    words: FromQuery[str | None] = None,
    since: Since = None,
    until: Until = None,
    updated_since: UpdatedSince = None,
    template: FromQuery[str | None] = None,
    event_id: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = DEFAULT,
    centre_id: FromQuery[UUID | None] = None,
) -> Page[MessageFacts]:
    """Messages, the newest first; `thread` is `ticket:<id>` or `repair:<id>`, `party_id` the customer.
    `words` finds by the customer's name, phone or mail, and by the number of a ticket or order as it is typed.

    `since` and `until` are days on which they were written, in the zone of the centre that is asked for, else in UTC.
    """
    zone = "UTC" if centre_id is None else (await centre(centre_id)).zone
    return await queries.messages(
        visible=request.user.where("messages.read", centre_id),
        language=request.user.language,
        state=in_state,
        medium=medium,
        thread=thread,
        recipient_key=None if party_id is None else str(party_id),
        created_since=None if since is None else begins(since, zone),
        created_before=None if until is None else begins(until, zone, 1),
        updated_since=updated_since,
        template=template,
        event_id=event_id,
        meant=None if words is None else await _meant(words, request.user),
        cursor=cursor,
        limit=limit,
    )


async def _meant(words: str, by: Actor) -> Meant:
    regions = await dialled_in(by)
    people = await parties.ids_meant(words, regions)
    addresses = possible_phones(words, regions)
    with suppress(InvalidEmail):
        addresses.append(normalise_email(words))
    threads = []
    if may_be_number(words):
        centres = by.where("messages.read")
        found = await tickets.queue(tickets.QueueFilter(words=words), centres=centres, me=by.id)
        orders = await repairs.queue(repairs.OrderFilter(words=words), centres=centres, me=by.id)
        threads = [f"ticket:{row.id}" for row in found.items] + [f"repair:{row.id}" for row in orders.items]
    return Meant([str(each) for each in people], addresses, threads)


@get("/messages/counts", guards=[needs("messages.read")])
@in_pages
async def count_messages(request: DeskRequest) -> list[MediumCount]:
    """How many there are by medium and state, in the centres that you may see."""
    return await queries.counts(visible=request.user.where("messages.read"))


@get("/messages/{message_id:uuid}", guards=[needs("messages.read")])
async def read_message(request: DeskRequest, message_id: FromPath[UUID]) -> MessageHistory:
    """One message as it was sent, and what became of it."""
    return await queries.message(
        message_id, visible=request.user.where("messages.read"), language=request.user.language
    )


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


ROUTES = [list_messages, count_messages, read_message, cancel_message, retry_message]
