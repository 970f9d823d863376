"""Who works here: their roles, passwords and sessions."""

from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.accounts import actions, queries
from service_desk.accounts.api.shapes import Email, Ended, Language, Password, RoleCode, Short, Version
from service_desk.foundation.search import narrowed
from service_desk.foundation.sorting import ordered
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.requests import unkept


class NewStaff(msgspec.Struct, forbid_unknown_fields=True):
    """`language`: without one, the company's own. `password`: to be changed at the first sign-in; without one they own API
    tokens only; see also `one_time`."""

    login: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    name: Short
    password: Password | None = None
    language: Language | None = None
    email: Email | None = None
    one_time: bool = False


class StaffChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays; an empty e-mail takes it away."""

    name: Short | None = None
    email: Email | None = None
    language: Language | None = None


class NewAssignment(msgspec.Struct, forbid_unknown_fields=True):
    """Without a centre the role holds in all of them. `amount_limit` with its `currency`: the highest amount (goodwill, say) that
    they may approve by it; without one, none."""

    role: RoleCode
    centre_id: UUID | None = None
    amount_limit: Decimal | None = None
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None = None


class Invited(msgspec.Struct):
    """`password`: the one-time password, where one was asked for. It is shown this once."""

    id: UUID
    password: str | None = None


class LeftBehind(msgspec.Struct):
    """By numbers: tickets that nobody has now, orders with a unit that nobody has now, and what clocks of the person still run on; by
    codes: benches that are nobody's now."""

    unassigned_tickets: list[str] = []
    units_without_technician: list[str] = []
    running_clocks: list[str] = []
    extensions: list[str] = []
    benches: list[str] = []


@get("/staff", guards=[needs("accounts.read")])
@in_pages
async def list_staff(
    request: DeskRequest, retired: FromQuery[bool] = False, words: InWords = None
) -> list[queries.StaffFacts]:
    """Everyone who works here, or (`retired`) everyone who left; as your language sorts names."""
    found = narrowed(await queries.staff_list(retired=retired), words, lambda each: f"{each.login} {each.name}")
    return ordered(found, lambda each: each.name, request.user.language)


@get("/staff/{staff_id:str}", guards=[needs("accounts.read")])
async def staff_member(request: DeskRequest, staff_id: FromPath[UUID]) -> queries.StaffFacts:
    """One member of staff, whether they work here still or not."""
    return await queries.staff_member(staff_id)


@post("/staff", guards=[needs("accounts.write", company=True)])
async def add_staff(request: DeskRequest, data: JSONBody[NewStaff]) -> Response[Invited]:
    """Add a member of staff. With `one_time` and without a password the answer has a one-time password, shown this once."""
    if data.one_time and data.password is None:
        # What it answers is a secret, so it is not kept for a repeated request: that one hears that the name is taken.
        made = await actions.invite_staff(
            login=data.login, name=data.name, language=data.language, email=data.email, by=request.user
        )
        return Response(Invited(made.staff_id, made.password), status_code=201)

    async def add() -> Invited:
        new = await actions.add_staff(
            login=data.login,
            name=data.name,
            password=data.password,
            language=data.language,
            email=data.email,
            one_time=data.one_time,
            by=request.user,
        )
        return Invited(new)

    return await once(request, add)


@patch("/staff/{staff_id:str}", guards=[needs("accounts.write", company=True)])
async def change_staff(request: DeskRequest, staff_id: FromPath[UUID], data: JSONBody[StaffChange]) -> Version:
    """Change name, e-mail or language."""
    return Version(
        await unkept(
            request,
            lambda: actions.change_staff(
                staff_id=staff_id, name=data.name, email=data.email, language=data.language, by=request.user
            ),
        )
    )


@delete("/staff/{staff_id:str}", guards=[needs("accounts.write", company=True)], status_code=200)
async def retire_staff(request: DeskRequest, staff_id: FromPath[UUID]) -> LeftBehind:
    """Retire a member of staff; their sessions and tokens end at once. The last administrator cannot be retired. Their open tickets
    are nobody's now; their clocks are listed among the forgotten ones until somebody says when the work ended."""
    return LeftBehind(**await unkept(request, lambda: actions.retire_staff(staff_id=staff_id, by=request.user)))


@post("/staff/{staff_id:str}/revival", guards=[needs("accounts.write", company=True)], status_code=200)
async def revive_staff(request: DeskRequest, staff_id: FromPath[UUID]) -> Invited:
    """Take back who was retired, with the roles they had and a one-time password, which is shown this once."""
    made = await unkept(request, lambda: actions.revive_staff(staff_id=staff_id, by=request.user))
    return Invited(staff_id, made.password if made else None)


@post("/staff/{staff_id:str}/password-reset", guards=[needs("accounts.write", company=True)], status_code=200)
async def reset_password(request: DeskRequest, staff_id: FromPath[UUID]) -> Invited:
    """A new one-time password, shown this once; it must be changed at the next sign-in. All sessions of the person end."""
    made = await unkept(request, lambda: actions.reset_password(staff_id=staff_id, by=request.user))
    return Invited(staff_id, made.password)


@post("/staff/{staff_id:str}/assignments", guards=[needs("accounts.write", company=True)], status_code=204)
async def assign_role(request: DeskRequest, staff_id: FromPath[UUID], data: JSONBody[NewAssignment]) -> None:
    """Give a role, in one centre or in all; given again it has the new limit."""
    await unkept(
        request,
        lambda: actions.assign_role(
            staff_id=staff_id, role=data.role, centre_id=data.centre_id, limit=data.amount_limit, currency=data.currency,
            by=request.user,
        ),
    )  # fmt: skip


@delete("/staff/{staff_id:str}/assignments/{role:str}", guards=[needs("accounts.write", company=True)], status_code=204)
async def take_role(
    request: DeskRequest, staff_id: FromPath[UUID], role: FromPath[str], centre_id: FromQuery[UUID | None] = None
) -> None:
    """Take a role back that was given in `centre_id`, or (without) in all centres. The last administrator keeps theirs."""
    await unkept(request, lambda: actions.take_role(staff_id=staff_id, role=role, centre_id=centre_id, by=request.user))


@get("/staff/{staff_id:str}/sessions", guards=[needs("accounts.write", company=True)])
@in_pages
async def staff_sessions(request: DeskRequest, staff_id: FromPath[UUID]) -> list[queries.SessionFacts]:
    """Where somebody is signed in."""
    return await queries.sessions_of(staff_id)


@delete("/staff/{staff_id:str}/sessions", guards=[needs("accounts.write", company=True)], status_code=200)
async def end_staff_sessions(request: DeskRequest, staff_id: FromPath[UUID]) -> Ended:
    """End all sessions of somebody, where a device was lost for example."""
    return Ended(await actions.end_sessions(staff_id=staff_id, by=request.user))


ROUTES: Final[list[Any]] = [
    list_staff,
    staff_member,
    add_staff,
    change_staff,
    retire_staff,
    revive_staff,
    reset_password,
    assign_role,
    take_role,
    staff_sessions,
    end_staff_sessions,
]
