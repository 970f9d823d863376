"""One ticket with what may be done to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from notifications.message import why
from service_desk.accounts import queries as accounts
from service_desk.centres.queries import centre, working_calendar
from service_desk.foundation import clock
from service_desk.foundation.errors import DeskError
from service_desk.foundation.reader import Reader
from service_desk.foundation.web import DeskRequest, forms, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import Line, draw, panels, reader_of
from service_desk.parties import queries as parties
from service_desk.tickets import actions, queries
from service_desk.tickets.look import KINDS
from service_desk.tickets.pages.moments import meant
from service_desk.tickets.rules import (
    MOVES,
    REOPENED,
    SUBJECT,
    EntryFacts,
    EntryKind,
    Priority,
    State,
    TicketFacts,
    rests,
    way_back,
)
from service_desk.warranty import look as cover
from service_desk.warranty.queries import decision_for

_TICKET: Final = "tickets/templates/ticket.html"
FIELDS: Final = frozenset(
    {
        "words",
        "accessories",
        "symptom",
        "condition",
        "channel",
        "priority",
        "party_id",
        "item_id",
        "due_at",
        "snoozed_until",
    }
)


@get("/tickets/{number:str}", guards=[needs("tickets.read")], opt={PAGE: True}, include_in_schema=False)
async def ticket(request: DeskRequest, number: FromPath[str]) -> Response[bytes]:
    """What was said, and what is to be done now."""
    return await _page(request, await seen(request, number))


async def seen(request: DeskRequest, number: str) -> TicketFacts:
    visible = request.user.where("tickets.read")
    found = await queries.ticket_named(number, request.user)
    return await queries.ticket(UUID(str(found)), visible)


async def _page(
    request: DeskRequest, shown: TicketFacts, *, error: DeskError | None = None, typed: Mapping[str, str] | None = None
) -> Response[bytes]:
    reader = reader_of(request)
    assert reader is not None  # the guard of every page puts one there
    people = {each.id: each.name for each in [*await accounts.staff_list(), *await accounts.staff_list(retired=True)]}
    working = [each for each in await accounts.staff_list() if each.may_sign_in]
    known = shown.party_id is not None and request.user.may("customers.read")
    contacts = (await parties.party(shown.party_id)).contacts if known and shown.party_id else ()
    place = await centre(shown.centre_id)
    stands = await decision_for((SUBJECT, shown.id))
    judged = cover.shown(stands.decision if stands else None, reader.language)
    return draw(
        request, _TICKET, status=error.status if error else 200, ticket=shown, **KINDS, people=people, staff=working,
        moves=[state for state in State if state in MOVES[State(shown.state)]], reopened=shown.state in REOPENED,
        time_line=await _time_line(reader, shown), reply=await panels(reader, "ticket.reply", shown), files=await queries.attachments(shown.id, None),
        priorities=list(Priority), side=await panels(reader, "ticket.side", shown), now=clock.now(), typed=typed or forms.Fields(),
        faults=forms.faults(error, reader.language), days=_days, read_moment=datetime.fromisoformat,
        rests=rests(clock.now(), await working_calendar(place), place.weekend), zone=reader.zone,
        main=await panels(reader, "ticket.main", shown), contacts=contacts, known_fields=FIELDS,
        people_by_text={str(key): name for key, name in people.items()},
        unreachable=why(await queries.unreachable(shown.party_id), reader.language), **judged,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the time line: an entry with what stands beneath it, or what another room drew."""

    at: datetime
    entry: EntryFacts | None
    drawn: Sequence[Markup]


async def _time_line(reader: Reader, shown: TicketFacts) -> list[Moment]:
    """What was said and done, the first first, with what other rooms know of it."""
    lines: list[Line] = [line for found in await panels(reader, "ticket.said", shown) for line in found]
    written = await queries.entries(shown.id)
    ours = {entry.id for entry in written}
    moments = [Moment(e.written_at, e, [line.drawn for line in lines if line.of == e.id]) for e in written]
    moments += [Moment(line.at, None, [line.drawn]) for line in lines if line.of not in ours]
    return sorted(moments, key=lambda moment: moment.at)


def _days(moment: Any, zone: str) -> Any:
    return clock.local_date(moment, zone)


