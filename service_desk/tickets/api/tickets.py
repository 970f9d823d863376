"""Open tickets, find them, work on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from notifications.message import why
from service_desk.centres.queries import dialled_in
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.web import Created, DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import STATE, Since, Until, UpdatedSince
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.own_ids import own_id
from service_desk.foundation.web.scans import ScannedAt, hints_for
from service_desk.parties.rules import ContactKind
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import (
    SUBJECT,
    Channel,
    Due,
    EntryFacts,
    EntryKind,
    Owner,
    Priority,
    Sort,
    State,
    TicketFacts,
    TicketRow,
)
from service_desk.warranty.queries import ToldDecision, decisions_of, told

Code = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
InState = Annotated[list[State] | None, STATE]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class NewContact(msgspec.Struct, forbid_unknown_fields=True):
    """`value` as it was told."""

    kind: ContactKind
    value: Short


class NewCaller(msgspec.Struct, forbid_unknown_fields=True):
    name: Short
    language: Annotated[str, msgspec.Meta(min_length=2, max_length=5)]
    contacts: Annotated[list[NewContact], msgspec.Meta(max_length=10)] = []


class NewTicket(ScannedAt, forbid_unknown_fields=True):
    """Name the item by `scan` (any barcode), `serial` (typed) or `item_id`; a complaint needs none. How it was scanned is told
    by `source`, `alt_raw`, `aim` and `station_id`.

    `symptom` and `condition`: codes of the scheme in use; without them "not said". `reported_at` with its zone; now without it. `id`: a UUID made by an offline client.
    `accessories`: what came with the unit, one a line or with commas between.
    """

    centre_id: UUID
    scan: str | None = None
    serial: str | None = None
    item_id: UUID | None = None
    party_id: UUID | None = None
    new_party: NewCaller | None = None
    words: str = ""
    symptom: Code | None = None
    condition: Code | None = None
    channel: Channel = Channel.PHONE
    priority: Priority = Priority.NORMAL
    reported_at: datetime | None = None
    id: UUID | None = None
    accessories: str = ""


class TicketChange(msgspec.Struct, forbid_unknown_fields=True):
    """Only what is given is changed. Another `item_id` is judged anew, at the date of the report. `due_at`: promised by hand, in
    place of what the centre's clock reckoned."""

    words: str | None = None
    symptom: Code | None = None
    condition: Code | None = None
    channel: Channel | None = None
    priority: Priority | None = None
    party_id: UUID | None = None
    item_id: UUID | None = None
    due_at: datetime | None = None
    accessories: str | None = None


class NewNote(msgspec.Struct, forbid_unknown_fields=True):
    body: Annotated[str, msgspec.Meta(min_length=1)]
    kind: Literal["note", "reply"] = "note"


class Reopening(msgspec.Struct, forbid_unknown_fields=True):
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class NewMove(msgspec.Struct, forbid_unknown_fields=True):
    to: State
    note: str = ""


class NewSnooze(msgspec.Struct, forbid_unknown_fields=True):
    """`until`: with its zone, within a year. `why`: a word for whoever finds it then."""

    until: datetime
    why: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class NewAssignee(msgspec.Struct, forbid_unknown_fields=True):
    """Null: nobody."""

    assignee_id: UUID | None


class Saved(msgspec.Struct):
    """The version to send as If-Match with the next change."""

    id: UUID
    version: int


@dataclass(frozen=True)
class TicketView:
    """`unreachable`: why no message reaches its customer and what to do about it, in the reader's language; null where one does."""

    ticket: TicketFacts
    entries: list[EntryFacts]
    unreachable: str | None


