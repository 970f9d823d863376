"""Forms of pages: read, done once whatever was pressed twice, and answered with the next page or with what is wrong."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from litestar import Request, Response
from litestar.datastructures import Cookie

from service_desk.foundation import idempotency
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import DeskError, Stale
from service_desk.foundation.ids import uuid7
from service_desk.foundation.sentences import sentence

KEY: Final = "key"
VERSION: Final = "version"


class Fields(dict[str, str]):
    """What was typed, or what is wrong, by field; a field without is empty."""

    def __missing__(self, name: str) -> str:
        return ""


async def given(request: Request[Any, Any, Any]) -> Fields:
    """The fields as they were typed; what is no text, such as a file, is left out."""
    form = await request.form()
    return Fields({name: value for name, value in form.items() if isinstance(value, str)})


def listed(fields: Mapping[str, str], name: str) -> str | None:
    """None where nothing was typed or chosen."""
    value = fields.get(name, "").strip()
    return value or None


def faults(error: DeskError | None, language: str) -> Fields:
    """What is wrong, by field; what belongs to none is under the empty name."""
    if error is None:
        return Fields()
    found = {part.field or "": sentence(part, language) for part in error.parts}
    return Fields(found or {error.field or "": sentence(error, language)})


def gone_to(
    request: Request[Any, Any, Any], address: str, said: str = "", *, undo: str = "", taken: str = "", back: str = ""
) -> Response[None]:
    """The page to see after a form was taken; `said` is told there for some seconds.

    `undo`: the form that takes it back, as address and fields. `taken`: whose draft the browser may forget; `back`: whose it shows again.
    """
    told = {"said": said, "undo": undo, "taken": taken, "back": back}
    cookies = [
        Cookie(key=key, value=quote(value, safe=""), max_age=30, path="/", samesite="lax")
        for key, value in told.items()
        if value
    ]
    by_htmx = bool(request.headers.get("hx-request"))
    headers = {"HX-Redirect": address} if by_htmx else {"Location": address}
    return Response(None, status_code=204 if by_htmx else 303, headers=headers, cookies=cookies)


async def once(request: Request[Any, Any, Any], fields: Mapping[str, str], effect: Callable[[], Awaitable[str]]) -> str:
    """`effect` gives the address to go to; pressed twice, it is done once and goes to the same one.

    Raises what `effect` raises; then nothing is kept and the same form may be sent again.
    """
    actor = request.scope["user"]

    async def run() -> tuple[int, bytes]:
        return 303, (await effect()).encode()

    mark = idempotency.fingerprint(request.method, request.scope["path"], await request.body())
    key = fields.get(KEY) or str(
        uuid7()
    )  # without one, such as what takes something back, it is done as often as it is sent
    answer = await idempotency.once(actor.id, idempotency.checked_key(key), mark, run)
    return answer.body.decode()


async def unchanged(table: str, row_id: UUID, fields: Mapping[str, str]) -> None:
    """Inside the effect: the record still has the version that the form was drawn from. Raises Stale."""
    drawn_from = fields.get(VERSION, "")
    present = await fetchval(f"select version from {table} where id = $1 for update", row_id)
    if drawn_from.isdecimal() and present is not None and int(drawn_from) != present:
        raise Stale(version=present)
