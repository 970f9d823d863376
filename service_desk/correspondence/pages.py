"""What is said on a ticket's page: the box in which its customer is answered, and every message with what became of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from markupsafe import Markup

from notifications.message import Medium, State
from service_desk.correspondence import actions, queries
from service_desk.foundation.errors import DeskError
from service_desk.foundation.money import Money
from service_desk.foundation.reader import Reader
from service_desk.foundation.sentences import sentence
from service_desk.foundation.web import DeskRequest, forms, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import Line, Panel, draw, drawn, reader_of
from service_desk.tickets import actions as tickets_actions
from service_desk.tickets import queries as tickets
from service_desk.tickets.rules import State as TicketState
from service_desk.tickets.rules import TicketFacts, way_back

_HERE: Final = "correspondence/templates/"
LOOKS: Final[Mapping[State, str]] = {
    State.QUEUED: "waiting",
    State.SENDING: "working",
    State.UNKNOWN: "waiting",
    State.ACCEPTED: "working",
    State.SENT: "working",
    State.DELIVERED: "done",
    State.READ: "done",
    State.UNDELIVERED: "refused",
    State.FAILED: "refused",
    State.CANCELLED: "ended",
    State.EXPIRED: "refused",
    State.DEAD: "refused",
    State.SUPPRESSED: "refused",
}
"""State of a message -> one of foundation.web.look.LOOKS."""


async def box(reader: Reader, ticket: TicketFacts) -> Markup | None:
    """Where the customer is answered; nothing where there is nobody to answer or no way to."""
    if ticket.party_id is None or not reader.actor.may("messages.send", ticket.centre_id):
        return None
    answering = await queries.answering(ticket, reader.language)
    if all(way.why for way in answering.ways):
        return None
    return drawn(reader, f"{_HERE}_reply.html", **_places(ticket, answering, forms.Fields(), forms.Fields()))


async def said(reader: Reader, ticket: TicketFacts) -> list[Line]:
    """Every message on the ticket, beneath the reply that it carries or at its own moment."""
    lines = []
    for each in await queries.said_on(ticket.id, reader.language):
        message = each.message
        bare = each.entry_id is not None and message.state != State.CANCELLED
        part = drawn(
            reader, f"{_HERE}{'_state' if bare else '_said'}.html", message=message, look=LOOKS[State(message.state)], State=State, ticket=ticket,
            entry_id=each.entry_id,
        )  # fmt: skip
        lines.append(Line(message.created_at, part, each.entry_id if bare else None))
    return lines


def _places(
    ticket: TicketFacts, answering: queries.Answering, typed: Mapping[str, str], faults: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "ticket": ticket, "answering": answering, "typed": typed, "faults": faults, "spoken": html.OWN_NAMES[answering.language],
    }  # fmt: skip


async def _seen(request: DeskRequest, number: str) -> TicketFacts:
    found = await tickets.ticket_named(number, request.user)
    return await tickets.ticket(UUID(str(found)), request.user.where("tickets.read"))


@post("/tickets/{number:str}/replies", guards=[needs("messages.send")], opt={PAGE: True}, include_in_schema=False)
async def reply(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """Answer the customer; with `then` = resolve the ticket is resolved with it, and the next of the queue is opened."""
    ticket, given = await _seen(request, number), await forms.given(request)
    written: list[UUID] = []

    async def effect() -> str:
        medium = Medium(given["medium"]) if given["medium"] in set(Medium) else Medium.SMS
        written.append(await actions.reply(ticket_id=ticket.id, body=given["body"], medium=medium, by=request.user))
        if given["then"] != "resolve":
            return f"/tickets/{ticket.number}"
        await tickets_actions.move_ticket(ticket_id=ticket.id, to=TicketState.RESOLVED, by=request.user)
        following = await tickets.next_of_mine(request.user, but=ticket.id)
        return f"/tickets/{following}" if following else "/tickets?owner=me"

    try:
        address = await forms.once(request, given, effect)
    except DeskError as error:
        answering = await queries.answering(ticket, request.user.language)
        faults = forms.faults(error, request.user.language)
        places = _places(ticket, answering, given, faults)
        return draw(request, f"{_HERE}reply.html", part="_reply.html", status=error.status, **places)
    told = str(html.words(request.user.language, f"{_HERE}reply.html")("sent"))
    if written:  # at night it waits for the morning
        ours = [each.message for each in await queries.said_on(ticket.id, request.user.language)]
        told = ours[-1].why or told if ours and ours[-1].hold_reason == "quiet_hours" else told
    undo = f"/tickets/{ticket.number}/replies/back?entry={written[0]}" if written else ""
    before = way_back(TicketState(ticket.state), TicketState.RESOLVED) if given["then"] == "resolve" else None
    undo += f"&to={before}" if undo and before else ""
    return forms.gone_to(request, address, told, undo=undo, taken=f"ticket:{ticket.id}:reply")


@post("/tickets/{number:str}/replies/back", guards=[needs("messages.send")], opt={PAGE: True}, include_in_schema=False)
async def take_back(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """Stop a reply that still waits; its words stand in the box again. `to`: where a ticket goes back that was resolved with it."""
    ticket, given = await _seen(request, number), await forms.given(request)
    address = f"/tickets/{ticket.number}"
    told = str(html.words(request.user.language, f"{_HERE}reply.html")("taken_back"))

    async def effect() -> str:
        await actions.take_back(ticket_id=ticket.id, entry_id=_uuid(given["entry"]), by=request.user)
        if given["to"] in set(TicketState) and ticket.state == TicketState.RESOLVED:
            to = TicketState(given["to"])
            await tickets_actions.move_ticket(ticket_id=ticket.id, to=to, note=told, by=request.user)
        return address

    try:
        await forms.once(request, given, effect)
    except DeskError as error:
        return forms.gone_to(request, address, sentence(error, request.user.language))
    return forms.gone_to(request, address, told, back=f"ticket:{ticket.id}:reply")


@post("/tickets/{number:str}/replies/measure", guards=[needs("messages.send")], status_code=200, opt={PAGE: True}, include_in_schema=False)  # fmt: skip
async def measure(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """Letters, segments and cost of what is typed, as it would go."""
    ticket, given = await _seen(request, number), await forms.given(request)
    medium = Medium(given["medium"]) if given["medium"] in set(Medium) else Medium.SMS
    measured = await queries.measured(ticket, given["body"], medium)
    reader = reader_of(request)
    assert reader is not None  # the guard of every page puts one there
    price = Money(measured.price or Decimal(), measured.currency) if measured.currency else None
    part = drawn(reader, f"{_HERE}_measure.html", measured=measured, price=price)
    return Response(str(part), media_type="text/html")


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        return UUID(int=0)


PANELS: Final = {
    "ticket.reply": (Panel("messages.send", box),),
    "ticket.said": (Panel("messages.read", said),),
}
ROUTES: Final[list[Any]] = [reply, take_back, measure]
