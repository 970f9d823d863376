"""Freeze the terms of many sold units at once: memoised snapshots, one COPY, one event per batch."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic, connection, execute, fetch
from service_desk.foundation.ids import uuid7, uuid7s
from service_desk.warranty.rules import Candidate
from service_desk.warranty.rules.happenings import TermsLoaded
from service_desk.warranty.rules.snapshot import SNAPSHOT_COLUMNS, PackVersion, PolicyVersion, prepare_terms

_COMPANIES: Final = """
select i.id from service_item i join party p on p.id = i.owner_id where i.id = any($1) and p.kind <> 'person'"""
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
    moment, companies = clock.now(), await _of_companies(batch)
    rows = [
        (
            snapshot_id,
            item_id,
            moment,
            *prepare_terms(version, dates, None if item_id in companies else pack, product_class),
        )
        for snapshot_id, (item_id, version, dates, pack, product_class) in zip(uuid7s(len(batch)), batch, strict=True)
    ]
    async with atomic():
        async with connection() as held:
            await held.copy_records_to_table("item_terms", records=rows, columns=COLUMNS)
        fact = TermsLoaded(uuid7(), len(rows))
        await record(fact, subject=("item_batch", fact.batch_id), centre_id=None, by=by)
    return len(rows)


async def _of_companies(batch: Sequence[Sold]) -> frozenset[UUID]:
    """SET-9: a pack is for consumers, so a company's unit has its policy alone."""
    under_law = [each.item_id for each in batch if each.pack is not None]
    return frozenset(row["id"] for row in await fetch(_COMPANIES, under_law)) if under_law else frozenset()


async def unload_terms(item_ids: Sequence[UUID]) -> None:
    """Take out the snapshots of units that were loaded by mistake and that nothing has used; the caller has looked."""
    await _take_out("delete from item_terms where item_id = any($1)", item_ids)


async def unload_decisions(subject_kind: str, subject_ids: Sequence[UUID]) -> None:
    """Take out what was judged for loaded history that is taken out itself."""
    await _take_out("delete from decision where subject_kind = $1 and subject_id = any($2)", subject_kind, subject_ids)


async def _take_out(sql: str, *values: object) -> None:
    """The one door that the database leaves open for what is kept for ever; it closes again with the statement."""
    async with atomic():
        await execute("select set_config('desk.taking_out', 'on', true)")
        await execute(sql, *values)
        await execute("select set_config('desk.taking_out', '', true)")
