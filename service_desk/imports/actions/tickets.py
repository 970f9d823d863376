"""Import closed tickets of another system: history without items, messages or postings."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from service_desk.centres.queries import centre as centre_facts
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.imports.actions.runs import Progress, Run
from service_desk.imports.reading import Line
from service_desk.imports.rules import BadCell, Reader, Tally, TicketsMapping
from service_desk.tickets.actions.load import TicketRow, load_tickets

NOON = time(12)
LONGEST_REF = 100


async def import_tickets(
    *,
    path: Path,
    mapping: TicketsMapping,
    centre_id: UUID,
    errors: Path,
    by: Actor,
    progress: Progress = lambda _: None,
) -> Tally:
    """Every row of the file becomes a closed ticket, is refused with a reason, or was there already."""
    centre = await centre_facts(centre_id)
    reader = Reader(clock.today(centre.zone))

    def prepare(line: Line) -> TicketRow:
        return _prepare(line, mapping, reader, clock.zone(centre.zone))

    async def load(rows: Sequence[TicketRow], tally: Tally) -> None:
        loaded = await load_tickets(rows, centre=centre, by=by)
        tally.loaded += len(loaded.new)
        tally.existing += loaded.existing

    run = Run[TicketRow](path=path, mapping=mapping, errors=errors, centre_id=centre_id, by=by)
    await run.begin()
    return await run.all(prepare, load, progress)


def _prepare(line: Line, mapping: TicketsMapping, reader: Reader, zone: ZoneInfo) -> TicketRow:
    ref = reader.needed(line.row, mapping.columns["ref"])
    if len(ref) > LONGEST_REF:
        raise BadCell(mapping.columns["ref"], f"longer than {LONGEST_REF} characters")
    day = reader.day(line.row, mapping.reported_on)
    if day is None:
        raise BadCell(mapping.reported_on.column, "empty, and a ticket needs the day on which it was reported")
    return TicketRow(
        external_ref=f"{mapping.prefix}{ref}",
        words=reader.text(line.row, mapping.columns["words"]) or mapping.no_words,
        reported_at=datetime.combine(day, NOON, zone).astimezone(UTC),
        reported_on=day,
        extra_words=" ".join(reader.text(line.row, column) for column in mapping.search),
    )