@post(
    "/tickets",
    guards=[needs("tickets.open")],
    example={
        "centre_id": "01a1f0c2-7a52-7f7e-9c1b-1f2f5d1a9f10",
        "scan": "(01)04006381333931(21)S1",
        "words": "Does not switch on",
        "symptom": "S101",
        "reported_at": "2026-11-20T09:30:00+03:30",
    },
)
async def open_ticket(request: DeskRequest, data: JSONBody[NewTicket]) -> Response[actions.OpenedTicket]:
    """Open a ticket: the item is found, its cover judged, and the agent warned of what is odd."""
    caller = data.new_party
    new = None
    if caller is not None:
        new = actions.NewParty(
            caller.name, caller.language, [(contact.kind, contact.value) for contact in caller.contacts]
        )
    hints = await hints_for(data.scan, data, request.user)

    return await once(
        request,
        lambda: actions.open_ticket(
            centre_id=data.centre_id, scan=data.scan, hints=hints, serial=data.serial, item_id=data.item_id, party_id=data.party_id,
            new_party=new, words=data.words, symptom=data.symptom, condition=data.condition, channel=data.channel,
            priority=data.priority, reported_at=data.reported_at, ticket_id=own_id(data.id), accessories=data.accessories, by=request.user,
        ),
    )  # fmt: skip


@get("/tickets", guards=[needs("tickets.read")])
async def list_tickets(
    request: DeskRequest,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    in_state: InState = None,
    owner: FromQuery[Owner | None] = None,
    assignee_id: FromQuery[UUID | None] = None,
    priority: FromQuery[list[Priority] | None] = None,
    due: FromQuery[Due | None] = None,
    words: FromQuery[str | None] = None,
    centre_id: FromQuery[UUID | None] = None,
    party_id: FromQuery[UUID | None] = None,
    item_id: FromQuery[UUID | None] = None,
    since: Since = None,
    until: Until = None,
    updated_since: UpdatedSince = None,
    unread: FromQuery[bool] = False,
    snoozed: FromQuery[bool | None] = None,
    woke: FromQuery[bool] = False,
    sort: FromQuery[Sort] = Sort.NEWEST,
) -> Page[TicketRow]:
    """The open tickets, the newest first or as `sort` says; with a state, a customer, an item or a time those of any state.

    `since` and `until` are days of the report. `words` finds tickets of any state by beginnings of words of the report, the model
    or the customer's name, by their phone or a part of it, by their mail, by a serial or part of one, by a number as `9` or `teh t 9`.
    What is due, or sorted by due date or priority, is open. `unread`: only those to which the customer wrote last.
    `snoozed`: only those that are put off, or only the others; `woke`: those of mine that came back and nobody has noted.
    """
    asked = queries.QueueFilter(
        state=in_state, owner=owner, assignee_id=assignee_id, priority=priority, due=due, words=words, party_id=party_id,
        item_id=item_id, since=since, until=until, updated_since=updated_since, unread=unread, snoozed=snoozed, woke=woke, sort=sort,
    )  # fmt: skip
    return await queries.queue(
        asked, centres=request.user.where("tickets.read", centre_id), me=request.user.id,
        regions=await dialled_in(request.user) if words else None, cursor=cursor, limit=limit,
    )  # fmt: skip


@get("/items/{item_id:str}/tickets", guards=[needs("tickets.read")])
async def list_item_tickets(
    request: DeskRequest,
    item_id: FromPath[UUID],
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    centre_id: FromQuery[UUID | None] = None,
) -> Page[TicketRow]:
    """Every report on a unit, the newest first."""
    return await queries.tickets_of_item(
        item_id, centres=request.user.where("tickets.read", centre_id), cursor=cursor, limit=limit
    )


@get("/tickets/{ticket_id:str}", guards=[needs("tickets.read")])
async def show_ticket(request: DeskRequest, ticket_id: FromPath[UUID]) -> TicketView:
    """One ticket with what was written on it."""
    ticket = await queries.ticket(ticket_id, request.user.where("tickets.read"))
    unreachable = why(await queries.unreachable(ticket.party_id), request.user.language)
    return TicketView(ticket, await queries.entries(ticket_id), unreachable)


@patch("/tickets/{ticket_id:str}", guards=[needs("tickets.open")])
async def change_ticket(
    request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[TicketChange]
) -> Response[Saved]:
    """Correct a ticket. A change made in the meantime is not overwritten (412)."""

    async def change() -> Saved:
        given = msgspec.structs.asdict(data)
        saved = await actions.change_ticket(ticket_id=ticket_id, by=request.user, **given)
        return Saved(ticket_id, saved)

    return await once(request, change)


@post(
    "/tickets/{ticket_id:str}/notes",
    guards=[needs("tickets.open")],
    example={"body": "Called back: the cable is warm."},
)
async def add_note(request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[NewNote]) -> Response[Created]:
    """Write on a ticket, whatever its state."""

    async def add() -> Created:
        return Created(
            await actions.add_note(ticket_id=ticket_id, body=data.body, kind=EntryKind(data.kind), by=request.user)
        )

    return await once(request, add)


