"""What can be asked about customers' links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.foundation import clock
from service_desk.foundation.db import fetch, fetchrow
from service_desk.links.rules import VISIT, LinkFacts, Origin, Subject, digest

_LINK: Final = """
select l.id, l.subject_kind, l.subject_id, l.centre_id, coalesce(a.merged_into, a.id) as party_id, l.origin, l.made_at, l.made_by,
       l.opened_at, l.revoked_at, l.revoked_by, l.failures, l.paused_until
  from customer_link l left join party a on a.id = l.party_id"""


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """`words` are the customer's own."""

    order_id: UUID
    score: int
    words: str
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """Who opened a link and proved it, from where."""

    id: UUID
    ip: str
    browser: str
    began_at: datetime


def _facts(row: Any) -> LinkFacts:
    return LinkFacts(**{**row, "origin": Origin(row["origin"])})


async def by_token(token: str) -> LinkFacts | None:
    """Revoked ones too."""
    row = await fetchrow(f"{_LINK} where l.digest = $1", digest(token))
    return None if row is None else _facts(row)


async def links_of(subject: Subject) -> list[LinkFacts]:
    """Every one that was given out, the latest first."""
    sql = f"{_LINK} where l.subject_id = $2 and l.subject_kind = $1 order by l.made_at desc, l.id desc"
    return [_facts(row) for row in await fetch(sql, subject.kind, subject.id)]


async def visit(link_id: UUID, secret: str) -> VisitFacts | None:
    """The open visit behind a cookie; none where it is of another link or has not been used for too long."""
    row = await fetchrow(
        "select id, ip, browser, began_at from link_visit where digest = $1 and link_id = $2 and seen_at > $3",
        digest(secret), link_id, clock.now() - VISIT,
    )  # fmt: skip
    return None if row is None else VisitFacts(**row)


async def rating(order_id: UUID) -> RatingFacts | None:
    row = await fetchrow(
        "select subject_id as order_id, score, words, rated_at from rating where subject_id = $1", order_id
    )
    return None if row is None else RatingFacts(**row)