@post("/tickets/{number:str}/state", guards=[needs("tickets.move")], opt={PAGE: True}, include_in_schema=False)
async def move(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """To another state, with a note where there is something to say."""
    shown, given = await seen(request, number), await forms.given(request)
    to = State(given["to"]) if given["to"] in set(State) else None

    async def effect() -> str:
        await forms.unchanged("ticket", shown.id, given)
        if to is not None:
            await actions.move_ticket(ticket_id=shown.id, to=to, note=given.get("note", ""), by=request.user)
        return f"/tickets/{shown.number}"

    return await answer(request, shown, given, effect, "moved", _back(request, shown, to) if to is not None else "")


def _back(request: DeskRequest, shown: TicketFacts, to: State) -> str:
    """The form that takes a move back; empty where none does."""
    before = way_back(State(shown.state), to)
    if before is None:
        return ""
    why_back = str(html.words(request.user.language, _TICKET)("taken_back"))
    return f"/tickets/{shown.number}/state?{urlencode({'to': str(before), 'note': why_back})}"


@post("/tickets/{number:str}/due", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def set_due(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """Until when it is promised: typed, or so much from now (`ahead`)."""
    shown, given = await seen(request, number), await forms.given(request)

    async def effect() -> str:
        await forms.unchanged("ticket", shown.id, given)
        due = await meant(request, shown.centre_id, given.get("ahead") or given.get("due", ""), field="due")
        await actions.change_ticket(ticket_id=shown.id, due_at=due, by=request.user)
        return f"/tickets/{shown.number}"

    undo = f"/tickets/{shown.number}/due?{urlencode({'due': shown.due_at.isoformat()})}" if shown.due_at else ""
    return await answer(request, shown, given, effect, "saved", undo)


@post("/tickets/{number:str}/accessories", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def note_accessories(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """What came with the unit: all of it as it is now."""
    shown, given = await seen(request, number), await forms.given(request)

    async def effect() -> str:
        await forms.unchanged("ticket", shown.id, given)
        await actions.change_ticket(ticket_id=shown.id, accessories=given.get("accessories", ""), by=request.user)
        return f"/tickets/{shown.number}"

    undo = f"/tickets/{shown.number}/accessories?{urlencode({'accessories': shown.accessories})}"
    return await answer(request, shown, given, effect, "saved", undo)


@post("/tickets/{number:str}/priority", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def prioritise(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """How urgent it is."""
    shown, given = await seen(request, number), await forms.given(request)
    priority = Priority(given["priority"]) if given["priority"] in set(Priority) else None

    async def effect() -> str:
        await forms.unchanged("ticket", shown.id, given)
        if priority is not None:
            await actions.change_ticket(ticket_id=shown.id, priority=priority, by=request.user)
        return f"/tickets/{shown.number}"

    undo = f"/tickets/{shown.number}/priority?{urlencode({'priority': str(shown.priority)})}"
    return await answer(request, shown, given, effect, "saved", undo)


@post("/tickets/{number:str}/owner", guards=[needs("tickets.move")], opt={PAGE: True}, include_in_schema=False)
async def assign(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """Give it to somebody, take it oneself (`me`), or leave it to nobody (empty)."""
    shown, given = await seen(request, number), await forms.given(request)
    to = given.get("owner", "")

    async def effect() -> str:
        known = {str(each.id): each.id for each in await accounts.staff_list()} | {"me": request.user.id}
        await actions.assign(ticket_id=shown.id, assignee_id=known.get(to), by=request.user)
        return f"/tickets/{shown.number}"

    undo = f"/tickets/{shown.number}/owner?{urlencode({'owner': str(shown.assignee_id or '')})}"
    return await answer(request, shown, given, effect, "given", undo)


@post("/tickets/{number:str}/reading", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def read(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """What the customer wrote needs no answer."""
    shown, given = await seen(request, number), await forms.given(request)

    async def effect() -> str:
        await actions.mark_read(ticket_id=shown.id, by=request.user)
        return f"/tickets/{shown.number}"

    return await answer(request, shown, given, effect, "saved")


@post("/tickets/{number:str}/notes", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def write(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """A note; with `then` = resolve the ticket is resolved with it, and the next of the queue is opened."""
    shown, given = await seen(request, number), await forms.given(request)

    async def effect() -> str:
        body = given.get("body", "").strip()
        if body:
            await actions.add_note(ticket_id=shown.id, body=body, kind=EntryKind.NOTE, by=request.user)
        if given.get("then") != "resolve":
            return f"/tickets/{shown.number}"
        if shown.state is not State.RESOLVED:
            await actions.move_ticket(ticket_id=shown.id, to=State.RESOLVED, by=request.user)
        following = await queries.next_of_mine(request.user, but=shown.id)
        return f"/tickets/{following}" if following else "/tickets?owner=me"

    resolves = given.get("then") == "resolve" and shown.state is not State.RESOLVED
    undo = _back(request, shown, State.RESOLVED) if resolves else ""
    return await answer(request, shown, given, effect, "noted", undo, draft=f"ticket:{shown.id}:note")


async def answer(
    request: DeskRequest,
    shown: TicketFacts,
    given: Mapping[str, str],
    effect: Any,
    word: str,
    undo: str = "",
    draft: str = "",
) -> Response[Any]:
    """The next page with a sentence and a way back, or the same page with what is wrong and all that was typed."""
    try:
        address = await forms.once(request, given, effect)
    except DeskError as error:
        return await _page(request, await seen(request, shown.number), error=error, typed=given)
    said = html.words(request.user.language, _TICKET)(word, number=shown.number)
    return forms.gone_to(request, address, str(said), undo=undo, taken=draft)


ROUTES: Final[list[Any]] = [ticket, move, set_due, note_accessories, prioritise, assign, read, write]
