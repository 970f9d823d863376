"""Take in a unit: one page, the verdict as soon as the unit is known, five fields at most."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from barcodes import parse_scan
from service_desk.centres.queries import centres_known, dialled_in
from service_desk.faults import queries as faults
from service_desk.foundation import clock
from service_desk.foundation.errors import DeskError
from service_desk.foundation.phones import possible_phones
from service_desk.foundation.web import DeskRequest, forms, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import draw, reader_of
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyFacts
from service_desk.products import queries as products
from service_desk.products.queries.scans import find_by_scan
from service_desk.products.rules import ItemFacts
from service_desk.tickets import actions, queries
from service_desk.tickets.look import KINDS
from service_desk.tickets.queries import QueueFilter
from service_desk.tickets.rules import Channel, TicketRow, virtual_line
from service_desk.warranty import look as cover
from service_desk.warranty.queries import cover_of

_NEW: Final = "tickets/templates/new.html"
_MOST: Final = 5
NEW, NOBODY = "new", "nobody"  # instead of a known customer


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of what was typed so far."""

    units: Sequence[ItemFacts]
    unit: ItemFacts | None
    people: Sequence[PartyFacts]
    chosen: str
    others: Sequence[TicketRow]


@get("/tickets/new", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def form(request: DeskRequest) -> Response[bytes]:
    """May we take it, at whose cost? With `scan`, `unit` or `party` in the address it begins filled."""
    return await _page(request, forms.Fields(request.query_params.items()))


@post("/tickets/new", guards=[needs("tickets.open")], opt={PAGE: True}, include_in_schema=False)
async def take_in(request: DeskRequest) -> Response[Any]:
    """Open the ticket; a refusal gives the same page back with all that was typed."""
    given = await forms.given(request)

    async def effect() -> str:
        caller = given["party"]
        new = None
        if caller == NEW:
            phone = [("phone", given["new_phone"])] if given["new_phone"].strip() else []
            new = actions.NewParty(given["new_name"], request.user.language, phone)
        item = _uuid(given["item"])
        opened = await actions.open_ticket(
            centre_id=await _centre(request, given), item_id=item, scan=None if item else given["scan"].strip() or None,
            party_id=_uuid(caller), new_party=new, words=given["words"], symptom=given["symptom"] or None,
            accessories=given["accessories"],
            channel=Channel(given["channel"]) if given["channel"] in set(Channel) else Channel.PHONE, by=request.user,
        )  # fmt: skip
        return f"/tickets/{opened.number}"

    try:
        address = await forms.once(request, given, effect)
    except DeskError as error:
        return await _page(request, given, error)
    said = html.words(request.user.language, _NEW)("taken_in", number=address.rpartition("/")[2])
    return forms.gone_to(request, address, str(said), taken="intake")


async def _page(request: DeskRequest, typed: forms.Fields, error: DeskError | None = None) -> Response[bytes]:
    reader = reader_of(request)
    assert reader is not None  # the guard of every page puts one there
    known = await _known(request, typed)
    decision = None
    if known.unit is not None:
        group = await faults.group(await faults.active_scheme(), typed["symptom"]) if typed["symptom"] else ""
        decision = await cover_of(known.unit.id, clock.today(reader.zone), (virtual_line(group),))
        typed = forms.Fields(typed | {"scan": typed["scan"] or known.unit.identity})
    may_name = possible_phones(typed["caller"], await dialled_in(request.user))
    kind = known.unit.product_class if known.unit else None
    return draw(
        request, _NEW, part="_known.html", status=error.status if error else 200, typed=typed,
        faults=forms.faults(error, reader.language), units=known.units, unit=known.unit, people=known.people,
        chosen=known.chosen, others=known.others, symptoms=await faults.codes("symptom", kind), channels=list(Channel),
        centres=[each for each in await centres_known(request.user.centres) if request.user.may("tickets.open", each.id)],
        guess_name="" if may_name else typed["caller"], guess_phone=typed["caller"] if may_name else "", **KINDS,
        **cover.shown(decision, reader.language),
    )  # fmt: skip


async def _known(request: DeskRequest, typed: forms.Fields) -> Known:
    units = await _units(typed)
    unit = units[0] if len(units) == 1 else None
    if unit is not None and await _was_owner(typed, unit):
        typed = forms.Fields(typed | {"party": ""})
    people: list[PartyFacts] = []
    if request.user.may("customers.read"):
        people = await _people(request, typed, unit)
    chosen = typed["party"]
    if chosen not in {NOBODY, NEW, *(str(each.id) for each in people)}:
        chosen = str(people[0].id) if people else NEW if typed["caller"].strip() else ""
    others: Sequence[TicketRow] = ()
    if unit is not None:
        visible = request.user.where("tickets.read") if request.user.may("tickets.read") else frozenset()
        mine = QueueFilter(item_id=unit.id, state=["new", "open", "waiting_customer", "in_repair"])
        others = (await queries.queue(mine, centres=visible, me=request.user.id, limit=_MOST)).items
    return Known(units, unit, people, chosen, others)


async def _was_owner(typed: Mapping[str, str], unit: ItemFacts) -> bool:
    """Whether the caller was taken for the owner of a unit that stood here before this one."""
    before = _uuid(typed["item"])
    if before in (None, unit.id) or not typed["party"]:
        return False
    with suppress(DeskError):
        return str((await products.item(before)).owner_id) == typed["party"]
    return False


async def _units(typed: Mapping[str, str]) -> Sequence[ItemFacts]:
    """By its id where it was chosen, else by what was scanned or typed; a chosen one goes when something else is scanned."""
    written = typed["scan"].strip()
    named = _uuid(typed["unit"])
    with suppress(DeskError):
        if named is not None and not written:
            return [await products.item(named)]
        found: Sequence[ItemFacts] = ()
        if written:
            found = (await find_by_scan(parse_scan(written))).items or await products.find_by_serial(written)
        chosen = [each for each in found if str(each.id) == typed["item"]]
        return chosen or found[:_MOST]
    return ()


async def _people(request: DeskRequest, typed: Mapping[str, str], unit: ItemFacts | None) -> list[PartyFacts]:
    """The owner first, unless somebody else was typed; who was named in the address; who has that phone, mail or name."""
    found: list[PartyFacts] = []
    written = typed["caller"].strip()
    if written:
        found += await parties.find_by_contact(written, await dialled_in(request.user))
        if not found:
            found += (await parties.search(written, language=request.user.language, limit=_MOST)).items
    named = _uuid(typed["party"])
    for party_id in (named, unit.owner_id if unit else None):
        if party_id is not None:
            with suppress(DeskError):
                found.append(await parties.party(party_id))
    return list({each.id: each for each in found}.values())[:_MOST]


async def _centre(request: DeskRequest, given: Mapping[str, str]) -> UUID:
    if (named := _uuid(given["centre"])) is not None:
        return named
    return next(
        each.id for each in await centres_known(request.user.centres) if request.user.may("tickets.open", each.id)
    )


def _uuid(written: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(written)
    return None


ROUTES: Final[list[Any]] = [form, take_in]
