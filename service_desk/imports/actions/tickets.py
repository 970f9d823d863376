"""Import closed tickets of another system: history without items, messages or postings."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from service_desk.centres.rules import CentreFacts
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.ids import uuid7
from service_desk.imports.reading import Line
from service_desk.imports.rules import BadCell, OnDifference, Outcome, Reader, TicketsMapping
from service_desk.imports.rules.reasons import EmptyCell
from service_desk.tickets.actions.load import TicketRow, correct_ticket, load_tickets
from service_desk.tickets.queries import tickets_by_ref

NOON = time(12)
LONGEST_REF = 100


class TicketsLoader:
    """Each row is a closed ticket, known by its reference for ever."""

    def __init__(self, mapping: TicketsMapping, centre: CentreFacts, by: Actor) -> None:
        self.mapping, self.centre, self.by = mapping, centre, by
        self.reader = Reader(clock.today(centre.zone), mapping.columns, mapping.values)
        self.zone = clock.zone(centre.zone)

    async def open(self) -> None:
        """Nothing has to be there."""

    def forget(self) -> None:
        """Nothing is remembered."""

    def prepare(self, line: Line) -> TicketRow:
        ref = self.reader.name(line.row, "ref", LONGEST_REF)
        day = self.reader.day(line.row, self.mapping.reported_on)
        if day is None:
            raise BadCell(self.mapping.reported_on.column, EmptyCell())
        return TicketRow(
            external_ref=f"{self.mapping.prefix}{ref}",
            words=self.reader.text(line.row, "words") or self.mapping.no_words,
            reported_at=datetime.combine(day, NOON, self.zone).astimezone(UTC),
            reported_on=day,
            extra_words=" ".join(self.reader.raw(line.row, column) for column in self.mapping.search),
            id=uuid7(),
        )

    def shown(self, row: TicketRow) -> dict[str, str]:
        return {"ref": row.external_ref, "words": row.words[:80], "reported_on": row.reported_on.isoformat()}

    async def load(self, rows: Sequence[TicketRow]) -> Outcome:
        loaded = await load_tickets(rows, centre=self.centre, by=self.by)
        outcome = Outcome(loaded=len(loaded.new), made={"ticket": list(loaded.new.values())})
        there = [at for at, row in enumerate(rows) if loaded.new.get(row.external_ref) != row.id]
        known = await tickets_by_ref([rows[at].external_ref for at in there]) if there else {}
        for at in there:
            row, kept = rows[at], known[rows[at].external_ref]
            fields = {}
            if kept.words != row.words:
                fields["words"] = (kept.words, row.words)
            if kept.reported_on != row.reported_on:
                fields["reported_on"] = (kept.reported_on.isoformat(), row.reported_on.isoformat())
            if not fields:
                outcome.existing += 1
                continue
            outcome.differs.append((at, kept.id, fields))
            if self.mapping.on_difference is OnDifference.UPDATE and kept.loaded:
                await correct_ticket(kept.id, kept.number, row)
        return outcome
