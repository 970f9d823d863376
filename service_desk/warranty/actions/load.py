"""Freeze the terms of many sold units at once: memoised snapshots, one COPY, one event per batch."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic, connection, execute
from service_desk.foundation.ids import uuid7
from service_desk.warranty.rules import Candidate
from service_desk.warranty.rules.happenings import TermsLoaded
from service_desk.warranty.rules.snapshot import SNAPSHOT_COLUMNS, PackVersion, PolicyVersion, prepare_terms

COLUMNS: Final = ("id", "item_id", "taken_at", *SNAPSHOT_COLUMNS)


class Sold(NamedTuple):
    """A unit without open terms, and the version it was sold under. Units that share `dates` share one snapshot."""

    item_id: UUID
    version: PolicyVersion
    dates: tuple[Candidate, ...]
    pack: PackVersion | None = None
    product_class: str = ""


async def load_terms(batch: Sequence[Sold], *, by: Actor = SYSTEM) -> int:
    """All of a batch or none of it; how many snapshots were taken. Raises UniqueViolationError on a unit that has terms."""
    if not batch:
        return 0
    moment = clock.now()
    rows = [
        (uuid7(), item_id, moment, *prepare_terms(version, dates, pack, product_class))
        for item_id, version, dates, pack, product_class in batch
    ]
    async with atomic():
        async with connection() as held:
            await held.copy_records_to_table("item_terms", records=rows, columns=COLUMNS)
        fact = TermsLoaded(uuid7(), len(rows))
        await record(fact, subject=("item_batch", fact.batch_id), centre_id=None, by=by)
    return len(rows)


async def unload_terms(item_ids: Sequence[UUID]) -> None:
    """Take out the snapshots of units that were loaded by mistake and that nothing has used; the caller has looked."""
    await execute("delete from item_terms where item_id = any($1)", item_ids)


async def unload_decisions(subject_kind: str, subject_ids: Sequence[UUID]) -> None:
    """Take out what was judged for loaded history that is taken out itself."""
    await execute("delete from decision where subject_kind = $1 and subject_id = any($2)", subject_kind, subject_ids)
