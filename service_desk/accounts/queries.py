"""Who is asking: one statement from a token or a session to an actor with rights and centres."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from service_desk.accounts.rules import ABSOLUTE, IDLE, effective, login_form, session_ended
from service_desk.centres import queries as centres
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor, ActorKind
from service_desk.foundation.db import fetch, fetchrow, fetchval
from service_desk.foundation.errors import NotFound
from service_desk.foundation.i18n import say
from service_desk.foundation.money import Money
from service_desk.foundation.naming import looked_up
from service_desk.foundation.reader import Calendar, Digits, Reader, Taste, Theme

# rights: one row per centre (null = all of them), so that an actor is built without a second statement; as text, so that
# the same grants are read once
_GRANTS: Final = """
(select jsonb_agg(jsonb_build_array(a.centre_id, r.rights) order by a.id)::text from assignment a join role r on r.id = a.role_id
  where a.staff_id = s.id) as grants"""
_BY_TOKEN: Final = f"""
select s.id, s.language, t.scopes, t.id as token_id, t.used_at, {_GRANTS} from api_token t join staff s on s.id = t.staff_id
 where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and s.retired_at is null"""
_BY_SESSION: Final = f"""
select s.id, s.language, s.must_change_password, s.name, s.calendar, s.digits, s.theme, s.single_keys, e.id as session_id,
       e.started_at, e.seen_at, {_GRANTS} from session e join staff s on s.id = e.staff_id
 where e.secret_hash = $1 and e.ended_at is null and s.retired_at is null"""


def digest(secret: str) -> bytes:
    """Secrets have 256 random bits, so a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


@lru_cache(maxsize=1024)
def actor_from(
    staff_id: UUID, kind: ActorKind, language: str, written_grants: str | None, scopes: frozenset[str]
) -> Actor:
    """What the row says is read anew on every request; only what follows from the very same row is remembered."""
    grants: list[tuple[str | None, list[str]]] = json.loads(written_grants) if written_grants else []
    everywhere: frozenset[str] = frozenset()
    places: dict[UUID, frozenset[str]] = {}
    for centre, rights in grants:
        held = effective(scopes, frozenset(rights)) if kind == "token" else frozenset(rights)
        if centre is None:
            everywhere |= held
        else:
            centre_id = UUID(centre)
            places[centre_id] = places.get(centre_id, frozenset()) | held
    company_wide = any(centre is None for centre, _ in grants)
    return Actor(
        id=staff_id,
        kind=kind,
        rights=everywhere,
        centres=None if company_wide else frozenset(places),
        grants=places,
        language=language,
    )


@dataclass(frozen=True, slots=True)
class TokenActor:
    id: UUID
    actor: Actor
    used_at: datetime | None


async def token_named(token: str) -> TokenActor | None:
    row = await fetchrow(_BY_TOKEN, digest(token), clock.now())
    if row is None:
        return None
    actor = actor_from(row["id"], "token", row["language"], row["grants"], frozenset(row["scopes"]))
    return TokenActor(row["token_id"], actor, row["used_at"])


async def actor_by_token(token: str) -> Actor | None:
    found = await token_named(token)
    return found.actor if found else None


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: UUID
    actor: Actor
    seen_at: datetime
    must_change_password: bool
    name: str
    taste: Taste


async def actor_by_session(secret: str) -> OpenSession | None:
    row = await fetchrow(_BY_SESSION, digest(secret))
    if row is None or session_ended(row["started_at"], row["seen_at"], clock.now()):
        return None
    actor = actor_from(row["id"], "staff", row["language"], row["grants"], frozenset({"*"}))
    taste = Taste(Calendar(row["calendar"]), Digits(row["digits"]), Theme(row["theme"]), row["single_keys"])
    return OpenSession(row["session_id"], actor, row["seen_at"], row["must_change_password"], row["name"], taste)


async def reader_of(session: OpenSession) -> Reader:
    """Who reads a page: hours are told in the zone of the first centre that they may see."""
    name, _ = await centres.masthead()
    visible = await centres.centres_known(session.actor.centres)
    language = session.actor.language
    zone = visible[0].zone if visible else "UTC"
    return Reader(session.actor, session.name, language, session.taste, zone, say(name, language))


async def actor_of(staff_id: UUID) -> Actor | None:
    """The actor that a member of staff is, for the command line."""
    row = await fetchrow(
        f"select s.id, s.language, {_GRANTS} from staff s where s.id = $1 and s.retired_at is null", staff_id
    )
    return actor_from(row["id"], "staff", row["language"], row["grants"], frozenset({"*"})) if row else None


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """A role that somebody has; `centre_id` none: in all centres. `amount_limit`: the highest amount that they may approve by it;
    none: they approve no amounts."""

    role: str
    centre_id: UUID | None
    amount_limit: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """`roles` without their centres, `assignments` with them. Without `may_sign_in` they own API tokens only."""

    id: UUID
    login: str
    name: str
    email: str | None
    language: str
    roles: list[str]
    assignments: list[RoleHeld]
    may_sign_in: bool
    must_change_password: bool
    retired_at: datetime | None
    version: int


