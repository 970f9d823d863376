"""What was typed or scanned into the one box, looked for everywhere that its reader may look."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from barcodes import ScanHints, parse_scan
from service_desk.billing import queries as billing
from service_desk.billing.queries import ChargeFacts
from service_desk.centres.queries import dialled_in
from service_desk.foundation.actor import Actor
from service_desk.foundation.phones import Regions
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyFacts
from service_desk.products import queries as products
from service_desk.products.rules import ItemFacts, ProductFacts
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import OrderRow
from service_desk.scanning import queries as scanning
from service_desk.scanning.rules import Outcome, Resolved
from service_desk.tickets import queries as tickets
from service_desk.tickets.rules import TicketRow

OF_EACH: Final = 5


@dataclass(frozen=True, slots=True)
class Box:
    """`hit`: what it means as a code: a record, a choice or a command, with what was tried. Of each kind some that have the words, that
    number or that contact; `meant`: serials that look alike, where nothing at all was found."""

    hit: Resolved
    tickets: Sequence[TicketRow] = ()
    orders: Sequence[OrderRow] = ()
    customers: Sequence[PartyFacts] = ()
    units: Sequence[ItemFacts] = ()
    products: Sequence[ProductFacts] = ()
    invoices: Sequence[ChargeFacts] = ()
    meant: Sequence[str] = ()

    @property
    def empty(self) -> bool:
        told = (self.tickets, self.orders, self.customers, self.units, self.products, self.invoices)
        return self.hit.outcome is Outcome.NONE and not any(told)


async def box(typed: str, by: Actor, *, hints: ScanHints | None = None) -> Box:
    """Five of each kind, each where its right is held. A command is looked for nowhere else, and nothing private is looked for at all."""
    asked, hints = typed.strip(), hints or ScanHints()
    hit = await scanning.resolve(asked, hints, by)
    if not asked or hit.outcome is Outcome.COMMAND or parse_scan(asked, hints).private:
        return Box(hit)
    regions = await dialled_in(by)
    found = Box(
        hit,
        tickets=await _tickets(asked, regions, by),
        orders=await _orders(asked, regions, by),
        customers=await _customers(asked, regions, by),
        units=await _units(asked, by),
        products=(await products.products(asked, limit=OF_EACH)).items if by.may("items.read") else (),
        invoices=await _invoices(asked, regions, by),
    )
    if found.empty and by.may("items.read"):
        return replace(found, meant=await products.suggest(asked))
    return found


async def _tickets(asked: str, regions: Regions, by: Actor) -> Sequence[TicketRow]:
    if not by.may("tickets.read"):
        return ()
    wanted, seen = tickets.QueueFilter(words=asked), by.where("tickets.read")
    return (await tickets.queue(wanted, centres=seen, me=by.id, regions=regions, limit=OF_EACH)).items


async def _orders(asked: str, regions: Regions, by: Actor) -> Sequence[OrderRow]:
    if not by.may("repairs.read"):
        return ()
    wanted, seen = repairs.OrderFilter(words=asked), by.where("repairs.read")
    return (await repairs.queue(wanted, centres=seen, me=by.id, regions=regions, limit=OF_EACH)).items


async def _customers(asked: str, regions: Regions, by: Actor) -> Sequence[PartyFacts]:
    """By phone or mail, else by name."""
    if not by.may("customers.read"):
        return ()
    if found := await parties.find_by_contact(asked, regions):
        return found[:OF_EACH]
    return (await parties.search(asked, language=by.language, limit=OF_EACH)).items


async def _units(asked: str, by: Actor) -> Sequence[ItemFacts]:
    if not by.may("items.read"):
        return ()
    owners = by.may("customers.read")
    return [unit.shown(owner=owners) for unit in await products.items_by_words(asked, owners=owners, limit=OF_EACH)]


async def _invoices(asked: str, regions: Regions, by: Actor) -> Sequence[ChargeFacts]:
    if not by.may("billing.read"):
        return ()
    seen = by.where("billing.read")
    return (await billing.charges(centres=seen, invoiced=True, words=asked, regions=regions, limit=OF_EACH)).items
