"""Decisions as they were made, with their reasons; the superseded ones too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from asyncpg import Record

from service_desk.foundation.db import fetch, fetchval
from service_desk.warranty.queries.units import kept_unit
from service_desk.warranty.rules import (
    UNKNOWN_UNIT,
    VIRTUAL_LINE,
    Circumstances,
    Decision,
    Facts,
    LineFacts,
    LineVerdict,
    Reason,
    Verdict,
    decide,
    explain,
)

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


def kept_facts(
    known: bool, unit: Mapping[str, Any], circumstances: Circumstances, lines: Sequence[LineFacts]
) -> dict[str, Any]:
    """What a decision was made from, as it is stored: only what is there, so that an ordinary row stays small.

    An override's note stands in the decision's own column, where it is forgotten with its writer's words.
    """
    kept: dict[str, Any] = dict(unit) if known else {"unknown": True}
    said = {name: value for name, value in msgspec.to_builtins(circumstances).items() if value not in ({}, None)}
    if "override" in said:
        said["override"] = {"by": said["override"]["by"], "note": ""}
    if said:
        kept["circumstances"] = said
    if tuple(lines) != (VIRTUAL_LINE,):
        kept["asked"] = msgspec.to_builtins(lines)
    return kept


class Replayed(msgspec.Struct):
    """A decision made again: what came out otherwise, as `line class field: stored, now`; empty where nothing did."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    differences: list[str]


class Replay(msgspec.Struct):
    """`without_facts`: made before facts were kept with a decision; they cannot be made again."""

    replayed: int
    same: int
    without_facts: int
    different: list[Replayed]


_BY_ID: Final = """
select d.id, d.subject_kind, d.subject_id, d.item_id, d.reported_on, d.verdict, d.reason, d.lines, d.note, d.made_at,
       d.made_by, d.superseded_at, '' as policy, d.facts
  from decision d where d.id > $1 and d.facts is not null order by d.id limit 1000"""
_TOLD_APART: Final = (
    "verdict", "percent", "payer", "reason", "rule", "start", "last_on", "source_id", "recover",
)  # fmt: skip


async def replay() -> Replay:
    """Make every stored decision again from its stored facts, the superseded ones too. Nothing is written.

    What people wrote may have been forgotten since, so notes and evidence are not compared.
    """
    told = Replay(0, 0, await fetchval("select count(*) from decision where facts is null"), [])
    last = UUID(int=0)
    while rows := await fetch(_BY_ID, last):
        for row in rows:
            differences = _differences(_stored(row).lines, (await _again(row)).lines)
            told.replayed += 1
            told.same += not differences
            if differences:
                told.different.append(Replayed(row["id"], row["subject_kind"], row["subject_id"], differences))
        last = rows[-1]["id"]
    return told


async def _again(row: Record) -> Decision:
    facts = row["facts"]
    unit = UNKNOWN_UNIT if facts.get("unknown") else await kept_unit(facts)
    circumstances = msgspec.convert(facts.get("circumstances", {}), Circumstances, strict=False)
    lines = msgspec.convert(facts["asked"], tuple[LineFacts, ...]) if "asked" in facts else (VIRTUAL_LINE,)
    return decide(Facts(row["reported_on"], unit, circumstances), lines)


def _differences(stored: Sequence[LineVerdict], now: Sequence[LineVerdict]) -> list[str]:
    if [(each.line, each.cost_class) for each in stored] != [(each.line, each.cost_class) for each in now]:
        return [f"lines: {len(stored)}, {len(now)}"]
    found = []
    for was, is_now in zip(stored, now, strict=True):
        place = f"{was.line} {was.cost_class}"
        found += [
            f"{place} {name}: {getattr(was, name)}, {getattr(is_now, name)}"
            for name in _TOLD_APART
            if getattr(was, name) != getattr(is_now, name)
        ]
        hints = [sorted(hint.reason for hint in each.hints) for each in (was, is_now)]
        if hints[0] != hints[1]:
            found.append(f"{place} hints: {' '.join(hints[0])}, {' '.join(hints[1])}")
    return found


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
