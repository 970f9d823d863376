"""Open a ticket: the hot path of the desk. At most ten statements, every one of them written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from asyncpg import ForeignKeyViolationError, Record

from barcodes import NO_HINTS, ScanHints, parse_scan
from notifications.message import Recipient, unreached
from service_desk.centres import queries as centres
from service_desk.centres.rules import CentreFacts, NumberKind
from service_desk.events.actions import record
from service_desk.faults import queries as faults
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetchrow, joined
from service_desk.foundation.errors import Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.search import kept_tokens, tokens
from service_desk.parties import actions as parties
from service_desk.parties import queries as known_parties
from service_desk.parties.rules import Contact, ContactKind, addresses
from service_desk.products import queries as products
from service_desk.products.queries.scans import find_by_scan
from service_desk.products.rules import ItemFacts, SerialTooLong
from service_desk.tickets.actions.clocks import begun
from service_desk.tickets.rules import (
    LONGEST_SERIAL,
    SUBJECT,
    Channel,
    OtherTicket,
    Priority,
    State,
    TicketOpened,
    Warned,
    check_accessories,
    check_reported_at,
    check_words,
    searched,
    unknown_unit,
    virtual_line,
    warn_of_duplicate,
    warn_of_item,
    warn_of_label,
    warn_of_owner,
    warn_of_reach,
)
from service_desk.warranty import actions as warranty
from service_desk.warranty.rules.vocabulary import Verdict

LONGEST_SCAN: Final = 1000  # a full QR code holding a maker's web address; more is no label
# Draws its own number, looks for another open ticket on the item and for the customer's contacts, so that none costs a round
# trip.
_INSERT: Final = """
with drawn as (select nextval($20::text::regclass)::text as count),
other as (
  select id, number from ticket
   where item_id = $3 and state in ('new', 'open', 'waiting_customer', 'in_repair') order by opened_at desc limit 1)
insert into ticket (id, centre_id, item_id, serial_given, party_id, channel, priority, words, symptom, condition,
  reported_at, reported_tz, reported_on, opened_at, opened_by, state_at, state_by, decided_verdict, decided_reason,
  search, state, version, number, scheme, first_response_due_at, due_at, accessories)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $14, $15, $16, $17,
  array_to_tsvector($18::text[]) || coalesce((select string_agg(o.search::text, ' ')::tsvector from party a
    join party o on o.id = coalesce(a.merged_into, a.id) where a.id in ($5, $23)), ''), $19, 1, $21::text || lpad(count, greatest($22::int, length(count)), '0'), $24, $25, $26, $27
  from drawn
