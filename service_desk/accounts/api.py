"""Sign in and out, who am I, staff and API tokens."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, JSONBody

from service_desk.accounts import actions, queries
from service_desk.accounts.guards import cookie_name
from service_desk.foundation.settings import environment
from service_desk.foundation.web import DeskRequest, needs, once, open_to_all

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    login: Annotated[str, msgspec.Meta(max_length=80)]
    password: Annotated[str, msgspec.Meta(max_length=1000)]


class Me(msgspec.Struct):
    id: UUID
    kind: str
    language: str
    rights: list[str]
    centres: list[UUID] | None


class NewStaff(msgspec.Struct, forbid_unknown_fields=True):
    login: Short
    name: Short
    password: Annotated[str, msgspec.Meta(max_length=1000)] | None = None
    language: str = "en"
    email: str | None = None


class NewAssignment(msgspec.Struct, forbid_unknown_fields=True):
    role: Short
    centre_id: UUID | None = None


class NewToken(msgspec.Struct, forbid_unknown_fields=True):
    staff_id: UUID
    label: Short
    scopes: Annotated[list[str], msgspec.Meta(min_length=1, max_length=100)]
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Created(msgspec.Struct):
    id: UUID


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    present: Annotated[str, msgspec.Meta(max_length=1000)]
    new: Annotated[str, msgspec.Meta(max_length=1000)]


@post("/sessions", guards=[open_to_all], status_code=204)
async def sign_in(request: Request[Any, Any, Any], data: JSONBody[Credentials]) -> Response[None]:
    """Sign in with a log-in name and a password; the answer sets the session cookie."""
    opened = await actions.sign_in(
        login=data.login, password=data.password, old_secret=request.cookies.get(cookie_name())
    )
    cookie = Cookie(
        key=cookie_name(),
        value=opened.secret,
        httponly=True,
        secure=environment().secure_cookies,
        samesite="lax",
        path="/",
    )
    return Response(None, cookies=[cookie], status_code=204)


@delete("/sessions/current", guards=[open_to_all], status_code=204)
async def sign_out(request: Request[Any, Any, Any]) -> Response[None]:
    """End this session."""
    await actions.sign_out(request.cookies.get(cookie_name(), ""))
    gone = Cookie(key=cookie_name(), value="", max_age=0, path="/", secure=environment().secure_cookies)
    return Response(None, cookies=[gone], status_code=204, headers={"Clear-Site-Data": '"cookies"'})


@get("/me")
async def me(request: DeskRequest) -> Me:
    """Who I am and what I may do."""
    actor = request.user
    rights = actor.rights.union(*actor.grants.values())
    centres = None if actor.centres is None else sorted(actor.centres)
    return Me(actor.id, actor.kind, actor.language, sorted(rights), centres)


@post("/me/password", status_code=204)
async def change_password(request: DeskRequest, data: JSONBody[PasswordChange]) -> None:
    """Change one's own password; every session ends."""
    await actions.change_password(present=data.present, new=data.new, by=request.user)


@get("/staff", guards=[needs("accounts.write")])
async def list_staff(request: DeskRequest) -> list[queries.StaffFacts]:
    """Everyone who works here."""
    return await queries.staff_list()


@post("/staff", guards=[needs("accounts.write")])
async def add_staff(request: DeskRequest, data: JSONBody[NewStaff]) -> Response[Created]:
    """Add a member of staff."""

    async def add() -> Created:
        new = await actions.add_staff(
            login=data.login,
            name=data.name,
            password=data.password,
            language=data.language,
            email=data.email,
            by=request.user,
        )
        return Created(new)

    return await once(request, add)


@post("/staff/{staff_id:uuid}/assignments", guards=[needs("accounts.write")], status_code=204)
async def assign_role(request: DeskRequest, staff_id: FromPath[UUID], data: JSONBody[NewAssignment]) -> None:
    """Give a role, in one centre or in all."""
    await actions.assign_role(staff_id=staff_id, role=data.role, centre_id=data.centre_id, by=request.user)


@delete("/staff/{staff_id:uuid}", guards=[needs("accounts.write")], status_code=204)
async def retire_staff(request: DeskRequest, staff_id: FromPath[UUID]) -> None:
    """Retire a member of staff; their sessions and tokens end at once."""
    await actions.retire_staff(staff_id=staff_id, by=request.user)


@post("/tokens", guards=[needs("accounts.write")])
async def issue_token(request: DeskRequest, data: JSONBody[NewToken]) -> actions.Issued:
    """Issue an API token; it is shown this once, so its answer is not kept for a repeated request either."""
    return await actions.issue_token(
        staff_id=data.staff_id, label=data.label, scopes=data.scopes, expires_at=data.expires_at, by=request.user
    )


@delete("/tokens/{token_id:uuid}", guards=[needs("accounts.write")], status_code=204)
async def revoke_token(request: DeskRequest, token_id: FromPath[UUID]) -> None:
    """Revoke an API token at once."""
    await actions.revoke_token(token_id=token_id, by=request.user)


ROUTES = [
    sign_in,
    sign_out,
    me,
    change_password,
    list_staff,
    add_staff,
    assign_role,
    retire_staff,
    issue_token,
    revoke_token,
]
