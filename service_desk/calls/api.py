"""Telephones, what a switch tells of calls, the call list, and what is known about who calls."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service_desk.calls import actions, queries
from service_desk.calls.queries import Pop
from service_desk.calls.rules import CallFacts, CallState, ExtensionFacts, Told
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import DEFAULT, Page
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.requests import unkept

InState = Annotated[
    list[CallState] | None,
    QueryParameter(name="state", description="Only those in that state; given several times: in any of them"),
]
Number = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class IncomingCall(msgspec.Struct, forbid_unknown_fields=True):
    """`call_id`: what the switch calls it; told again it is the same call. `caller`, `called`: numbers as the switch has them;
    `caller` is empty when it was withheld. `at`: when that was; else now."""

    call_id: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    extension: Number
    caller: Annotated[str, msgspec.Meta(max_length=60)] = ""
    called: Annotated[str, msgspec.Meta(max_length=40)] = ""
    told: Told = Told.RINGING
    at: datetime | None = None
    centre_id: UUID | None = None


class NewExtension(msgspec.Struct, forbid_unknown_fields=True):
    """`staff_id`: on whose screen its calls pop up. `called`: the public number that rings it, `dial`: where Twilio reaches it, a
    number or a SIP address; both only where Twilio brings the calls."""

    centre_id: UUID
    number: Number
    staff_id: UUID | None = None
    called: Annotated[str, msgspec.Meta(max_length=40)] = ""
    dial: Annotated[str, msgspec.Meta(max_length=140)] = ""


class ExtensionSettings(msgspec.Struct, forbid_unknown_fields=True):
    """All of them: what is left out is taken away."""

    staff_id: UUID | None = None
    called: Annotated[str, msgspec.Meta(max_length=40)] = ""
    dial: Annotated[str, msgspec.Meta(max_length=140)] = ""


class Disturbance(msgspec.Struct, forbid_unknown_fields=True):
    """`do_not_disturb`: no call pops up there, and Twilio rings somebody else."""

    do_not_disturb: bool


class CallNaming(msgspec.Struct, forbid_unknown_fields=True):
    """With which customer it was and about which ticket; what is left out is not known."""

    party_id: UUID | None = None
    ticket_id: UUID | None = None


class KeptCaller(msgspec.Struct, forbid_unknown_fields=True):
    party_id: UUID


@post("/telephony/incoming", guards=[needs("calls.report")])
async def incoming_call(request: DeskRequest, data: JSONBody[IncomingCall]) -> Response[CallFacts]:
    """A telephone switch tells that a call rings, was answered or ended. Only the screen of the extension that rings shows it.

    Told twice, late or in another order it stays one call.
    """

    async def note() -> CallFacts:
        rung = await queries.extension_meant(data.extension.lower(), request.user.where("calls.report", data.centre_id))
        call_id = await actions.note_call(
            provider=f"token:{request.user.id.hex[-12:]}", provider_id=data.call_id, extension=rung, caller=data.caller,
            called=data.called, told=data.told, at=data.at, by=request.user,
        )  # fmt: skip
        return await queries.told_call(call_id)

    return await once(request, note)


@get("/calls", guards=[needs("calls.take")])
async def list_calls(
    request: DeskRequest,
    staff_id: FromQuery[UUID | None] = None,
    party_id: FromQuery[UUID | None] = None,
    in_state: InState = None,
    words: InWords = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[int] = DEFAULT,
) -> Page[CallFacts]:
    """The call list, the newest first: of one member of staff, of one customer, the missed ones; `words` finds callers by name or number."""
    return await queries.calls(
        request.user, staff_id=staff_id, party_id=party_id, states=in_state, words=words, cursor=cursor, limit=limit
    )


@get("/calls/{call_id:str}", guards=[needs("calls.take")])
async def show_call(request: DeskRequest, call_id: FromPath[UUID]) -> CallFacts:
    """One call."""
    return await queries.call(call_id, request.user)


@get("/calls/{call_id:str}/caller", guards=[needs("calls.take")])
async def show_caller(request: DeskRequest, call_id: FromPath[UUID]) -> Pop:
    """Everyone who has the number, with their units and the cover of each today, open tickets and orders."""
    return await queries.pop(call_id, request.user)


@patch("/calls/{call_id:str}", guards=[needs("calls.take")])
async def name_call(request: DeskRequest, call_id: FromPath[UUID], data: JSONBody[CallNaming]) -> Response[CallFacts]:
    """Say with which customer the call was and about which ticket."""
    return await once(
        request,
        lambda: actions.name_call(call_id=call_id, party_id=data.party_id, ticket_id=data.ticket_id, by=request.user),
    )


@post("/calls/{call_id:str}/caller", guards=[needs("customers.write")])
async def keep_caller(request: DeskRequest, call_id: FromPath[UUID], data: JSONBody[KeptCaller]) -> Response[CallFacts]:
    """Keep the caller's number with a customer: next time they are known."""
    return await once(request, lambda: actions.keep_caller(call_id=call_id, party_id=data.party_id, by=request.user))


