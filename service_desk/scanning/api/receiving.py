"""Receive a delivery or count a place by scans and RFID reads alone, as fast as they come."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from barcodes import Source
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import STATE, InWords
from service_desk.foundation.web.scans import Raw
from service_desk.scanning import actions, queries
from service_desk.scanning.rules.sessions import Counted, Line, Purpose, SessionFacts, SessionState

InState = Annotated[list[SessionState] | None, STATE]


class NewSession(msgspec.Struct, forbid_unknown_fields=True):
    """`number`: of the delivery note, or what the count is called."""

    location_id: UUID
    purpose: Purpose
    number: Annotated[str, msgspec.Meta(max_length=40)] = ""


class Scans(msgspec.Struct, forbid_unknown_fields=True):
    """In the order in which they came; up to 1,000. `station_id`: whose scanner read them; `alt_raws`: the same scans as the
    keyboard's layout wrote them, as many or none.
    """

    scans: Annotated[list[Raw], msgspec.Meta(min_length=1, max_length=1000)]
    source: Source = Source.WEDGE
    alt_raws: Annotated[list[Raw], msgspec.Meta(max_length=1000)] = []
    station_id: UUID | None = None


class Tags(msgspec.Struct, forbid_unknown_fields=True):
    """A reader's text stream as it came: the tags in it are found, whatever stands around them."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=900_000)]


class Finishing(msgspec.Struct, forbid_unknown_fields=True):
    """`whole`: in a count, what was not scanned is gone. `leave_unknown`: finish although some scans were not understood.
    `came_back`: the serials among them that left the stock before and are here again.
    """

    whole: bool = False
    leave_unknown: bool = False
    came_back: Annotated[list[Annotated[str, msgspec.Meta(max_length=120)]], msgspec.Meta(max_length=1000)] = []


class SessionDetail(msgspec.Struct):
    """`waiting`: the scans that nobody has understood yet, the first 200."""

    session: SessionFacts
    lines: list[Line]
    waiting: list[Counted]


@get("/receiving", guards=[needs("parts.read")])
async def list_sessions(
    request: DeskRequest,
    in_state: InState = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    centre_id: FromQuery[UUID | None] = None,
    words: InWords = None,
) -> Page[SessionFacts]:
    """Deliveries and counts, the newest first."""
    return await queries.sessions(
        request.user.where("parts.read", centre_id), state=in_state, words=words, cursor=cursor, limit=limit
    )


@post("/receiving", guards=[needs("parts.read")])
async def start_session(request: DeskRequest, data: JSONBody[NewSession]) -> Response[SessionFacts]:
    """Start taking in a delivery (needs parts.receive) or counting a place (parts.adjust)."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.start_session(**given, by=request.user))


@get("/receiving/{session_id:uuid}", guards=[needs("parts.read")])
async def show_session(
    request: DeskRequest, session_id: FromPath[UUID], whole: FromQuery[bool] = False
) -> SessionDetail:
    """The lines so far, in a count beside the books, and what was not understood."""
    session = await queries.session(session_id, request.user.where("parts.read"))
    lines = await queries.session_lines(session_id, whole=whole)
    return SessionDetail(session, lines, await queries.waiting_scans(session_id))


@post("/receiving/{session_id:uuid}/scans", guards=[needs("parts.read")])
async def add_scans(
    request: DeskRequest, session_id: FromPath[UUID], data: JSONBody[Scans]
) -> Response[actions.Progress]:
    """Add a stream of scans; a scanned UNDO command takes the one before it back."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.add_scans(session_id=session_id, by=request.user, **given))


@post("/receiving/{session_id:uuid}/tags", guards=[needs("parts.read")])
async def add_tags(
    request: DeskRequest, session_id: FromPath[UUID], data: JSONBody[Tags]
) -> Response[actions.Progress]:
    """Add what an RFID reader read: doubled reads are folded, within the request and over all of them."""
    return await once(request, lambda: actions.add_tags(session_id=session_id, text=data.text, by=request.user))


@post("/receiving/{session_id:uuid}/undo", guards=[needs("parts.read")])
async def undo_last(request: DeskRequest, session_id: FromPath[UUID]) -> Response[actions.Progress]:
    """Take the last scan back; again, the one before it."""
    return await once(request, lambda: actions.undo_last(session_id=session_id, by=request.user))


@delete("/receiving/{session_id:uuid}/scans/{seq:int}", guards=[needs("parts.read")], status_code=200)
async def drop_scan(request: DeskRequest, session_id: FromPath[UUID], seq: FromPath[int]) -> actions.Progress:
    """Take one scan off, such as an unknown one."""
    return await actions.drop_scan(session_id=session_id, seq=seq, by=request.user)


@post("/receiving/{session_id:uuid}/completion", guards=[needs("parts.read")])
async def finish_session(
    request: DeskRequest, session_id: FromPath[UUID], data: JSONBody[Finishing]
) -> Response[actions.Finished]:
    """Receive all of it, or correct the books to what was counted."""
    given = msgspec.structs.asdict(data)
    return await once(request, lambda: actions.finish_session(session_id=session_id, by=request.user, **given))


@post("/receiving/{session_id:uuid}/cancellation", guards=[needs("parts.read")])
async def cancel_session(request: DeskRequest, session_id: FromPath[UUID]) -> Response[SessionFacts]:
    """Give a session up: nothing is posted."""
    return await once(request, lambda: actions.cancel_session(session_id=session_id, by=request.user))


NAMED = [Named(("session_id",), table="stock_session")]
ROUTES: Final[list[Any]] = [
    list_sessions,
    start_session,
    show_session,
    add_scans,
    add_tags,
    undo_last,
    drop_scan,
    finish_session,
    cancel_session,
]
