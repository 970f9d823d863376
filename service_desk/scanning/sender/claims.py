"""The hot statements of the print queue: claim, settle, sweep."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.events.actions import record
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.claim import LEASE, MOST_DEATHS, backoff, settle
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.scanning.rules.faults import PrinterFault, WorkerDied
from service_desk.scanning.rules.printing import LADDER, MOST_ATTEMPTS, JobState, LabelsPrinted, PrintingGivenUp

# One job at a time a printer, in the order they were asked for: two streams on one socket would mix.
_CLAIM: Final = """
with due as (
  select j.id from print_job j
   where j.state in ('queued', 'retry_wait') and j.not_before <= coalesce($2::timestamptz, statement_timestamp())
     and (j.deaths > 0) = $5
     and not exists (select 1 from print_job b where b.printer_id = j.printer_id and b.id <> j.id
                        and (b.state = 'sending' or (b.id < j.id and b.state in ('queued', 'retry_wait'))))
   order by j.id limit $1 for update of j skip locked)
update print_job j set state = 'sending', state_at = coalesce($2::timestamptz, statement_timestamp()), attempts = j.attempts + 1, lease_token = $3,
       lease_until = coalesce($2::timestamptz, statement_timestamp()) + $4::interval
  from due, printer p where j.id = due.id and p.id = j.printer_id
returning j.*, p.code as printer, p.kind, p.address, p.language"""
_DONE: Final = """
update print_job set state = 'done', state_at = $3, fault = '', detail = '', lease_token = null, lease_until = null
 where id = $1 and lease_token = $2"""
_LATER: Final = """
update print_job set state = $3, state_at = $4, not_before = $5, fault = $6, detail = $7, lease_token = null, lease_until = null
 where id = $1 and lease_token = $2"""
_SWEEP: Final = f"""
update print_job set state = case when attempts >= $2 or deaths + 1 >= {MOST_DEATHS} then 'dead' else 'queued' end,
       deaths = deaths + 1, state_at = coalesce($1::timestamptz, statement_timestamp()), not_before = coalesce($1::timestamptz, statement_timestamp()),
       fault = '{WorkerDied.code}', lease_token = null, lease_until = null where state = 'sending' and lease_until < coalesce($1::timestamptz, statement_timestamp())"""
_WORKS: Final = "update printer set worked_at = $2, fault = '', fault_at = null where id = $1"
_FAULT: Final = "update printer set fault = $2, fault_at = coalesce(fault_at, $3) where id = $1"


async def claim(limit: int, at: datetime | None, token: UUID, suspects: bool) -> list[Any]:
    return list(await fetch(_CLAIM, limit, at, token, LEASE, suspects))


async def sweep(at: datetime | None) -> int:
    return int((await execute(_SWEEP, at, MOST_ATTEMPTS)).split()[-1])


async def printed(row: Any, token: UUID) -> None:
    async with atomic():
        await settle(_DONE, row["id"], token, now())
        await execute(_WORKS, row["printer_id"], now())
        done = LabelsPrinted(row["id"], row["printer_id"], row["template"], row["labels"])
        await record(done, subject=("print_job", row["id"]), centre_id=row["centre_id"], by=SYSTEM)


async def faulted(row: Any, token: UUID, fault: PrinterFault, detail: str) -> None:
    """Later, or given up: the fault stays on the job and on its printer."""
    over = not fault.passing or row["attempts"] >= MOST_ATTEMPTS
    moment = now()
    again = moment + backoff(row["attempts"], LADDER)
    async with atomic():
        state = JobState.DEAD if over else JobState.RETRY_WAIT
        await settle(_LATER, row["id"], token, state, moment, again, fault.code, detail[:500])
        await execute(_FAULT, row["printer_id"], fault.code, moment)
        if over:
            given_up = PrintingGivenUp(row["id"], row["printer_id"], fault.code)
            await record(given_up, subject=("print_job", row["id"]), centre_id=row["centre_id"], by=SYSTEM)
