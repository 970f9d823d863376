"""Decisions as they were made, with their reasons; the superseded ones too."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record

from service_desk.foundation.db import fetch
from service_desk.warranty.rules import Decision, LineVerdict, Reason, Verdict, explain

_DECISIONS: Final = """
select d.id, d.subject_kind, d.subject_id, d.item_id, d.reported_on, d.verdict, d.reason, d.lines, d.note, d.made_at,
       d.made_by, d.superseded_at, coalesce(p.code || ' v' || v.number, '') as policy
  from decision d left join policy_version v on v.id = d.policy_version_id left join policy p on p.id = v.policy_id
 where d.subject_id = $2 and d.subject_kind = $1"""


@dataclass(frozen=True, slots=True)
class StoredDecision:
    id: UUID
    subject: tuple[str, UUID]
    item_id: UUID | None
    decision: Decision
    note: str | None
    made_at: datetime
    made_by: UUID
    superseded_at: datetime | None = None

    @property
    def verdict(self) -> Verdict:
        return self.decision.verdict

    @property
    def reason(self) -> Reason:
        return self.decision.reason

    @property
    def reported_on(self) -> date:
        return self.decision.reported_on

    @property
    def lines(self) -> tuple[LineVerdict, ...]:
        return self.decision.lines


async def decision_for(subject: tuple[str, UUID]) -> StoredDecision | None:
    """The decision that stands for a ticket or an order."""
    rows = await fetch(f"{_DECISIONS} and d.superseded_at is null order by d.id desc limit 1", *subject)
    return _stored(rows[0]) if rows else None


class ToldDecision(msgspec.Struct):
    """A decision with its reasons in sentences. `superseded_at`: when a newer one took its place; empty on the one that stands."""

    id: UUID
    item_id: UUID | None
    reported_on: date
    verdict: Verdict
    reason: Reason
    policy: str
    lines: tuple[LineVerdict, ...]
    explanation: list[str]
    note: str | None
    made_at: datetime
    made_by: UUID
    superseded_at: datetime | None


def told(stored: StoredDecision, language: str) -> ToldDecision:
    """A decision as a person reads it."""
    return ToldDecision(
        stored.id, stored.item_id, stored.reported_on, stored.verdict, stored.reason, stored.decision.policy,
        stored.lines, explain(stored.decision, language), stored.note, stored.made_at, stored.made_by,
        stored.superseded_at,
    )  # fmt: skip


async def decisions_of(subject: tuple[str, UUID]) -> list[StoredDecision]:
    """All decisions on a subject, the newest first: an override stands beside what it overrode (LINE-5)."""
    return [_stored(row) for row in await fetch(f"{_DECISIONS} order by d.id desc", *subject)]


def _stored(row: Record) -> StoredDecision:
    lines = msgspec.convert(row["lines"], tuple[LineVerdict, ...])
    decision = Decision(row["reported_on"], Verdict(row["verdict"]), Reason(row["reason"]), lines, row["policy"])
    return StoredDecision(
        id=row["id"],
        subject=(row["subject_kind"], row["subject_id"]),
        item_id=row["item_id"],
        decision=decision,
        note=row["note"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        superseded_at=row["superseded_at"],
    )
