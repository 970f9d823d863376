"""Write a posting under a key that is drawn once, and never used again."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from uuid import UUID

from service_desk.erp import queries
from service_desk.erp.actions.plan import Planned
from service_desk.erp.rules import Document, State, payload_hash, plain, posting_key
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce

TOPIC: Final = "postings"
_DRAW: Final = """
insert into posting_counter (order_number, kind, last_seq) values ($1, $2, 1)
on conflict (order_number, kind) do update set last_seq = posting_counter.last_seq + 1 returning last_seq"""
_WRITE: Final = """
with p as (
  insert into posting (key, kind, company, centre_id, order_number, document_date, posting_date, currency, payload,
    payload_hash, mapping_version, state, state_at, attempts, not_before, queued_at, detail, waits_for, move_id,
    returns_move_id, reverses_id, event_id, handler, handler_seq, created_at, created_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $13, $13, $14, $15, $16, $17, $18, $19, $20, 1, $13,
    $21) returning id, state),
s as (insert into posting_stream (posting_id, stream, held)
  select p.id, one, p.state <> 'cancelled' from p, unnest($22::text[]) as one)
select id from p"""
_GAP: Final = """
insert into mapping_gap (id, need, opened_at) values ($1, $2, $3) on conflict (need) where closed_at is null do nothing"""


async def write(
    planned: Planned,
    *,
    by: UUID,
    key: str | None = None,
    event_id: int | None = None,
    handler: str | None = None,
    reverses_id: int | None = None,
) -> int:
    """The id of the posting. The caller holds the locks of its streams, so that ids follow the order of commits."""
    draft = planned.document
    if key is None:
        key = posting_key(draft.company, draft.order, draft.kind, await fetchval(_DRAW, draft.order, draft.kind))
    document = replace(draft, key=key)
    state = State.CANCELLED if planned.skip else State.BLOCKED if planned.needs else State.QUEUED
    posting_id = await fetchval(
        _WRITE, key, document.kind, document.company, planned.centre_id, document.order, document.document_date,
        document.posting_date, document.currency, plain(document), payload_hash(document),
        await queries.mapping_version(), state, now(), planned.skip or words_of(planned.needs),
        sorted(planned.needs), planned.move_id, planned.returns_move_id, reverses_id, event_id, handler, by,
        list(planned.streams),
    )  # fmt: skip
    if state == State.BLOCKED:
        await open_gaps(planned.needs)
    announce(TOPIC, key)
    return int(posting_id)


async def rewrite(posting_id: int, key: str, planned: Planned | None, state: State) -> None:
    """Put a newly planned document under the key of a posting that is certainly not in the ERP; the old hash stays in
    its history."""
    if planned is None:
        await execute(
            "update posting set state = 'cancelled', state_at = $2, waits_for = '{}', detail = 'Nothing is owed any more.' "
            "where id = $1",
            posting_id,
            now(),
        )
        return
    document: Document = replace(planned.document, key=key)
    state = State.CANCELLED if planned.skip else State.BLOCKED if planned.needs else state
    await execute(
        "update posting set payload = $2, payload_hash = $3, posting_date = $4, mapping_version = $5, state = $6, "
        "state_at = $7, not_before = $7, queued_at = $7, attempts = 0, deaths = 0, waits_for = $8, detail = $9, reject_code = null, "
        "lease_token = null, lease_until = null, call_started_at = null where id = $1",
        posting_id,
        plain(document),
        payload_hash(document),
        document.posting_date,
        await queries.mapping_version(),
        state,
        now(),
        sorted(planned.needs),
        planned.skip or words_of(planned.needs),
    )
    await open_gaps(planned.needs)
    announce(TOPIC, key)


def words_of(needs: Iterable[str]) -> str | None:
    """Why it waits, for the person who looks at it."""
    return f"Waits for {', '.join(sorted(needs))}." if needs else None


async def open_gaps(needs: Iterable[str]) -> None:
    """One work item per missing thing; a closing that waits for its parts is nobody's work."""
    for need in sorted(needs):
        if not need.startswith("stock:"):
            await execute(_GAP, uuid7(), need, now())