@get("/extensions", guards=[needs("centres.read")])
@in_pages
async def list_extensions(request: DeskRequest, centre_id: FromQuery[UUID | None] = None) -> list[ExtensionFacts]:
    """Telephones in use, and whose they are."""
    return await queries.extensions(request.user.where("centres.read", centre_id))


@post("/extensions", guards=[needs("centres.write")])
async def create_extension(request: DeskRequest, data: JSONBody[NewExtension]) -> Response[ExtensionFacts]:
    """Set a telephone up."""
    return await once(request, lambda: actions.create_extension(**msgspec.structs.asdict(data), by=request.user))


@get("/extensions/{extension_id:str}", guards=[needs("centres.read")])
async def show_extension(request: DeskRequest, extension_id: FromPath[UUID]) -> ExtensionFacts:
    """One telephone."""
    return await queries.extension(extension_id, request.user.where("centres.read"))


@put("/extensions/{extension_id:str}", guards=[needs("centres.write")])
async def change_extension(
    request: DeskRequest, extension_id: FromPath[UUID], data: JSONBody[ExtensionSettings]
) -> Response[ExtensionFacts]:
    """Change whose a telephone is and which number rings it."""
    given = msgspec.structs.asdict(data)
    return await once(
        request,
        lambda: actions.change_extension(extension_id=extension_id, by=request.user, **given),
    )


@put("/extensions/{extension_id:str}/do-not-disturb", guards=[needs("calls.take")])
async def set_do_not_disturb(
    request: DeskRequest, extension_id: FromPath[UUID], data: JSONBody[Disturbance]
) -> Response[ExtensionFacts]:
    """Let no call pop up there, or let them again. For one's own telephone, or with the right to change centres for any."""
    return await once(
        request,
        lambda: actions.set_do_not_disturb(extension_id=extension_id, on=data.do_not_disturb, by=request.user),
    )


@delete("/extensions/{extension_id:str}", guards=[needs("centres.write")], status_code=204)
async def retire_extension(request: DeskRequest, extension_id: FromPath[UUID]) -> None:
    """Take a telephone out of use. Its calls stay."""
    await unkept(request, lambda: actions.retire_extension(extension_id=extension_id, by=request.user))


NAMED = [
    Named(
        ("extension_id",),
        queries.extension_named,
        "its number, or CENTRE:NUMBER where several centres have it",
        "BER:201",
        table="extension",
    ),
    Named(("call_id",), table="call"),
]
ROUTES = [
    incoming_call,
    list_calls,
    show_call,
    show_caller,
    name_call,
    keep_caller,
    list_extensions,
    create_extension,
    show_extension,
    change_extension,
    set_do_not_disturb,
    retire_extension,
]
