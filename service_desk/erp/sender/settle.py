"""What a connector's answer makes of a posting. A refusal by the ERP is never an error here, and never sent again by itself."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from service_desk.erp.actions.release import followed, replanned
from service_desk.erp.actions.shortage import coming
from service_desk.erp.actions.write import rewrite
from service_desk.erp.rules import (
    MOST_ATTEMPTS,
    NEVER,
    PERIOD,
    SHORTAGE,
    Applied,
    Connector,
    Document,
    Finding,
    Outcome,
    RejectCode,
    Rejected,
    Retry,
    State,
    StockDocument,
    Unknown,
    difference,
)
from service_desk.erp.sender.claims import become
from service_desk.foundation.claim import MOST_DEATHS, backoff
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic

OLDEST: Final = timedelta(hours=24)  # counted while the ERP was up; older ones are for a person


async def settle_outcome(connector: Connector, row: Any, token: UUID, document: Document, outcome: Outcome) -> bool:
    """True when the document is in the ERP and is now to be read back."""
    if isinstance(outcome, Applied):
        await _applied(row, token, outcome)
        return True
    if isinstance(outcome, Rejected):
        await _rejected(row, token, document, outcome)
    elif isinstance(outcome, Retry):
        await _later(row, token, outcome)
    else:
        await unknown(connector, row, token, outcome)
    return False


async def _applied(row: Any, token: UUID, outcome: Applied) -> None:
    await become(
        row, token, State.APPLIED, keep_lease=True, erp_ref=outcome.erp_ref, erp_number=outcome.erp_number,
        erp_posted_on=outcome.posted_on, erp_cost=outcome.cost, reject_code=None, detail=None, waits_for=[],
    )  # fmt: skip


async def _rejected(row: Any, token: UUID, document: Document, outcome: Rejected) -> None:
    refused: dict[str, Any] = {"reject_code": outcome.code, "detail": outcome.message[:1000], "call_started_at": None}
    async with atomic():
        if outcome.code in SHORTAGE and isinstance(document, StockDocument):
            waiting, needs = await coming(document, row["state_at"])
            if waiting and row["attempts"] < MOST_ATTEMPTS:
                again = now() + backoff(row["attempts"]) if needs else now()
                state = State.RETRY_WAIT if needs else State.QUEUED
                await become(row, token, state, not_before=again, waits_for=needs, **refused)
                return
        await become(row, token, State.REJECTED, **refused)
        if outcome.code in PERIOD:
            await _next_open_day(row, document)


async def _next_open_day(row: Any, document: Document) -> None:
    """The period was closed after the posting was written: by the company's policy it goes on the next open day."""
    planned = await replanned(row["event_id"])
    if planned is not None and planned.document.posting_date != document.posting_date:
        await rewrite(row["id"], row["key"], planned, State.QUEUED)


async def _later(row: Any, token: UUID, outcome: Retry) -> None:
    """Certainly nothing posted. While the ERP is away no attempt is counted and nothing grows old."""
    attempts = row["attempts"] - 1 if outcome.down else row["attempts"]
    old = now() - row["queued_at"] > OLDEST
    parked = not outcome.down and (attempts >= MOST_ATTEMPTS or old)
    await become(
        row, token, State.PARKED if parked else State.RETRY_WAIT, attempts=attempts, detail=outcome.detail[:1000],
        not_before=now() + (outcome.after or backoff(row["attempts"])), call_started_at=None,
    )  # fmt: skip


async def unknown(connector: Connector, row: Any, token: UUID, outcome: Unknown) -> None:
    """Looked up soon, since it may have arrived; only after the settle time "not there" means that it is not."""
    soon = min(connector.capabilities.settle, backoff(1))
    await become(row, token, State.UNKNOWN, detail=outcome.detail[:1000], not_before=now() + soon)


async def looked_up(connector: Connector, row: Any, token: UUID, document: Document) -> bool:
    """Look by key before any second send. True when the posting is settled by it; False: it is not there, send it."""
    found = await connector.find_by_key(document.kind, document.key)
    if not found:
        return await _not_there(connector, row, token)
    there = found[0]
    if len(found) == 1 and difference(document, found) == Finding.LINES_MISMATCH:
        other = Rejected(RejectCode.DUPLICATE_DIFFERENT, f"The ERP holds another document, {there.erp_number}.", "key")
        await _rejected(row, token, document, other)
        return True
    await _applied(row, token, Applied(there.erp_ref, there.erp_number, there.posted_on, there.cost, was_existing=True))
    await verify(connector, row, token, document)
    return True


async def _not_there(connector: Connector, row: Any, token: UUID) -> bool:
    called = row["call_started_at"]
    if called is None:  # never in doubt: the last attempt was certainly not posted
        return False
    if now() >= called + connector.capabilities.settle:
        given_up = row["attempts"] >= MOST_ATTEMPTS or row["deaths"] >= MOST_DEATHS
        state = State.PARKED if given_up else State.QUEUED
        await become(row, token, state, detail="It had not arrived.", not_before=now(), call_started_at=None)
        return True
    settled = called + connector.capabilities.settle
    await become(row, token, State.UNKNOWN, detail="Not there yet; looked up again.", not_before=settled)
    return True


async def verify(connector: Connector, row: Any, token: UUID, document: Document) -> None:
    """Read back by key and compare; a difference stays with a person, and is never sent again."""
    found = await connector.find_by_key(document.kind, document.key)
    finding = difference(document, found)
    async with atomic():
        if finding is not None:
            await become(
                row, token, State.APPLIED, finding=finding, detail=f"{len(found)} found by its key.", not_before=NEVER
            )
            return
        await become(row, token, State.VERIFIED)
        await followed(row, document if isinstance(document, StockDocument) else None)
