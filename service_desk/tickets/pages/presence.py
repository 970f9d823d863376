"""Who else has a ticket open, and who writes there, so that a customer is not answered twice."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from markupsafe import Markup

from service_desk.accounts import queries as accounts
from service_desk.foundation.errors import NotFound
from service_desk.foundation.reader import Reader
from service_desk.foundation.web import DeskRequest, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import drawn
from service_desk.foundation.web.presence import Place, tell_writing
from service_desk.tickets import queries
from service_desk.tickets.pages.work import seen
from service_desk.tickets.rules import SUBJECT


async def may_enter(ticket_id: UUID, reader: Reader) -> bool:
    """Whoever may read it."""
    if not reader.actor.may("tickets.read"):
        return False
    try:
        await queries.ticket(ticket_id, reader.actor.where("tickets.read"))
    except NotFound:
        return False
    return True


async def company(reader: Reader, looking: Collection[UUID], writing: Collection[UUID]) -> Markup:
    """The others by their names; nothing where nobody is there."""
    names = {each.id: each.name for each in await accounts.staff_list()} if looking or writing else {}
    return drawn(
        reader, "tickets/templates/_presence.html",
        looking=sorted(names[each] for each in looking if each in names), writing=sorted(names[each] for each in writing if each in names),
    )  # fmt: skip


@post("/tickets/{number:str}/writing", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def writes(request: DeskRequest, number: FromPath[str]) -> Response[None]:
    """The page says so while somebody types there; nothing is kept of it."""
    shown = await seen(request, number)
    request.user.require("tickets.open", shown.centre_id)
    tell_writing(SUBJECT, shown.id, request.user.id)
    return Response(None, status_code=204)


ROUTES: Final[list[Any]] = [writes]
PLACES: Final = {SUBJECT: Place(may_enter, company)}
