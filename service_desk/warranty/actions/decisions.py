"""Decide cover for a ticket or an order, and keep the decision with its reasons."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

import msgspec

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import execute, joined
from service_desk.foundation.ids import uuid7
from service_desk.warranty import queries
from service_desk.warranty.actions.terms import refreeze, take_over
from service_desk.warranty.queries import StoredDecision
from service_desk.warranty.rules import (
    UNKNOWN_UNIT,
    VIRTUAL_LINE,
    Circumstances,
    Decision,
    Facts,
    LineFacts,
    Terms,
    UnitFacts,
    decide,
)
from service_desk.warranty.rules.happenings import CoverOverridden

OVERRIDE_RIGHT: Final = "warranty.override"
_NO_CIRCUMSTANCES: Final = Circumstances()
_encode: Final = msgspec.json.Encoder().encode
# Hot: once per ticket. The earlier decision on the subject stays, marked as superseded.
_STORE: Final = """
with old as (update decision set superseded_at = $11 where subject_id = $4 and subject_kind = $3 and superseded_at is null)
insert into decision (id, centre_id, subject_kind, subject_id, item_id, reported_on, verdict, reason, lines, note, made_at,
  made_by, policy_version_id, facts)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"""


def _judged(facts: Facts, lines: Sequence[LineFacts]) -> tuple[Decision, str]:
    """The decision, and its lines as they are stored."""
    unit = facts.unit
    plain = facts.circumstances is _NO_CIRCUMSTANCES and len(lines) == 1 and lines[0].virtual
    if plain and unit.terms is not None and not unit.sources and not unit.history:
        return _judged_plainly(unit.terms, facts.reported_on)
    decision = decide(facts, lines)
    return decision, _encode(decision.lines).decode()


@lru_cache(maxsize=4096)
def _judged_plainly(terms: Terms, reported_on: date) -> tuple[Decision, str]:
    """A fault as reported on a unit without other cover or history, as nearly every one is. Terms are one object per
    snapshot, so units sold on one day under one policy are judged once a day."""
    decision = decide(Facts(reported_on, UnitFacts(terms=terms)), (VIRTUAL_LINE,))
    return decision, _encode(decision.lines).decode()


async def decide_for(
    *,
    subject: tuple[str, UUID],
    centre_id: UUID,
    item_id: UUID | None,
    by: Actor,
    reported_at: datetime | None = None,
    reported_on: date | None = None,
    lines: Sequence[LineFacts] = (VIRTUAL_LINE,),
    circumstances: Circumstances = _NO_CIRCUMSTANCES,
) -> StoredDecision:
    """Judge and store. `reported_on`, where it is set already, goes before `reported_at` in the centre's zone (DATE-3).

    Without an item the serial is unknown: undecided (LINE-10). An override needs the right `warranty.override`.
    """
    if circumstances.override is not None:
        by.require(OVERRIDE_RIGHT, centre_id)
    moment = clock.now()
    if reported_on is None:
        centre = await centres.centre(centre_id)
        reported_on = clock.local_date(reported_at or moment, centre.zone)
    async with joined():
        known = queries.Known(UNKNOWN_UNIT, {}) if item_id is None else await _known(item_id)
        unit = known.unit
        decision, written = _judged(Facts(reported_on, unit, circumstances), lines)
        note = circumstances.override.note if circumstances.override else None
        stored = StoredDecision(uuid7(), subject, item_id, decision, note, moment, by.id)
        await execute(
            _STORE, stored.id, centre_id, *subject, item_id, reported_on, decision.verdict, decision.reason,
            written, note, moment, by.id,
            unit.policy_version_id, queries.kept_facts(item_id is not None, known.kept, circumstances, lines),
        )  # fmt: skip
        if note is not None:
            fact = CoverOverridden(*subject, stored.id)
            await record(fact, subject=subject, centre_id=centre_id, by=by)
    return stored


async def _known(item_id: UUID) -> queries.Known:
    """The facts as they now are: a date or an exchange told at another door a moment ago is taken in first (SET-12)."""
    known = await queries.known_of(item_id)
    if not known.dated and known.takes_over is None:
        return known
    if known.takes_over is not None:
        await take_over(old_id=known.takes_over, new_id=item_id, by=SYSTEM)
    else:
        await refreeze(item_id=item_id, by=SYSTEM)
    return await queries.known_of(item_id)