@post("/tickets/{ticket_id:str}/reading", guards=[needs("tickets.open")], status_code=200)
async def mark_read(request: DeskRequest, ticket_id: FromPath[UUID]) -> Response[TicketFacts]:
    """What the customer wrote has been read: the ticket no longer waits for that (`unread_at` is null)."""

    async def read() -> TicketFacts:
        await actions.mark_read(ticket_id=ticket_id, by=request.user)
        return await queries.ticket(ticket_id)

    return await once(request, read, status=200)


@post("/tickets/{ticket_id:str}/moves", guards=[needs("tickets.move")])
async def move_ticket(
    request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[NewMove]
) -> Response[TicketFacts]:
    """Move a ticket to another state; refused moves say which are possible."""

    async def move() -> TicketFacts:
        await actions.move_ticket(ticket_id=ticket_id, to=data.to, note=data.note, by=request.user)
        return await queries.ticket(ticket_id)

    return await once(request, move)


@post("/tickets/{ticket_id:str}/reopening", guards=[needs("tickets.move")])
async def reopen_ticket(
    request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[Reopening]
) -> Response[TicketFacts]:
    """Open a resolved, closed or cancelled ticket again; the reason stays on it."""

    async def reopen() -> TicketFacts:
        await actions.move_ticket(ticket_id=ticket_id, to=State.OPEN, note=data.reason, by=request.user)
        return await queries.ticket(ticket_id)

    return await once(request, reopen)


@post(
    "/tickets/{ticket_id:str}/snooze",
    guards=[needs("tickets.move")],
    example={"until": "2026-12-07T08:00:00+01:00", "why": "The part comes on Monday"},
)
async def snooze_ticket(
    request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[NewSnooze]
) -> Response[TicketFacts]:
    """Put an open ticket off until a time: it leaves the lists of what is to be done, and comes back then or when the customer writes."""

    async def put_off() -> TicketFacts:
        await actions.snooze_ticket(ticket_id=ticket_id, until=data.until, why=data.why, by=request.user)
        return await queries.ticket(ticket_id)

    return await once(request, put_off)


@post("/tickets/{ticket_id:str}/waking", guards=[needs("tickets.move")], status_code=200)
async def wake_ticket(request: DeskRequest, ticket_id: FromPath[UUID]) -> Response[TicketFacts]:
    """A ticket that was put off is to be done now; one that woke by itself is noted (`woke_at` is null)."""

    async def wake() -> TicketFacts:
        await actions.wake_ticket(ticket_id=ticket_id, by=request.user)
        return await queries.ticket(ticket_id)

    return await once(request, wake, status=200)


@get("/tickets/{ticket_id:str}/decisions", guards=[needs("warranty.read")])
@in_pages
async def list_decisions(request: DeskRequest, ticket_id: FromPath[UUID]) -> list[ToldDecision]:
    """Every verdict on a ticket with its reasons, the newest first; the first one stands."""
    await queries.ticket(ticket_id, request.user.where("tickets.read"))
    return [told(one, request.user.language) for one in await decisions_of((SUBJECT, ticket_id))]


@post("/tickets/{ticket_id:str}/assignment", guards=[needs("tickets.move")])
async def assign_ticket(
    request: DeskRequest, ticket_id: FromPath[UUID], data: JSONBody[NewAssignee]
) -> Response[Saved]:
    """Give a ticket to a member of staff, or to nobody."""

    async def give() -> Saved:
        saved = await actions.assign(ticket_id=ticket_id, assignee_id=data.assignee_id, by=request.user)
        return Saved(ticket_id, saved)

    return await once(request, give)


NAMED = [Named(("ticket_id", "ticket_ids"), queries.ticket_named, "its number", "BER-T-000123", table="ticket")]
ROUTES = [
    open_ticket,
    list_tickets,
    list_item_tickets,
    show_ticket,
    change_ticket,
    add_note,
    mark_read,
    move_ticket,
    reopen_ticket,
    snooze_ticket,
    wake_ticket,
    list_decisions,
    assign_ticket,
]
