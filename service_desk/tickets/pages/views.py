"""Views of the queue are kept, changed, deleted and brought back from the queue itself."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from service_desk.foundation.errors import DeskError
from service_desk.foundation.web import DeskRequest, forms, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.tickets import actions, queries
from service_desk.tickets.pages.queue import CHOSEN, QUEUE, page
from service_desk.tickets.rules import view_read


@post("/tickets/views", guards=[needs("tickets.read")], opt={PAGE: True}, include_in_schema=False)
async def keep(request: DeskRequest) -> Response[Any]:
    """The filter of the address, under a name."""
    given = await forms.given(request)

    async def effect() -> str:
        made = await actions.save_view(
            name=given["name"], asked=view_read(_asked(given)), centre_id=_centre(given), by=request.user
        )
        return _address(given, made)

    return await _done(request, given, effect, "view_kept")


@post("/tickets/views/{view_id:uuid}", guards=[needs("tickets.read")], opt={PAGE: True}, include_in_schema=False)
async def change(request: DeskRequest, view_id: FromPath[UUID]) -> Response[Any]:
    """Another name, another filter, or for others too."""
    given = await forms.given(request)

    async def effect() -> str:
        await forms.unchanged("saved_view", view_id, given)
        await actions.change_view(
            view_id=view_id, name=given["name"], asked=view_read(_asked(given)), centre_id=_centre(given), by=request.user
        )  # fmt: skip
        return _address(given, view_id)

    return await _done(request, given, effect, "view_kept")


@post("/tickets/views/{view_id:uuid}/retirement", guards=[needs("tickets.read")], opt={PAGE: True}, include_in_schema=False)  # fmt: skip
async def retire(request: DeskRequest, view_id: FromPath[UUID]) -> Response[Any]:
    """Offered no more, until it is taken back."""
    given = await forms.given(request)

    async def effect() -> str:
        await actions.retire_view(view_id=view_id, by=request.user)
        return "/tickets"

    return await _done(request, given, effect, "view_deleted", f"/tickets/views/{view_id}/revival")


@post("/tickets/views/{view_id:uuid}/revival", guards=[needs("tickets.read")], opt={PAGE: True}, include_in_schema=False)  # fmt: skip
async def revive(request: DeskRequest, view_id: FromPath[UUID]) -> Response[Any]:
    """As it was."""
    given = await forms.given(request)

    async def effect() -> str:
        await actions.revive_view(view_id=view_id, by=request.user)
        found = await queries.view(view_id, request.user)
        return f"/tickets?{urlencode(found.asked.told | {CHOSEN: str(view_id)})}"

    return await _done(request, given, effect, "view_back")


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    """The fields of the address that the form was sent from."""
    return dict(parse_qsl(given.get("asked", "").lstrip("?")))


def _centre(given: Mapping[str, str]) -> UUID | None:
    """Whom it is shared with; what is no centre at all shares with nobody."""
    try:
        return UUID(given.get("centre", ""))
    except ValueError:
        return None


def _address(given: Mapping[str, str], view_id: UUID) -> str:
    return f"/tickets?{urlencode(view_read(_asked(given)).told | {CHOSEN: str(view_id)})}"


async def _done(
    request: DeskRequest, given: Mapping[str, str], effect: Any, word: str, undo: str = ""
) -> Response[Any]:
    try:
        address = await forms.once(request, given, effect)
    except DeskError as error:
        return await page(request, given=_asked(given), error=error, typed=given)
    return forms.gone_to(request, address, str(html.words(request.user.language, QUEUE)(word)), undo=undo)


ROUTES: Final[list[Any]] = [keep, change, retire, revive]
