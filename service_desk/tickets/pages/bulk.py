"""What is chosen in the queue is changed at once, and taken back as one."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from service_desk.foundation.errors import DeskError
from service_desk.foundation.web import DeskRequest, forms, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.tickets import actions, queries
from service_desk.tickets.pages.moments import meant
from service_desk.tickets.pages.queue import BULK, CHOSEN, QUEUE, page
from service_desk.tickets.rules import BulkAsked, BulkRow, Owner, Priority, Rest, State, view_read


@post("/tickets/bulk", guards=[needs("tickets.move")], opt={PAGE: True}, include_in_schema=False)
async def change(request: DeskRequest) -> Response[Any]:
    """Every chosen ticket for itself; the queue says which refused and why."""
    given = await forms.given(request)
    chosen = await _chosen(request)

    async def effect() -> str:
        asked = await _asked(request, given, chosen)
        made = await actions.change_many(ticket_ids=chosen, asked=asked, by=request.user)
        return _address(given, made)

    try:
        address = await forms.once(request, given, effect)
    except DeskError as error:
        return await page(request, given=_fields(given), bulk_error=error, typed=given, picked=frozenset(chosen))
    change_id = UUID(dict(parse_qsl(address.partition("?")[2]))[BULK])
    told = await queries.bulk_change(change_id, request.user)
    undo = f"/tickets/bulk/{change_id}/undo?{urlencode({'asked': urlencode(_fields(given))})}"
    return forms.gone_to(request, address, _said(request, "bulk_done", told.tickets), undo=undo)


@post("/tickets/bulk/{change_id:uuid}/undo", guards=[needs("tickets.move")], opt={PAGE: True}, include_in_schema=False)
async def undo(request: DeskRequest, change_id: FromPath[UUID]) -> Response[Any]:
    """As they were, but for those that somebody changed since."""
    given = await forms.given(request)
    why = str(html.words(request.user.language, QUEUE)("taken_back"))

    async def effect() -> str:
        await actions.undo_many(change_id=change_id, why=why, by=request.user)
        return _address(given, change_id)

    address = await forms.once(request, given, effect)
    told = await queries.bulk_change(change_id, request.user)
    return forms.gone_to(request, address, _said(request, "bulk_back", told.undone or []))


async def _chosen(request: DeskRequest) -> list[UUID]:
    """What is no id was not chosen by anybody."""
    found = []
    for each in (await request.form()).getall("id", []):
        try:
            found.append(UUID(str(each)))
        except ValueError:
            continue
    return found


async def _asked(request: DeskRequest, given: Mapping[str, str], chosen: Sequence[UUID]) -> BulkAsked:
    owner, to = given.get("owner", ""), given.get("to", "")
    priority, rest = given.get("priority", ""), given.get("rest", "")
    known = owner if owner and owner not in set(Owner) else ""
    return BulkAsked(
        owner=Owner(owner) if owner in set(Owner) else None, assignee_id=_id(known),
        priority=Priority(priority) if priority in set(Priority) else None, to=State(to) if to in set(State) else None,
        rest=Rest(rest) if rest in set(Rest) else None, note=given.get("note", ""),
        until=await _until(request, given.get("until", ""), chosen),
    )  # fmt: skip


def _id(written: str) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return None


async def _until(request: DeskRequest, typed: str, chosen: Sequence[UUID]) -> Any:
    """What was typed, by the hours of the centre of the first one."""
    if not typed.strip() or not chosen:
        return None
    first = await queries.ticket(chosen[0], request.user.where("tickets.read"))
    return await meant(request, first.centre_id, typed, field="until", morning=True)


def _fields(given: Mapping[str, str]) -> dict[str, str]:
    """Of the address that it was sent from."""
    told = dict(parse_qsl(given.get("asked", "").lstrip("?")))
    return view_read(told).told | ({CHOSEN: told[CHOSEN]} if CHOSEN in told else {})


def _address(given: Mapping[str, str], change_id: UUID) -> str:
    return f"/tickets?{urlencode(_fields(given) | {BULK: str(change_id)})}"


def _said(request: DeskRequest, word: str, rows: Sequence[BulkRow]) -> str:
    refused = sum(each.refused is not None for each in rows)
    words = html.words(request.user.language, QUEUE)
    return str(words(word if not refused else f"{word}_some", done=len(rows) - refused, refused=refused))


ROUTES: Final[list[Any]] = [change, undo]
