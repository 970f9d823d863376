"""The last weeks of the seeded company: tickets and repair orders in every state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.demo.actions.bench import Bench, do, open_bench
from service_desk.demo.actions.goods import Shelf
from service_desk.demo.actions.people import actor, login_of
from service_desk.demo.data import things
from service_desk.demo.rules.history import WAYS, WEEKS, Episode
from service_desk.demo.rules.jobs import Played, moment
from service_desk.demo.rules.places import PLACES
from service_desk.foundation import clock
from service_desk.parts import actions as parts
from service_desk.parts import queries as stock
from service_desk.products import queries as catalogue
from service_desk.products.rules import Tracking
from service_desk.repairs import actions as repairs
from service_desk.repairs.rules import State as OrderState
from service_desk.tickets import actions as tickets
from service_desk.tickets.rules import State as TicketState
from service_desk.timesheets import queries as times

_SPARE_PIECES: Final = 2  # of a part with serials, more than the jobs need
_SPARE_UNITS: Final = 12
_NOTES: Final = {
    TicketState.WAITING_CUSTOMER: "Asked for a picture of the rating plate.",
    TicketState.RESOLVED: "Explained over the phone; it works again.",
    TicketState.CANCELLED: "Bought a new one.",
}


async def tell(episodes: Sequence[Episode], now: datetime) -> list[Played]:
    """Stock up, then play every episode as far as it went."""
    benches = {place.code: await _bench(place.code) for place in PLACES}
    with clock.at(now - timedelta(weeks=WEEKS, days=10)):
        for code, bench in benches.items():
            await _stock_up(code, bench.shelf, episodes)
    played = []
    for episode in episodes:
        done = Played(reachable=episode.unit.reachable)
        bench = benches[episode.job.centre]
        await do(episode.job, bench, episode.unit.owner_id, done, episode.until)
        with clock.at(moment(episode.until, episode.job.reported_at) + timedelta(hours=1)):
            await _end(episode, bench, done)
        played.append(done)
    return played


async def _bench(code: str) -> Bench:
    technician = await actor(login_of("technician", code))
    bench = await open_bench(code, technician.id, "0")
    who = await times.resource_of(technician.id, bench.centre.id)
    assert who is not None
    return replace(bench, resource_id=who.id)


async def _stock_up(code: str, shelf: Shelf, episodes: Sequence[Episode]) -> None:
    keeper = await actor(login_of("parts", code))
    needed = Counter(one.job.spare.sku for one in episodes if one.job.centre == code and one.job.spare is not None)
    for thing in things():
        if thing.cost:
            pieces = needed[thing.sku] + (_SPARE_PIECES if thing.tracking == Tracking.SERIAL else _SPARE_UNITS)
            await shelf.receive(thing.sku, pieces, keeper)
    await _load_van(code, shelf)


async def _load_van(code: str, shelf: Shelf) -> None:
    """A few parts go along in the van, and a count found one missing."""
    keeper = await actor(login_of("parts", code))
    here = await stock.location(shelf.location_id)
    van = await stock.location_by_code(here.centre_id, "VAN-1")
    for sku in ("P-SWT", "P-CBL", "P-HTR"):
        part = await catalogue.product_by_sku(sku)
        await parts.move(part_id=part.id, from_id=here.id, to_id=van.id, quantity=Decimal(3), by=keeper)
    belt = await catalogue.product_by_sku("P-BLT")
    await parts.adjust(part_id=belt.id, location_id=here.id, change=Decimal(-1), reason="Yearly count", by=keeper)


async def _end(episode: Episode, bench: Bench, done: Played) -> None:
    """What follows the last step: a ticket's way without a repair, a part that is waited for, a cancelled order."""
    if isinstance(episode.ends, TicketState) and done.ticket_id is not None:
        for state in WAYS[episode.ends]:
            await tickets.move_ticket(ticket_id=done.ticket_id, to=state, note=_NOTES.get(state, ""), by=bench.agent)
    elif episode.ends is OrderState.WAITING_PART:
        await repairs.move_order(order_id=_order(done), to=OrderState.WAITING_PART, by=bench.technician)
    elif episode.ends is OrderState.CANCELLED:
        await repairs.cancel(order_id=_order(done), note="The customer took it back.", by=bench.technician)


def _order(done: Played) -> UUID:
    assert done.order_id is not None
    return done.order_id
