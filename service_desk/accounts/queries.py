"""Who is asking: one statement from a token or a session to an actor with rights and centres."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from service_desk.accounts.rules import effective, session_ended
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor, ActorKind
from service_desk.foundation.db import fetch, fetchrow

# rights: one row per centre (null = all of them), so that an actor is built without a second statement; as text, so that
# the same grants are read once
_GRANTS: Final = """
(select jsonb_agg(jsonb_build_array(a.centre_id, r.rights) order by a.id)::text from assignment a join role r on r.id = a.role_id
  where a.staff_id = s.id) as grants"""
_BY_TOKEN: Final = f"""
select s.id, s.language, t.scopes, {_GRANTS} from api_token t join staff s on s.id = t.staff_id
 where t.token_hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and s.retired_at is null"""
_BY_SESSION: Final = f"""
select s.id, s.language, e.id as session_id, e.started_at, e.seen_at, {_GRANTS} from session e join staff s on s.id = e.staff_id
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
        held = effective(scopes, frozenset(rights))
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


async def actor_by_token(token: str) -> Actor | None:
    row = await fetchrow(_BY_TOKEN, digest(token), clock.now())
    if row is None:
        return None
    return actor_from(row["id"], "token", row["language"], row["grants"], frozenset(row["scopes"]))


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: UUID
    actor: Actor
    seen_at: datetime


async def actor_by_session(secret: str) -> OpenSession | None:
    row = await fetchrow(_BY_SESSION, digest(secret))
    if row is None or session_ended(row["started_at"], row["seen_at"], clock.now()):
        return None
    actor = actor_from(row["id"], "staff", row["language"], row["grants"], frozenset({"*"}))
    return OpenSession(row["session_id"], actor, row["seen_at"])


async def actor_of(staff_id: UUID) -> Actor | None:
    """The actor that a member of staff is, for the command line."""
    row = await fetchrow(
        f"select s.id, s.language, {_GRANTS} from staff s where s.id = $1 and s.retired_at is null", staff_id
    )
    return actor_from(row["id"], "staff", row["language"], row["grants"], frozenset({"*"})) if row else None


@dataclass(frozen=True, slots=True)
class StaffFacts:
    id: UUID
    login: str
    name: str
    language: str
    roles: list[str]


async def staff_list() -> list[StaffFacts]:
    rows = await fetch(
        """select s.id, s.login, s.name, s.language, coalesce(array_agg(r.code order by r.code) filter (where r.code is not null), '{}') as roles
             from staff s left join assignment a on a.staff_id = s.id left join role r on r.id = a.role_id
            where s.retired_at is null group by s.id order by s.login"""
    )
    return [StaffFacts(**dict(row)) for row in rows]


async def staff_by_login(login: str) -> StaffFacts | None:
    return next((staff for staff in await staff_list() if staff.login == login.casefold()), None)
