"""A ticket is put off, and woken, from its page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from service_desk.centres.queries import centre, working_calendar
from service_desk.foundation import clock
from service_desk.foundation.web import DeskRequest, forms, needs
from service_desk.foundation.web.html import PAGE
from service_desk.tickets import actions
from service_desk.tickets.pages.moments import meant
from service_desk.tickets.pages.work import answer, seen
from service_desk.tickets.rules import Rest, rests


@post("/tickets/{number:str}/snooze", guards=[needs("tickets.move")], opt={PAGE: True}, include_in_schema=False)
async def snooze(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """Until a time that is typed, or one of those at hand (`rest`)."""
    shown, given = await seen(request, number), await forms.given(request)

    async def effect() -> str:
        await forms.unchanged("ticket", shown.id, given)
        until = await _until(request, shown.centre_id, given)
        await actions.snooze_ticket(ticket_id=shown.id, until=until, why=given["why"], by=request.user)
        return f"/tickets/{shown.number}"

    return await answer(request, shown, given, effect, "put_off", f"/tickets/{shown.number}/waking")


@post("/tickets/{number:str}/waking", guards=[needs("tickets.move")], opt={PAGE: True}, include_in_schema=False)
async def wake(request: DeskRequest, number: FromPath[str]) -> Response[Any]:
    """To be done now; or that it woke is noted."""
    shown, given = await seen(request, number), await forms.given(request)

    async def effect() -> str:
        await actions.wake_ticket(ticket_id=shown.id, by=request.user)
        return f"/tickets/{shown.number}"

    slept = shown.snoozed_until is not None and shown.snoozed_until > clock.now()
    again = (
        urlencode({"until": shown.snoozed_until.isoformat(), "why": shown.snooze_words}) if shown.snoozed_until else ""
    )
    return await answer(
        request, shown, given, effect, "awake" if slept else "saved", f"/tickets/{shown.number}/snooze?{again}" if slept else ""
    )  # fmt: skip


async def _until(request: DeskRequest, centre_id: UUID, given: Mapping[str, str]) -> datetime:
    """One of the times at hand, else what was typed. Raises UnreadableMoment."""
    rest = given.get("rest", "")
    if rest in set(Rest):
        place = await centre(centre_id)
        return rests(clock.now(), await working_calendar(place), place.weekend)[Rest(rest)]
    return await meant(request, centre_id, given.get("until", ""), field="until", morning=True)


ROUTES: Final[list[Any]] = [snooze, wake]
