"""Load many closed tickets of another system at once: history to search, without events per ticket, messages or postings."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple
from uuid import UUID

from service_desk.centres.queries import series
from service_desk.centres.rules import CentreFacts, NumberKind
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, connection, execute, fetchrow
from service_desk.foundation.ids import uuid7
from service_desk.foundation.search import tokens
from service_desk.tickets.rules import Channel, Priority, State, TicketsLoaded, TicketsUnloaded

# Two look-ups: what is there is counted and left alone, so a second run changes nothing.
_EXISTING: Final = "select external_ref from ticket where external_ref = any($1)"
_NUMBERS: Final = """
select $2::text || lpad(count::text, greatest($3::int, length(count::text)), '0')
  from (select nextval($1::text::regclass) as count from generate_series(1, $4::int)) drawn"""
# COPY cannot build a tsvector, so the rows go through a staging table that forgets them at commit.
_STAGE: Final = """
create temp table if not exists ticket_staging (id uuid, number text, state text, item_id uuid, serial_given text, words text,
  symptom text, reported_at timestamptz, reported_on date, external_ref text, decided_verdict text, decided_reason text,
  tokens text[]) on commit delete rows"""
_STAGED: Final = (
    "id", "number", "state", "item_id", "serial_given", "words", "symptom", "reported_at", "reported_on", "external_ref",
    "decided_verdict", "decided_reason", "tokens",
)  # fmt: skip
_INSERT: Final = """
insert into ticket (id, centre_id, number, state, item_id, serial_given, party_id, channel, priority, words, symptom, condition,
  reported_at, reported_tz, reported_on, opened_at, opened_by, state_at, state_by, decided_verdict, decided_reason,
  external_ref, version, search)
select id, $1, number, state, item_id, serial_given, null, $2, $3, words, symptom, '', reported_at, $4, reported_on, reported_at,
  $5, $6, $5, decided_verdict, decided_reason, external_ref, 1, array_to_tsvector(tokens) from ticket_staging"""


class TicketRow(NamedTuple):
    """A prepared row. `external_ref` names it for ever; `extra_words` are found by search, not shown."""

    external_ref: str
    words: str
    reported_at: datetime
    reported_on: date
    state: State = State.CLOSED
    item_id: UUID | None = None
    serial: str = ""
    symptom: str = ""
    verdict: str = ""
    reason: str = ""
    extra_words: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LoadedTickets:
    """`new` external names are in now, with the ids of their tickets; the rest was there."""

    new: dict[str, UUID]
    existing: int


async def load_tickets(
    rows: Sequence[TicketRow],
    *,
    centre: CentreFacts,
    by: Actor,
    judge: Callable[[TicketRow], Awaitable[TicketRow]] | None = None,
) -> LoadedTickets:
    """All of a batch or none of it. Closed tickets open no clock and tell nobody. `judge` fills the verdict of new ones."""
    by.require("imports.run", centre.id)
    async with atomic(), connection() as held:
        known = {row["external_ref"] for row in await held.fetch(_EXISTING, [row.external_ref for row in rows])}
        fresh = [
            row._replace(id=row.id or uuid7())
            for row in {row.external_ref: row for row in reversed(rows) if row.external_ref not in known}.values()
        ][::-1]
        if judge is not None:
            fresh = [await judge(row) for row in fresh]
        if fresh:
            await _insert(held, fresh, centre, by)
            batch = uuid7()
            fact = TicketsLoaded(batch_id=batch, added=len(fresh), already_there=len(rows) - len(fresh))
            await record(fact, subject=("ticket_batch", batch), centre_id=centre.id, by=by)
    new = {row.external_ref: row.id for row in fresh if row.id is not None}
    return LoadedTickets(new, len(rows) - len(fresh))


async def _insert(held: Any, fresh: Sequence[TicketRow], centre: CentreFacts, by: Actor) -> None:
    numbered = await series(centre.id, NumberKind.TICKET)
    numbers = await held.fetch(_NUMBERS, numbered.sequence, numbered.prefix, numbered.width, len(fresh))
    await held.execute(_STAGE)
    staged = [
        (
            row.id, number[0], row.state.value, row.item_id, row.serial, row.words, row.symptom, row.reported_at,
            row.reported_on, row.external_ref, row.verdict, row.reason,
            tokens(_found_by(number[0], row)),
        )
        for row, number in zip(fresh, numbers, strict=True)
    ]  # fmt: skip
    await held.copy_records_to_table("ticket_staging", records=staged, columns=_STAGED)
    await held.execute(_INSERT, centre.id, Channel.IMPORT, Priority.NORMAL, centre.zone, by.id, clock.now())


def _found_by(number: str, row: TicketRow) -> str:
    return f"{number} {row.serial} {row.external_ref} {row.words} {row.extra_words}"


async def correct_ticket(ticket_id: UUID, number: str, row: TicketRow) -> None:
    """Take what a file says of a loaded ticket: its words and its day. A ticket that the desk opened itself stays."""
    await execute(
        "update ticket set words = $2, reported_at = $3, reported_on = $4, search = array_to_tsvector($5::text[]), "
        "version = version + 1 where id = $1 and channel = $6",
        ticket_id, row.words, row.reported_at, row.reported_on, tokens(_found_by(number, row)), Channel.IMPORT,
    )  # fmt: skip


async def restore_ticket(ticket_id: UUID, fields: Mapping[str, tuple[str, str]], *, by: Actor) -> bool:
    """Give back the words and the day that `correct_ticket` took. False where somebody has changed them since."""
    async with atomic():
        row = await fetchrow(
            "select words, reported_on::text as reported_on, reported_tz, centre_id from ticket where id = $1 and channel = $2 for update",
            ticket_id, Channel.IMPORT,
        )  # fmt: skip
        if row is None or any(row[name] != new for name, (_, new) in fields.items()):
            return False
        by.require("imports.run", row["centre_id"])
        words = fields["words"][0] if "words" in fields else row["words"]
        day = date.fromisoformat(fields["reported_on"][0] if "reported_on" in fields else row["reported_on"])
        await execute(
            "update ticket set words = $2, reported_on = $3, reported_at = $4, version = version + 1, "
            "search = search || array_to_tsvector($5::text[]) where id = $1",
            ticket_id, words, day, datetime.combine(day, time(12), clock.zone(row["reported_tz"])), tokens(words),
        )  # fmt: skip
        return True


async def unload_tickets(ids: Sequence[UUID], *, centre_id: UUID, by: Actor) -> None:
    """Take out loaded history that nothing has used; the caller has looked."""
    async with atomic():
        await execute("delete from ticket where id = any($1) and channel = $2", ids, Channel.IMPORT)
        gone = TicketsUnloaded(batch_id=uuid7(), removed=len(ids))
        await record(gone, subject=("ticket_batch", gone.batch_id), centre_id=centre_id, by=by)
