"""API tokens: shown once, stored as a hash, revocable at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from service_desk.accounts.actions.roles import UnknownRight
from service_desk.accounts.queries import TokenActor, digest
from service_desk.accounts.rules import NEVER_BY_TOKEN, RIGHTS, TOUCH_EVERY, TokenIssued, TokenRevoked
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchval
from service_desk.foundation.errors import Invalid, NotFound
from service_desk.foundation.ids import secret, uuid7

PREFIX = "act_"


class NoTokenMay(Invalid):
    code = "no_token_may"
    message = "No token may have the right {right}: passwords, tokens, roles and sessions are for people who sign in. Leave it out."


class ExpiresInThePast(Invalid):
    code = "expires_in_the_past"
    message = "The token would have expired already. Choose a later moment."


class LabelMissing(Invalid):
    code = "label_missing"
    message = "A token needs a label that says what it is for."


@dataclass(frozen=True)
class Issued:
    token_id: UUID
    token: str


async def issue_token(
    *, staff_id: UUID, label: str, scopes: Sequence[str], by: Actor, expires_at: datetime | None = None
) -> Issued:
    """A token that may do what its scopes name, as far as its owner may."""
    by.require_company("accounts.write")
    for right in scopes:
        if right != "*" and right not in RIGHTS:
            raise UnknownRight(right=right, known=sorted(RIGHTS), field="scopes")
        if right in NEVER_BY_TOKEN:
            raise NoTokenMay(right=right, field="scopes")
    if not label.strip():
        raise LabelMissing(field="label")
    if expires_at is not None and expires_at <= clock.now():
        raise ExpiresInThePast(field="expires_at")
    token_id, token = uuid7(), PREFIX + secret()
    async with atomic():
        if not await fetchval("select true from staff where id = $1 and retired_at is null", staff_id):
            raise NotFound(kind="member of staff", key=staff_id)
        await execute(
            """insert into api_token (id, token_hash, staff_id, label, scopes, created_at, expires_at)
               values ($1, $2, $3, $4, $5, $6, $7)""",
            token_id, digest(token), staff_id, label, list(scopes), clock.now(), expires_at,
        )  # fmt: skip
        fact = TokenIssued(token_id, staff_id, tuple(scopes))
        await record(fact, subject=("staff", staff_id), centre_id=None, by=by)
    return Issued(token_id, token)


async def revoke_token(*, token_id: UUID, by: Actor) -> None:
    by.require_company("accounts.write")
    async with atomic():
        done = await fetchval(
            "update api_token set revoked_at = $2 where id = $1 and revoked_at is null returning staff_id",
            token_id,
            clock.now(),
        )
        if done is None:
            raise NotFound(kind="API token", key=token_id)
        await record(TokenRevoked(token_id), subject=("staff", done), centre_id=None, by=by)


async def touch_token(token: TokenActor) -> None:
    """When it was used last, at most once a minute, so that reading does not write each time."""
    if token.used_at is None or clock.now() - token.used_at >= TOUCH_EVERY:
        await execute("update api_token set used_at = $2 where id = $1", token.id, clock.now())
