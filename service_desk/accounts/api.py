"""Sign in and out, who am I, staff with their roles and passwords, sessions, API tokens.

No token opens the doors that change passwords, tokens, roles or sessions: they are for people who sign in.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.accounts import actions, queries
from service_desk.accounts.guards import EARLY, cookie_name, in_person, sign_ins_paced
from service_desk.foundation.actor import ActorKind
from service_desk.foundation.naming import Named
from service_desk.foundation.search import narrowed
from service_desk.foundation.sentences import said
from service_desk.foundation.settings import environment
from service_desk.foundation.sorting import by_name, ordered
from service_desk.foundation.web import Created, DeskRequest, needs, once, open_to_all
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.matching import VERSIONED
from service_desk.foundation.web.requests import unkept
from service_desk.foundation.written import Term

Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Password = Annotated[str, msgspec.Meta(max_length=1000)]
Language = Annotated[str, msgspec.Meta(min_length=2, max_length=2)]
Email = Annotated[str, msgspec.Meta(max_length=320)]
Words = dict[str, Annotated[str, msgspec.Meta(max_length=120)]]
Rights = Annotated[list[str], msgspec.Meta(max_length=200)]
SIGN_IN_AGAIN: Final = (
    "The password is changed. All your sessions have ended, this one too: sign in again with the new password."
)
RoleCode = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


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


class NewRole(msgspec.Struct, forbid_unknown_fields=True):
    """`name` in one language or more; `rights` of GET /rights."""

    code: RoleCode
    name: Words
    rights: Rights


class RoleChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays; `rights` are all that the role has afterwards."""

    name: Words | None = None
    rights: Rights | None = None


class NewToken(msgspec.Struct, forbid_unknown_fields=True):
    """`scopes`: rights of GET /rights, or `*` for all of its owner's; never accounts.write."""

    staff_id: UUID
    label: Short
    scopes: Annotated[list[str], msgspec.Meta(min_length=1, max_length=100)]
    expires_at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Invited(msgspec.Struct):
    """`password`: the one-time password, where one was asked for. It is shown this once."""

    id: UUID
    password: str | None = None


class LeftBehind(msgspec.Struct):
    """By numbers: tickets that nobody has now, and what clocks of the person still run on; by codes: benches that are nobody's now."""

    unassigned_tickets: list[str] = []
    running_clocks: list[str] = []
    extensions: list[str] = []
    benches: list[str] = []


class Version(msgspec.Struct):
    version: int


class Ended(msgspec.Struct):
    sessions: int


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


@get("/rights", guards=[needs("accounts.read")])
@in_pages
async def list_rights(request: DeskRequest) -> list[queries.RightFacts]:
    """Every right that a role can give, with what it means in the reader's language."""
    return queries.rights(request.user.language)


@get("/roles", guards=[needs("accounts.read")])
@in_pages
async def list_roles(request: DeskRequest) -> list[queries.RoleFacts]:
    """The roles that can be given: their rights, and how many people have each; as your language sorts names."""
    return by_name(await queries.roles(), request.user.language)


@post("/roles", guards=[needs("accounts.write", company=True)])
async def define_role(request: DeskRequest, data: JSONBody[NewRole]) -> Response[Created]:
    """Make a role of one's own. Under the code of a retired one, that one comes back with what is given."""

    async def define() -> Created:
        return Created(await actions.define_role(code=data.code, name=data.name, rights=data.rights, by=request.user))

    return await once(request, define)


async def _role_version(request: DeskRequest) -> int | None:
    return await queries.role_version(request.path_params["role"])


@patch("/roles/{role:str}", guards=[needs("accounts.write", company=True)], opt={VERSIONED: _role_version})
async def change_role(request: DeskRequest, role: FromPath[str], data: JSONBody[RoleChange]) -> Version:
    """Change the name or the rights of a role, for everybody who has it and from the next request on."""
    return Version(
        await unkept(
            request, lambda: actions.change_role(code=role, name=data.name, rights=data.rights, by=request.user)
        )
    )


@delete(
    "/roles/{role:str}",
    guards=[needs("accounts.write", company=True)],
    opt={VERSIONED: _role_version},
    status_code=204,
)
async def retire_role(request: DeskRequest, role: FromPath[str]) -> None:
    """Give a role to nobody any more; refused while somebody has it."""
    await unkept(request, lambda: actions.retire_role(code=role, by=request.user))


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


@get("/tokens", guards=[needs("accounts.write", company=True)])
@in_pages
async def list_tokens(request: DeskRequest, staff_id: FromQuery[UUID | None] = None) -> list[queries.TokenFacts]:
    """The API tokens that open something, of one person or of everybody, with when each was used last."""
    return await queries.tokens(staff_id)


@post("/tokens", guards=[needs("accounts.write", company=True)])
async def issue_token(request: DeskRequest, data: JSONBody[NewToken]) -> actions.Issued:
    """Issue an API token; it is shown this once, so its answer is not kept for a repeated request either."""
    return await actions.issue_token(
        staff_id=data.staff_id, label=data.label, scopes=data.scopes, expires_at=data.expires_at, by=request.user
    )


@delete("/tokens/{token_id:str}", guards=[needs("accounts.write", company=True)], status_code=204)
async def revoke_token(request: DeskRequest, token_id: FromPath[UUID]) -> None:
    """Revoke an API token at once."""
    await actions.revoke_token(token_id=token_id, by=request.user)


NAMED = [
    Named(("staff_id", "assignee_id", "technician_id"), queries.staff_named, "their log-in name", "bo", table="staff"),
    Named(("token_id",), queries.token_labelled, "its label", "erp-sync"),
]
ROUTES = [
    sign_in,
    sign_out,
    me,
    change_me,
    change_password,
    my_sessions,
    end_my_other_sessions,
    end_my_session,
    list_rights,
    list_roles,
    define_role,
    change_role,
    retire_role,
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
    list_tokens,
    issue_token,
    revoke_token,
]
