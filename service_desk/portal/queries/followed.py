"""What stands behind a customer's link: their ticket, its order, and whom they may ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from service_desk.billing import queries as billing
from service_desk.centres import queries as centres
from service_desk.centres.rules import CentreFacts, CompanyFacts
from service_desk.correspondence.rules import HELD
from service_desk.foundation import clock
from service_desk.foundation.errors import NotFound
from service_desk.links import queries as links
from service_desk.links.rules import LINK_DAYS, LinkFacts, outlived
from service_desk.parties import queries as parties
from service_desk.parties.rules import ContactKind, PartyFacts
from service_desk.portal.queries.labels import Contact, contact
from service_desk.portal.rules import Opening, openings
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import SHIPS_BACK, SUBJECT, EstimateFacts, OrderFacts, RepairItemFacts
from service_desk.repairs.rules import State as OrderState
from service_desk.tickets import queries as tickets
from service_desk.tickets.rules import ENDED, EntryKind, TicketFacts
from service_desk.warranty.rules.vocabulary import Payer

_PHONES: Final = frozenset({ContactKind.PHONE, ContactKind.WHATSAPP})
_DAYS_AHEAD: Final = 7


class LinkGone(NotFound):
    code = "link_gone"
    message = "This link does not work, or no longer. Ask for a new one."


@dataclass(frozen=True, slots=True)
class Unit:
    name: dict[str, str]
    serial: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What a link opens. `order` is the newest one of its ticket that was not cancelled."""

    link: LinkFacts
    company: CompanyFacts
    centre: CentreFacts
    place: str
    contact: Contact
    party: PartyFacts | None
    ticket: TicketFacts | None
    order: OrderFacts | None
    units: tuple[Unit, ...]
    outcomes: tuple[str, ...]
    estimates: tuple[EstimateFacts, ...]
    ships: bool
    openings: tuple[Opening, ...]

    @property
    def number(self) -> str:
        """What the customer names at the counter."""
        if self.order is not None:
            return self.order.number
        return self.ticket.number if self.ticket is not None else ""

    @property
    def phones(self) -> list[str]:
        return [each.value for each in self.party.contacts if each.kind in _PHONES] if self.party else []

    @property
    def emails(self) -> list[str]:
        return [each.value for each in self.party.contacts if each.kind == ContactKind.EMAIL] if self.party else []


@dataclass(frozen=True, slots=True)
class Conversation:
    """One thing that was written to or by the customer."""

    theirs: bool
    body: str
    written_at: datetime


async def followed(token: str) -> Followed:
    """Raises LinkGone, alike for a token that never was, that was revoked, that is too old, or whose ticket is another's now."""
    link = await links.by_token(token)
    if link is None or link.revoked_at is not None:
        raise LinkGone
    ticket, order = await _subject(link)
    owner = order.party_id if order is not None else ticket.party_id if ticket is not None else None
    if link.party_id is not None and owner != link.party_id:
        raise LinkGone  # it was given to somebody else
    centre = await centres.centre(link.centre_id)
    days = int(str(await centres.setting(LINK_DAYS.name, centre.id)))
    if outlived(await _ended(ticket, order, centre.zone), days, clock.now()):
        raise LinkGone
    party = await parties.party(owner) if owner is not None else None
    if party is not None and party.retired:
        raise LinkGone
    items = await repairs.items(order.id) if order is not None else []
    return Followed(
        link, await centres.company(), centre, str(await centres.setting("address", centre.id)), await contact(centre), party,
        ticket, order, _units(ticket, items), tuple(item.outcome for item in items if item.outcome),
        tuple(await repairs.estimates(order.id)) if order is not None else (),
        bool(await centres.setting(SHIPS_BACK.name, centre.id)), await _openings(centre),
    )  # fmt: skip


async def _subject(link: LinkFacts) -> tuple[TicketFacts | None, OrderFacts | None]:
    try:
        if link.subject_kind == SUBJECT:
            order = await repairs.order(link.subject_id)
            return (await tickets.ticket(order.ticket_id) if order.ticket_id else None), order
        return await tickets.ticket(link.subject_id), await repairs.order_of_ticket(link.subject_id)
    except NotFound:
        raise LinkGone from None


async def _ended(ticket: TicketFacts | None, order: OrderFacts | None, zone: str) -> datetime | None:
    """When the work ended; None while it goes on."""
    if order is not None:
        if order.handed_over_on is not None:
            return datetime.combine(order.handed_over_on, time.max, ZoneInfo(zone))
        return (await repairs.moves(order.id))[-1].moved_at if order.state == OrderState.CANCELLED else None
    return ticket.state_at if ticket is not None and ticket.state in ENDED else None


def _units(ticket: TicketFacts | None, items: Sequence[RepairItemFacts]) -> tuple[Unit, ...]:
    if items:
        return tuple(Unit(item.product_name or {}, item.serial) for item in items)
    if ticket is not None and (ticket.product_name or ticket.serial or ticket.serial_given):
        return (Unit(ticket.product_name or {}, ticket.serial or ticket.serial_given),)
    return ()


async def _openings(centre: CentreFacts) -> tuple[Opening, ...]:
    today = clock.today(centre.zone)
    until = today + timedelta(days=_DAYS_AHEAD)
    closed = frozenset(day.on_date for day in await centres.holidays(centre.id, today, until))
    minute = _minute(clock.now(), centre.zone)
    return openings(await centres.working_hours(centre.id), closed, today, minute)


def _minute(now: datetime, zone: str) -> int:
    local = now.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


async def shipping(found: Followed) -> str:
    """Where to it is sent: as the customer said, else their address as we have it."""
    if found.order is not None and found.order.return_address:
        return found.order.return_address
    known = await parties.addresses(found.party.id) if found.party else []
    return ", ".join(filter(None, (known[0].lines, known[0].postcode, known[0].city))) if known else ""


async def conversation(ticket: TicketFacts | None) -> list[Conversation]:
    """What the customer wrote and what was answered, the first first; never the staff's notes among themselves, nor a reply that
    can still be taken back."""
    if ticket is None:
        return []
    gone = clock.now() - HELD
    return [
        Conversation(entry.kind == EntryKind.CUSTOMER, entry.body, entry.written_at)
        for entry in await tickets.entries(ticket.id)
        if entry.body
        and (entry.kind == EntryKind.CUSTOMER or (entry.kind == EntryKind.REPLY and entry.written_at <= gone))
    ]


@dataclass(frozen=True, slots=True)
class ToPay:
    """What the customer is charged for the order."""

    net: Decimal
    tax: Decimal
    total: Decimal
    currency: str
    since: date


async def to_pay(order: OrderFacts | None) -> ToPay | None:
    """None where there is nothing to pay, or the bill is not made yet."""
    if order is None:
        return None
    theirs = [each for each in await billing.charges_of(order.id) if each.payer == Payer.CUSTOMER]
    net, tax, total = (sum((getattr(each, name) for each in theirs), Decimal(0)) for name in ("net", "tax", "total"))
    return ToPay(net, tax, total, theirs[0].currency, theirs[-1].issued_on) if theirs and total > 0 else None
