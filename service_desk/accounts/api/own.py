"""Sign in and out, who am I, my password and my sessions."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, JSONBody

from service_desk.accounts import actions, queries
from service_desk.accounts.api.shapes import Ended, Language, Password, Version
from service_desk.accounts.guards import EARLY, cookie_name, in_person, sign_ins_paced
from service_desk.foundation.actor import ActorKind
from service_desk.foundation.sentences import said
from service_desk.foundation.settings import environment
from service_desk.foundation.web import DeskRequest, open_to_all
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.matching import VERSIONED
from service_desk.foundation.web.requests import unkept
from service_desk.foundation.written import Term

SIGN_IN_AGAIN: Final = (
    "The password is changed. All your sessions have ended, this one too: sign in again with the new password."
)


class Credentials(msgspec.Struct, forbid_unknown_fields=True):
    login: Annotated[str, msgspec.Meta(max_length=80)]
    password: Password


class Me(msgspec.Struct):
    """`must_change_password`: signed in with a one-time password; nothing else opens before it is changed."""

    id: UUID
    kind: ActorKind
    language: str
    rights: list[str]
    centres: list[UUID] | None
    must_change_password: bool
    version: int


class OwnChange(msgspec.Struct, forbid_unknown_fields=True):
    language: Language


class OpenSession(msgspec.Struct):
    """`current`: the one that asks. `seen_at` is exact to a minute."""

    id: UUID
    started_at: datetime
    seen_at: datetime
    current: bool


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    present: Password
    new: Password


class NewPassword(msgspec.Struct):
    """`sessions`: how many have ended by it, the one that asked among them. `next`: what to do now, in one's own language."""

    sessions: int
    next: str


@post("/sessions", guards=[open_to_all, sign_ins_paced], status_code=204)
async def sign_in(request: Request[Any, Any, Any], data: JSONBody[Credentials]) -> Response[None]:
    """Sign in with a log-in name and a password; the answer sets the session cookie.

    429 after wrong tries for one name, whether or not there is such a person, and after many from one address.
    """
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
    return Response(None, cookies=[_gone()], status_code=204, headers={"Clear-Site-Data": '"cookies"'})


def _gone() -> Cookie:
    """Takes the session's cookie out of the browser."""
    return Cookie(key=cookie_name(), value="", max_age=0, path="/", secure=environment().secure_cookies)


@get("/me", opt={EARLY: True})
async def me(request: DeskRequest) -> Me:
    """Who I am and what I may do."""
    actor = request.user
    rights = actor.rights.union(*actor.grants.values())
    centres = None if actor.centres is None else sorted(actor.centres)
    own = await queries.staff_member(actor.id)
    must_change = own.must_change_password and actor.kind == "staff"
    return Me(actor.id, actor.kind, actor.language, sorted(rights), centres, must_change, own.version)


async def _my_version(request: DeskRequest) -> int | None:
    return await queries.staff_version(request.user.id)


@patch("/me", guards=[in_person], opt={VERSIONED: _my_version})
async def change_me(request: DeskRequest, data: JSONBody[OwnChange]) -> Version:
    """Choose the language in which the desk speaks to me."""
    actor = request.user
    return Version(
        await unkept(request, lambda: actions.change_staff(staff_id=actor.id, language=data.language, by=actor))
    )


@post("/me/password", guards=[in_person], opt={EARLY: True}, status_code=200)
async def change_password(request: DeskRequest, data: JSONBody[PasswordChange]) -> Response[NewPassword]:
    """Change one's own password; every session ends, this one too: sign in again with it. API tokens stay.

    429 after wrong tries at the present one. Never by a token.
    """
    ended = await actions.change_password(present=data.present, new=data.new, by=request.user)
    told = said(Term(SIGN_IN_AGAIN), "service_desk.accounts", request.user.language)
    return Response(NewPassword(ended, told), cookies=[_gone()])


@get("/me/sessions", guards=[in_person])
@in_pages
async def my_sessions(request: DeskRequest) -> list[OpenSession]:
    """Where I am signed in."""
    current = request.scope["state"].get("session_id")
    return [
        OpenSession(each.id, each.started_at, each.seen_at, each.id == current)
        for each in await queries.sessions_of(request.user.id)
    ]


@delete("/me/sessions", guards=[in_person], status_code=200)
async def end_my_other_sessions(request: DeskRequest) -> Ended:
    """End all my sessions but this one."""
    current = request.scope["state"].get("session_id")
    return Ended(await actions.end_sessions(staff_id=request.user.id, but=current, by=request.user))


@delete("/me/sessions/{open_session_id:uuid}", guards=[in_person], status_code=204)
async def end_my_session(request: DeskRequest, open_session_id: FromPath[UUID]) -> None:
    """End one of my sessions."""
    await actions.end_sessions(staff_id=request.user.id, session_id=open_session_id, by=request.user)


ROUTES: Final[list[Any]] = [
    sign_in,
    sign_out,
    me,
    change_me,
    change_password,
    my_sessions,
    end_my_other_sessions,
    end_my_session,
]
