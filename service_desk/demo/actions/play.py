"""Play whole main jobs on units and words of a folder: sold, registered, reported, repaired, closed, handed over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from service_desk.demo import reading
from service_desk.demo.actions import company
from service_desk.demo.actions.bench import Bench, do, open_bench
from service_desk.demo.actions.goods import fit_parts
from service_desk.demo.actions.people import actor, login_of
from service_desk.demo.actions.seed import ensure_company
from service_desk.demo.rules.draw import Draw, Unit, draws, places_used, shuffled, units_needed, usable, wanted
from service_desk.demo.rules.jobs import Played
from service_desk.demo.rules.places import COUNTRY_OF, DISKS, STAFF
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.errors import DeskError
from service_desk.foundation.ids import uuid7
from service_desk.foundation.phones import takes_sms
from service_desk.parties import actions as parties
from service_desk.parties import queries as known_parties
from service_desk.parties.rules import ContactKind, PartyFacts
from service_desk.products import actions as products
from service_desk.products import queries as known
from service_desk.timesheets import actions as timesheets
from service_desk.timesheets import queries as times
from service_desk.warranty import actions as warranty

CLASS: Final = "data_storage"
_CONTRACT_DAYS: Final = 5 * 365
Told = Callable[[int], None]


@dataclass(slots=True)
class Run:
    """What one run did. `receipts`: the stock moves by which its parts came in; `troubles`: jobs that broke off, and why."""

    played: list[Played] = field(default_factory=list)
    receipts: list[UUID] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


async def play(folder: Path, jobs: int, told: Told = lambda _: None) -> Run:
    """Every job is as many transactions as it has acts, as if people did them. Raises NoData and NotADemo."""
    units, sayings = reading.units(folder), reading.sayings(folder)
    await ensure_company()
    await company.open_periods()
    number = await _number()
    chosen = await _choose(shuffled(usable(units, clock.today("UTC")), f"run {number}"), units_needed(jobs))
    first_customer = 10_000 * number
    drawn = draws(chosen, sayings, jobs, f"run {number}", first_customer)
    run, benches = Run(), await _prepare(drawn, number)
    for bench in benches.values():
        run.receipts += bench.shelf.moves
    for one in drawn:
        await _play(one, benches[one.job.centre], run)
        told(1)
    return run


async def _number() -> int:
    """Which run this is: each brings technicians of its own, whose clocks know nothing of later years."""
    before = [int(one.code.removeprefix("RUN-")) for one in await times.resources() if one.code.startswith("RUN-")]
    return max(before, default=0) + 1


async def _choose(units: Sequence[Unit], count: int) -> list[Unit]:
    """Units that nobody registered yet; where there are too few, known ones come again."""
    if not units:
        raise reading.NoData(why="No unit of the file was sold after 2012 and long enough ago")
    fresh: list[Unit] = []
    spare: list[Unit] = []
    for unit in units:
        if len(fresh) == count:
            break
        (spare if await known.find_by_serial(unit.serial) else fresh).append(unit)
    while len(fresh) < count:
        fresh += (spare or fresh)[: count - len(fresh)]
    return fresh


async def _prepare(drawn: Sequence[Draw], number: int) -> Mapping[str, Bench]:
    """Models in the catalogue; per centre a technician, and the parts of all its jobs on the shelf before the first."""
    for model, maker in {one.unit.model: one.unit.maker for one in drawn}.items():
        await _offer(model, maker)
    benches: dict[str, Bench] = {}
    first = datetime.combine(drawn[0].job.reported_at.date() - timedelta(days=10), time(9), clock.zone("UTC"))
    for code in places_used(drawn):
        bench = benches[code] = await open_bench(code, await _technician(code, number), str(number))
        keeper = await actor(login_of("parts", code))
        with clock.at(first):
            for sku, (_, quantity) in wanted(drawn, code).items():
                await bench.shelf.receive(sku, quantity, keeper)
    return benches


async def _offer(model: str, maker: str) -> None:
    try:
        await known.product_by_sku(model)
    except known.UnknownProduct:
        product_id = await products.create_product(
            sku=model, name={"en": model}, brand=maker, product_class=CLASS, by=SYSTEM
        )
        await fit_parts(product_id, CLASS)


async def _technician(code: str, number: int) -> UUID:
    name = next(member.name for member in STAFF if member.login == login_of("technician", code))
    centre_id = (await actor(login_of("technician", code))).centres
    assert centre_id is not None
    return await timesheets.create_resource(centre_id=next(iter(centre_id)), code=f"RUN-{number}", name=name, by=SYSTEM)


async def _play(one: Draw, bench: Bench, run: Run) -> None:
    done = Played(reachable=False)
    run.played.append(done)
    try:
        owner = await _sell(one, bench)
        done.reachable = reachable(owner)
        await do(one.job, bench, owner.id, done)
    except DeskError as error:  # the other jobs go on; what this one did is expected to be there all the same
        run.troubles.append(f"{one.unit.serial}: {error}")


async def _sell(one: Draw, bench: Bench) -> PartyFacts:
    """The owner of the unit, which is registered and under its policy; both are made where they are not known."""
    items = await known.find_by_serial(one.unit.serial)
    item = next((item for item in items if item.sku == one.unit.model), None)
    if item is None:
        return await _register(one, bench)
    if item.owner_id is None:
        owner_id = await _welcome(one, bench, one.job.reported_at)
        await products.transfer_owner(item_id=item.id, party_id=owner_id, since=one.job.reported_at.date(), by=SYSTEM)
        return await known_parties.party(owner_id)
    return await known_parties.party(item.owner_id)


async def _register(one: Draw, bench: Bench) -> PartyFacts:
    unit, sold = one.unit, _noon(one.unit.sold_on, bench)
    with clock.at(sold):
        owner_id = await _welcome(one, bench, sold)
        item_id = await products.register_item(
            product_id=(await known.product_by_sku(unit.model)).id, serial=unit.serial, owner_id=owner_id,
            country_of_sale=COUNTRY_OF[one.customer.language], dates=[("invoice", unit.sold_on)], by=bench.agent,
        )  # fmt: skip
        await warranty.freeze_at_sale(item_id=item_id, policy_code=DISKS, by=SYSTEM)
        if one.contract:
            await warranty.record_cover_source(
                item_id=item_id, kind="contract", starts_on=unit.sold_on, source_kind="contract", source_id=uuid7(),
                ends_on=unit.sold_on + timedelta(days=_CONTRACT_DAYS), by=SYSTEM,
            )  # fmt: skip
    return await known_parties.party(owner_id)


def _noon(day: date, bench: Bench) -> datetime:
    return datetime.combine(day, time(12), clock.zone(bench.centre.zone))


async def _welcome(one: Draw, bench: Bench, at: datetime) -> UUID:
    who = one.customer
    with clock.at(at):
        return await parties.create_party(
            name=who.name, language=who.language, kind=who.kind, contacts=who.contacts, by=bench.agent
        )


def reachable(party: PartyFacts) -> bool:
    """Whether a text or a mail can reach them."""
    if party.reach(ContactKind.EMAIL) or party.reach(ContactKind.WHATSAPP):
        return True
    return any(contact.kind == ContactKind.PHONE and takes_sms(contact.value) for contact in party.contacts)