returning number, (select id from other) as other_id, (select number from other) as other_number,
  array(select array[c.kind, c.value] from party a join contact_point c on c.party_id = coalesce(a.merged_into, a.id)
         where a.id = $5 order by c.preferred desc, c.id) as contacts"""


class TwoCustomers(Invalid):
    code = "two_customers"
    message = "A ticket has one customer. Give 'party_id', or 'new_party' for one who is not known yet, and not both."


class UnitOrWords(Invalid):
    code = "unit_or_words"
    message = "Name the unit, or write what the customer says."


class TwoUnits(Invalid):
    code = "two_units"
    message = "The item is {unit}, and the serial says {serial}. Leave one of the two out."


@dataclass(frozen=True, slots=True)
class NewParty:
    """A caller who is not in the desk yet; `contacts` are (kind, as typed)."""

    name: str
    language: str
    contacts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class OpenedTicket:
    """`verdict` and `reasons` are those of the fault as reported; `warnings` say what the agent should look at."""

    id: UUID
    number: str
    item_id: UUID | None
    party_id: UUID | None
    reported_on: date
    verdict: Verdict
    reasons: tuple[str, ...]
    warnings: tuple[Warned, ...]


@dataclass(slots=True)
class _Report:
    """What was told, checked and complete, before anything is written."""

    id: UUID
    centre: CentreFacts
    item: ItemFacts | None
    given: str
    party_id: UUID | None
    channel: Channel
    priority: Priority
    words: str
    accessories: str
    fault: faults.Reported
    reported_at: datetime
    reported_on: date


async def open_ticket(
    *,
    centre_id: UUID,
    by: Actor,
    scan: str | None = None,
    hints: ScanHints = NO_HINTS,
    serial: str | None = None,
    item_id: UUID | None = None,
    party_id: UUID | None = None,
    new_party: NewParty | None = None,
    words: str = "",
    symptom: str | None = None,
    condition: str | None = None,
    channel: Channel = Channel.PHONE,
    priority: Priority = Priority.NORMAL,
    reported_at: datetime | None = None,
    ticket_id: UUID | None = None,
    accessories: str = "",
) -> OpenedTicket:
    """Find the item, judge the fault, write the ticket. An unknown serial is taken too: undecided, with a warning.
    `hints`: what is known of how `scan` was read. `symptom`: None is "not said", which a desk without codes takes too.

    Raises UnitOrWords, AmbiguousScan with the choices, SerialTooLong, NaiveMoment, ReportedInFuture, ReportedTooEarly, NotFound.
    """
    by.require_centre(centre_id)
    by.require("tickets.open", centre_id)
    if party_id is not None and new_party is not None:
        raise TwoCustomers(field="new_party")
    moment = clock.now()
    centre = await centres.centre_at_work(centre_id)
    reported = moment if reported_at is None else check_reported_at(clock.aware(reported_at), moment, centre.zone)
    told, things = check_words(words), check_accessories(accessories)
    async with joined():
        item, given, doubts = await _find(scan, hints, serial, item_id, by.language)
        if not (item or given or told.strip() or symptom):
            raise UnitOrWords(field="words")
        fault = await faults.reported(symptom, condition, centre_id=centre_id)
        if fault.safety:
            priority = Priority.SAFETY
        if new_party is not None:
            party_id = await parties.create_party(
                name=new_party.name,
                language=new_party.language,
                contacts=new_party.contacts,
                region=centre.country,
                by=by,
            )
        report = _Report(
            ticket_id or uuid7(), centre, item, given, party_id, channel, priority, told, things, fault, reported, clock.local_date(reported, centre.zone),
        )  # fmt: skip
        decision = await warranty.decide_for(
            subject=(SUBJECT, report.id),
            centre_id=centre_id,
            item_id=item.id if item else None,
            reported_on=report.reported_on,
            lines=(virtual_line(report.fault.group),),
            by=by,
        )
        written = await _write(report, decision.verdict, decision.reason, moment, by)
        opened = TicketOpened(
            report.id, written["number"], item.id if item else None, party_id, report.reported_on, decision.verdict,
            decision.reason,
        )  # fmt: skip
        await record(opened, subject=(SUBJECT, report.id), centre_id=centre_id, by=by)
        warnings = (*doubts, *await _warnings(report, written, by.language))
    reasons = tuple(dict.fromkeys(line.reason.value for line in decision.lines))
    return OpenedTicket(
        report.id, opened.number, opened.item_id, party_id, report.reported_on, decision.verdict, reasons, warnings
    )


async def _find(
    scan: str | None, hints: ScanHints, serial: str | None, item_id: UUID | None, language: str
) -> tuple[ItemFacts | None, str, tuple[Warned, ...]]:
    """The item meant, if it is known, what was scanned or typed, and what is in doubt about it."""
    if item_id is not None:
        item = await products.item(item_id)
        if serial and item.serial and not products.same_serial(serial, item.serial):
            raise TwoUnits(unit=item.identity, serial=serial[:80], field="serial")
        return item, item.identity[:LONGEST_SERIAL], ()
    written = (scan or serial or "").strip()
    if not written:
        return None, "", ()
    if len(written) > LONGEST_SCAN:
        raise SerialTooLong(longest=64, length=len(written), field="serial")
    items: Sequence[ItemFacts]
    doubts: tuple[Warned, ...] = ()
    if scan:
        found = await find_by_scan(parse_scan(written, hints))
        items, written = found.items, found.written
        doubts = warn_of_label(found.misread, found.doubts, items[0].identity if items else "", language)
    else:
        items = await products.find_by_serial(written)
    if len(items) > 1:
        raise products.AmbiguousScan(written=written[:80], items=items)
    return (items[0] if items else None), written[:LONGEST_SERIAL], doubts


async def _write(report: _Report, verdict: str, reason: str, moment: datetime, by: Actor) -> Record:
    """The ticket's row; says its number, and the other open ticket on the item if there is one."""
    series = await centres.series(report.centre.id, NumberKind.TICKET)
    found = report.item
    model = kept_tokens(searched("", found.sku, found.product_name, "")) if found else ()
    serial = found.identity if found else ""
    clocks = await begun(report.centre.id, report.priority, moment)
    search = sorted({*tokens(searched(f"{report.given} {serial}", None, None, report.words)), *model})
    try:
        row = await fetchrow(
            _INSERT, report.id, report.centre.id, found.id if found else None, report.given, report.party_id,
            report.channel, report.priority, report.words, report.fault.symptom, report.fault.condition, report.reported_at,
            report.centre.zone, report.reported_on, moment, by.id, verdict, reason, search, State.NEW, series.sequence,
            series.prefix, series.width, found.owner_id if found else None, report.fault.scheme,
            clocks.first_response_due_at, clocks.due_at, report.accessories,
        )  # fmt: skip
    except ForeignKeyViolationError:
        raise NotFound(kind="customer", key=report.party_id) from None
    assert row is not None
    return row


async def _warnings(report: _Report, written: Record, language: str) -> tuple[Warned, ...]:
    reach = _reach(report.party_id, written["contacts"], language)
    item = report.item
    if item is None:
        return (*((unknown_unit(report.given, language),) if report.given else ()), *reach)
    owner = warn_of_owner(item, report.party_id, language)
    if owner and report.party_id is not None and item.owner_id is not None:
        # The caller may be an alias that was merged into the owner; asked only when the ids differ.
        owner = warn_of_owner(item, (await known_parties.party(report.party_id)).id, language)
    other = OtherTicket(written["other_id"], written["other_number"]) if written["other_id"] else None
    return (*owner, *warn_of_item(item, language), *warn_of_duplicate(other, language), *reach)


def _reach(party_id: UUID | None, written: Sequence[tuple[str, str]], language: str) -> Sequence[Warned]:
    """By the addresses alone: what the customer refused is told when the ticket is read."""
    if party_id is None:
        return ()
    contacts = [Contact(ContactKind(kind), value) for kind, value in written]
    return warn_of_reach(unreached(Recipient(str(party_id), language, "UTC", addresses(contacts))), party_id, language)