_STAFF: Final = """
select s.id, s.login, s.name, s.email, s.language, s.password_hash is not null as may_sign_in, s.must_change_password,
       s.retired_at, s.version,
       (select jsonb_agg(jsonb_build_array(r.code, a.centre_id, a.amount_limit::text, a.currency) order by r.code, a.centre_id) from assignment a
          join role r on r.id = a.role_id where a.staff_id = s.id) as held
  from staff s"""


def _facts(row: Any) -> StaffFacts:
    facts = dict(row)
    held = [
        RoleHeld(role, UUID(centre) if centre else None, None if limit is None else Decimal(limit), currency)
        for role, centre, limit, currency in facts.pop("held") or ()
    ]
    return StaffFacts(**facts, assignments=held, roles=sorted({each.role for each in held}))


async def staff_list(*, retired: bool = False) -> list[StaffFacts]:
    """Everyone who works here, or everyone who left."""
    rows = await fetch(f"{_STAFF} where (s.retired_at is not null) = $1 order by s.login", retired)
    return [_facts(row) for row in rows]


async def staff_member(staff_id: UUID) -> StaffFacts:
    """Whether they work here still or not. Raises NotFound."""
    row = await fetchrow(f"{_STAFF} where s.id = $1", staff_id)
    if row is None:
        raise NotFound(kind="member of staff", key=staff_id)
    return _facts(row)


async def staff_by_login(login: str, *, retired: bool = False) -> StaffFacts | None:
    row = await fetchrow(f"{_STAFF} where s.login = $1 and (s.retired_at is not null) = $2", login_form(login), retired)
    return _facts(row) if row else None


async def limits(staff_id: UUID, right: str, centre_id: UUID) -> list[Money]:
    """The highest amounts that roles with this right let somebody approve in a centre; a role without one lets them approve none."""
    rows = await fetch(
        """select a.amount_limit, a.currency from assignment a join role r on r.id = a.role_id
            where a.staff_id = $1 and (a.centre_id is null or a.centre_id = $3) and r.rights && array[$2, '*']::varchar[]
              and a.amount_limit is not null""",
        staff_id, right, centre_id,
    )  # fmt: skip
    return [Money(row["amount_limit"], row["currency"]) for row in rows]


@dataclass(frozen=True, slots=True)
class RightFacts:
    right: str
    means: str


@lru_cache
def _meanings() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("rights.toml").read_text(encoding="utf-8"))


def rights(language: str) -> list[RightFacts]:
    """Every right with what it means."""
    return [RightFacts(right, say(words, language)) for right, words in sorted(_meanings().items())]


@dataclass(frozen=True, slots=True)
class RoleFacts:
    id: UUID
    code: str
    name: dict[str, str]
    rights: list[str]
    people: int
    version: int


async def role_version(code: str) -> int | None:
    """Of a role that can be given; nobody else changes it until the open transaction ends."""
    version: int | None = await fetchval(
        "select version from role where code = $1 and retired_at is null for update", code
    )
    return version


async def staff_version(staff_id: UUID) -> int | None:
    """Of somebody who works here; nobody else changes them until the open transaction ends."""
    version: int | None = await fetchval(
        "select version from staff where id = $1 and retired_at is null for update", staff_id
    )
    return version


async def roles() -> list[RoleFacts]:
    """Those that can be given, with how many people have each."""
    rows = await fetch(
        """select r.id, r.code, r.name, r.rights, r.version,
                  (select count(distinct a.staff_id)::int from assignment a join staff s on s.id = a.staff_id
                    where a.role_id = r.id and s.retired_at is null) as people
             from role r where r.retired_at is null order by r.code"""
    )
    return [RoleFacts(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class SessionFacts:
    id: UUID
    started_at: datetime
    seen_at: datetime


async def sessions_of(staff_id: UUID) -> list[SessionFacts]:
    """The open ones, the one used last first."""
    now = clock.now()
    rows = await fetch(
        """select id, started_at, seen_at from session where staff_id = $1 and ended_at is null
              and started_at > $2 and seen_at > $3 order by seen_at desc""",
        staff_id, now - ABSOLUTE, now - IDLE,
    )  # fmt: skip
    return [SessionFacts(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """`used_at` is exact to a minute; none: never used."""

    id: UUID
    staff_id: UUID
    login: str
    label: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


async def tokens(staff_id: UUID | None = None) -> list[TokenFacts]:
    """Those that open something: of one person, or of everybody."""
    rows = await fetch(
        """select t.id, t.staff_id, s.login, t.label, t.scopes, t.created_at, t.expires_at, t.used_at
             from api_token t join staff s on s.id = t.staff_id
            where t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and s.retired_at is null
              and ($1::uuid is null or t.staff_id = $1) order by s.login, t.created_at""",
        staff_id, clock.now(),
    )  # fmt: skip
    return [TokenFacts(**dict(row)) for row in rows]


staff_named = looked_up(
    "member of staff",
    "select id, login as alone from staff where login = $1 and ($2::uuid[] is null or true)",
    login_form,
)
token_labelled = looked_up(
    "API token",
    "select id, id::text as alone from api_token where label = $1 and revoked_at is null and ($2::uuid[] is null or true)",
    str.strip,
)
