"""Make and revoke a customer's link, open it with what the customer alone knows, and keep what they said of the work."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetch, fetchrow, joined
from service_desk.foundation.errors import Conflict, DeskError, Invalid
from service_desk.foundation.ids import secret as new_secret
from service_desk.foundation.ids import uuid7
from service_desk.foundation.settings import environment
from service_desk.foundation.versions import alone
from service_desk.foundation.written import Moment
from service_desk.links.rules import (
    LONGEST_WORDS,
    SUBJECT,
    VISIT,
    LinkFacts,
    LinkMade,
    LinkProven,
    LinksRevoked,
    Origin,
    RepairRated,
    Subject,
    address,
    digest,
    new_token,
    pause_after,
    proves,
)

LEAST_SCORE, BEST_SCORE = 1, 5
_LONGEST_BROWSER: Final = 300
_INSERT: Final = """
insert into customer_link (id, digest, subject_kind, subject_id, centre_id, party_id, origin, made_at, made_by, failures)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)"""
_REVOKE: Final = """
update customer_link set revoked_at = $3, revoked_by = $4
 where subject_kind = $1 and subject_id = $2 and revoked_at is null and ($5::uuid is null or id = $5) returning id"""
_TRIED: Final = "update customer_link set failures = $3, paused_until = $4 where subject_kind = $1 and subject_id = $2"
_STANDING: Final = """
select max(failures) as failures, max(paused_until) as paused_until from customer_link
 where subject_kind = $1 and subject_id = $2"""
_RATE: Final = """
insert into rating (id, subject_kind, subject_id, centre_id, score, words, rated_at, link_id)
values ($1, 'repair', $2, $3, $4, $5, $6, $7)
on conflict (subject_id) do update set score = excluded.score, words = excluded.words, rated_at = excluded.rated_at, link_id = excluded.link_id"""


class WrongProof(Invalid):
    code = "wrong_proof"
    message = "That does not match what we have on file. Look at the number that we write to, or call us."


class TriesPaused(DeskError):
    status = 429
    code = "tries_paused"
    message = "There were too many tries. Wait until {moment}, then try again, or call us."
    retry_after = 900


class NoScore(Invalid):
    code = "no_score"
    message = "Choose a number from 1 (poor) to 5 (very good)."


class LinkRevokedAlready(Conflict):
    code = "link_revoked"
    message = "This link was revoked already."


async def make_link(*, subject: Subject, centre_id: UUID, party_id: UUID | None, origin: Origin, by: Actor) -> str:
    """A new address for the customer; told this once, since only a hash of it is kept. Older ones go on working."""
    token, key = new_token(), uuid7()
    async with joined():
        await execute(
            _INSERT, key, digest(token), subject.kind, subject.id, centre_id, party_id, origin, clock.now(), by.id
        )
        await _inherit(key, subject)
        await record(LinkMade(key, origin), subject=(SUBJECT, key), centre_id=centre_id, by=by)
    return address(environment().public_url, token)


async def _inherit(key: UUID, subject: Subject) -> None:
    """A new link is no way around the pause of the others."""
    row = await fetchrow(_STANDING, subject.kind, subject.id)
    if row is not None and row["failures"]:
        await execute(
            "update customer_link set failures = $2, paused_until = $3 where id = $1",
            key, row["failures"], row["paused_until"],
        )  # fmt: skip


async def revoke_links(*, subject: Subject, centre_id: UUID, by: Actor, link_id: UUID | None = None) -> int:
    """One link, or all of the subject; whoever opens one from now on is told to ask for a new one. How many it were."""
    async with atomic():
        rows = await fetch(_REVOKE, subject.kind, subject.id, clock.now(), by.id, link_id)
        if not rows and link_id is not None:
            raise LinkRevokedAlready
        ids = tuple(row["id"] for row in rows)
        await execute("update link_visit set seen_at = $2 where link_id = any($1)", list(ids), clock.now() - VISIT)
        if ids:
            await record(LinksRevoked(ids), subject=(SUBJECT, ids[0]), centre_id=centre_id, by=by)
    return len(ids)


async def note_opened(*, link_id: UUID) -> None:
    """So that staff see whether the customer has looked."""
    await execute("update customer_link set opened_at = $2 where id = $1", link_id, clock.now())


async def prove(
    *,
    link: LinkFacts,
    typed: str,
    phones: Sequence[str],
    emails: Sequence[str],
    ip: str,
    browser: str,
    zone: str,
    by: Actor,
) -> str:
    """The secret of a new visit, for a cookie. Wrong tries are counted for all links of the subject together, and kept
    though the try is refused. Raises WrongProof, TriesPaused."""
    refusal: DeskError | None = None
    secret, now = new_secret(), clock.now()
    async with atomic():
        await alone(f"customer link {link.subject_id}")
        standing = await fetchrow(_STANDING, link.subject_kind, link.subject_id)
        failures, until = (standing["failures"] or 0, standing["paused_until"]) if standing else (0, None)
        if until is not None and until > now:
            refusal = TriesPaused(moment=Moment(until, zone))
        elif not proves(typed, phones, emails):
            pause = pause_after(failures + 1)
            until = now + pause if pause else None
            await execute(_TRIED, link.subject_kind, link.subject_id, failures + 1, until)
            refusal = TriesPaused(moment=Moment(until, zone)) if until else WrongProof(field="proof")
        else:
            await execute(_TRIED, link.subject_kind, link.subject_id, 0, None)
            visit_id = uuid7()
            await execute(
                """insert into link_visit (id, link_id, digest, ip, browser, began_at, seen_at)
                   values ($1, $2, $3, $4, $5, $6, $6)""",
                visit_id, link.id, digest(secret), ip[:64], browser[:_LONGEST_BROWSER], now,
            )  # fmt: skip
            await record(LinkProven(link.id, visit_id), subject=(SUBJECT, link.id), centre_id=link.centre_id, by=by)
    if refusal is not None:
        raise refusal
    return secret


async def touch_visit(*, visit_id: UUID) -> None:
    await execute("update link_visit set seen_at = $2 where id = $1", visit_id, clock.now())


async def rate(*, order_id: UUID, link: LinkFacts, score: int, words: str, by: Actor) -> None:
    """The customer's word about the work; said again it replaces the one before. Raises NoScore."""
    if not LEAST_SCORE <= score <= BEST_SCORE:
        raise NoScore(field="score")
    async with atomic():
        said = words.strip()[:LONGEST_WORDS]
        await execute(_RATE, uuid7(), order_id, link.centre_id, score, said, clock.now(), link.id)
        await record(RepairRated(order_id, score), subject=("repair", order_id), centre_id=link.centre_id, by=by)


async def erase_links(*, party_ids: Sequence[UUID], subject_ids: Sequence[UUID]) -> None:
    """For the room privacy: their links are dead, and nothing says from where they were opened."""
    async with atomic():
        rows = await fetch(
            """update customer_link set revoked_at = coalesce(revoked_at, $3), revoked_by = coalesce(revoked_by, $4)
                where party_id = any($1) or subject_id = any($2) returning id""",
            list(party_ids), list(subject_ids), clock.now(), UUID(int=0),
        )  # fmt: skip
        ids = [row["id"] for row in rows]
        await execute("update link_visit set ip = '', browser = '', seen_at = began_at where link_id = any($1)", ids)
        await execute("update rating set words = '' where subject_id = any($1)", list(subject_ids))
