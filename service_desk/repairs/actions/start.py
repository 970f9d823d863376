"""Start a repair order, from a ticket or for units that were simply brought in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from asyncpg import ForeignKeyViolationError, UniqueViolationError

from service_desk.centres import queries as centres
from service_desk.centres.actions import next_number
from service_desk.centres.rules import NumberKind
from service_desk.events.actions import record
from service_desk.faults import queries as faults
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import execute, joined
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import exponent
from service_desk.products import actions as products
from service_desk.products import queries as known_products
from service_desk.products.rules import NoticeKind
from service_desk.repairs.actions.due import reckon_due
from service_desk.repairs.actions.refill import refill
from service_desk.repairs.rules import SUBJECT, RepairStarted, ServiceType, State
from service_desk.tickets import actions as tickets
from service_desk.tickets import queries as known_tickets
from service_desk.tickets.rules import ENDED as ENDED_TICKET
from service_desk.tickets.rules import State as TicketState
from service_desk.tickets.rules import check_reported_at

_ORDER: Final = """
insert into repair_order (id, centre_id, number, ticket_id, party_id, state, currency, reported_at, reported_on,
  started_at, started_by, state_at, state_by, closing, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $11, 0, 1)"""
_ITEM: Final = """
insert into repair_item (id, order_id, seq, item_id, serial_given, scheme, scheme_version, symptom, condition, section,
  defect, repair, outcome, override_note, state, service_type)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '', '', '', $10, $11)"""
_NOTICE: Final = {
    "en": "Repair order {} is open.",
    "fa": "سفارش تعمیر {} باز است.",
    "ar": "أمر الإصلاح {} مفتوح.",
    "zh": "维修单 {} 尚未完成。",
    "ru": "Заказ на ремонт {} открыт.",
}


class AlreadyStarted(Conflict):
    code = "already_started"
    message = "The repair of ticket {ticket} was started already. Open its order instead of starting another."


class NothingToRepair(Invalid):
    code = "nothing_to_repair"
    message = "Say what is to be repaired: give a ticket, or the centre and at least one item."


class UnitTwice(Invalid):
    code = "unit_twice"
    message = "{unit} is named twice. Name each unit of the order once; a ticket brings its own along."


@dataclass(frozen=True, slots=True)
class Brought:
    """A unit that was brought in, with what is wrong with it. `item_id` None: not known to us (LINE-10)."""

    item_id: UUID | None
    symptom: str | None = None
    condition: str | None = None
    serial_given: str = ""
    scheme: str | None = None  # of the codes; None: the one in use
    service_type: ServiceType = ServiceType.REPAIR


@dataclass(frozen=True, slots=True)
class _Head:
    centre_id: UUID
    ticket_id: UUID | None
    party_id: UUID | None
    reported_at: datetime
    reported_on: date


@dataclass(frozen=True, slots=True)
class StartedOrder:
    id: UUID
    number: str


async def start(
    *,
    by: Actor,
    ticket_id: UUID | None = None,
    items: Sequence[Brought] = (),
    centre_id: UUID | None = None,
    party_id: UUID | None = None,
    reported_at: datetime | None = None,
    currency: str | None = None,
    order_id: UUID | None = None,
) -> StartedOrder:
    """With a ticket: its centre, customer, item and report date, and the ticket goes into repair. Else as given.

    Raises NothingToRepair, AlreadyStarted, NotFound, and the ticket's own errors.
    """
    async with joined():
        if ticket_id is None:
            return await _brought_in(by, items, centre_id, party_id, reported_at, currency, order_id)
        ticket = await known_tickets.ticket(ticket_id, by.centres)
        by.require("repairs.work", ticket.centre_id)
        if ticket.state in ENDED_TICKET:
            raise tickets.ClosedTicket(number=ticket.number, state=ticket.state)
        await tickets.follow(ticket_id=ticket_id, to=TicketState.IN_REPAIR, by=by)
        brought = [
            Brought(ticket.item_id, ticket.symptom, ticket.condition, ticket.serial_given, ticket.scheme),
            *items,
        ]
        head = _Head(ticket.centre_id, ticket_id, ticket.party_id, ticket.reported_at, ticket.reported_on)
        try:
            return await _write(head, brought, currency, order_id, by)
        except UniqueViolationError as clash:
            if clash.constraint_name != "repair_order_ticket":
                raise
            raise AlreadyStarted(ticket=ticket.number) from None


async def _brought_in(
    by: Actor,
    items: Sequence[Brought],
    centre_id: UUID | None,
    party_id: UUID | None,
    reported_at: datetime | None,
    currency: str | None,
    order_id: UUID | None,
) -> StartedOrder:
    if centre_id is None or not items:
        raise NothingToRepair
    by.require_centre(centre_id)
    by.require("repairs.work", centre_id)
    moment = clock.now()
    zone = (await centres.centre(centre_id)).zone
    reported = moment if reported_at is None else check_reported_at(clock.aware(reported_at), moment, zone)
    head = _Head(centre_id, None, party_id, reported, clock.local_date(reported, zone))
    return await _write(head, items, currency, order_id, by)


async def _write(
    head: _Head, items: Sequence[Brought], currency: str | None, order_id: UUID | None, by: Actor
) -> StartedOrder:
    key, moment = order_id or uuid7(), clock.now()
    centre = await centres.centre_at_work(head.centre_id)
    currency = currency or centre.currency
    exponent(currency)
    number = await next_number(head.centre_id, NumberKind.REPAIR)
    try:
        await execute(
            _ORDER, key, head.centre_id, number, head.ticket_id, head.party_id, State.RECEIVED, currency,
            head.reported_at, head.reported_on, moment, by.id,
        )  # fmt: skip
    except ForeignKeyViolationError:
        raise NotFound(kind="customer", key=head.party_id) from None
    known = [item.item_id for item in items if item.item_id is not None]
    if (again := next((key for nth, key in enumerate(known) if key in known[:nth]), None)) is not None:
        raise UnitTwice(unit=(await known_products.item(again)).identity, field="items")
    for seq, brought in enumerate(items, start=1):
        await _take_in(key, head.centre_id, number, seq, brought, by)
    await reckon_due(key)
    await refill([key])
    started = RepairStarted(key, number, head.ticket_id, head.party_id, tuple(known), head.reported_on)
    await record(started, subject=(SUBJECT, key), centre_id=head.centre_id, by=by)
    return StartedOrder(key, number)


async def _take_in(order_id: UUID, centre_id: UUID, number: str, seq: int, brought: Brought, by: Actor) -> None:
    told = await _coded(brought, centre_id)
    if brought.item_id is not None:
        await known_products.item(brought.item_id)
        words = {language: text.format(number) for language, text in _NOTICE.items()}
        await products.put_notice(
            item_id=brought.item_id, kind=NoticeKind.OPEN_ORDER, subject=(SUBJECT, order_id), words=words, by=by
        )
    await execute(
        _ITEM, uuid7(), order_id, seq, brought.item_id, brought.serial_given[:90], told.scheme, told.scheme_version, told.symptom,
        told.condition, State.RECEIVED, brought.service_type,
    )  # fmt: skip


async def _coded(brought: Brought, centre_id: UUID) -> faults.Reported:
    """What a ticket was coded with stays, also where its code was retired or the company went over to another scheme."""
    if brought.scheme is not None and (brought.symptom or brought.condition):
        kept = await faults.kept(brought.scheme, brought.symptom or "", brought.condition or "")
        if kept is not None:
            return kept
    return await faults.reported(brought.symptom, brought.condition, centre_id=centre_id)
