"""From sold units and customers' words to whole jobs: who brings what when, what it turns out to be, and what it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from service_desk.demo.rules.jobs import Fault, Job, Spare
from service_desk.demo.rules.people import Customer, customer
from service_desk.demo.rules.places import BY_CODE, PERIODS_FROM, PLACES, SUPPLIES_FROM
from service_desk.repairs.rules import Answer
from service_desk.tickets.rules import Channel

AGAIN_EVERY: Final = 12  # one job in so many is the second visit of a unit
LONGEST_AGAIN: Final = 75  # days until the second visit; we answer for a repair for 90
_SHARES: Final = {"TEH": 3, "BER": 5, "DXB": 2}
_SYMPTOMS: Final = ("S101", "S603", "S604", "S502", "S403", "S602", "S203")
_SECTIONS: Final = ("L18", "L04", "L09", "L19", "L10")
_DEFECTS: Final = ("D01", "D02", "D03", "D04", "D11")
_MISUSE: Final = ("D21", "D22", "D23", "D24")
_SPARES: Final = (("P-PCB", "serial", 40), ("P-CON", "none", 35), ("P-THP", "batch", 25))
_CHANNELS: Final = (Channel.PHONE, Channel.COUNTER, Channel.EMAIL, Channel.DEALER)
# How the words' own repair ended -> what was done here.
_DONE: Final = {"Fixed": ("R01", "R01", "R01", "R06", "R08"), "Repairable": ("R02",), "End of life": ("R14",)}


@dataclass(frozen=True, slots=True)
class Unit:
    """A sold unit of the data: it was seen from the day it was sold to another; `failed` on that other day."""

    serial: str
    model: str
    maker: str
    sold_on: date
    last_seen: date
    failed: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """What a customer said, and how that repair ended (Fixed, Repairable, End of life, Unknown)."""

    words: str
    ending: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A job with the unit it is about and who brings it. `again`: the unit's second visit. `contract`: a contract pays."""

    unit: Unit
    customer: Customer
    job: Job
    again: bool = False
    contract: bool = False


def usable(units: Sequence[Unit], today: date) -> list[Unit]:
    """Those whose jobs lie within the open periods and are over by today, second visits too."""
    first, last = date(PERIODS_FROM, 2, 1), today - timedelta(days=LONGEST_AGAIN + 7)
    return [unit for unit in units if first <= unit.last_seen <= last and unit.sold_on >= SUPPLIES_FROM]


def shuffled(units: Sequence[Unit], seed: str) -> list[Unit]:
    """In the order in which they are tried: those that failed first, since they have a story."""
    rng = Random(seed)  # noqa: S311  # the same seed gives the same jobs; nothing here is secret
    failed = [unit for unit in units if unit.failed]
    others = [unit for unit in units if not unit.failed]
    rng.shuffle(failed)
    rng.shuffle(others)
    return failed + others


def units_needed(jobs: int) -> int:
    """How many different units so many jobs are about."""
    return jobs - jobs // AGAIN_EVERY


def draws(units: Sequence[Unit], sayings: Sequence[Saying], jobs: int, seed: str, first: int) -> list[Draw]:
    """One job per unit and second visits to fill up, in the order of the reports. `first` numbers the customers."""
    rng = Random(seed)  # noqa: S311  # the same seed gives the same jobs; nothing here is secret
    drawn = [_visit(rng, unit, rng.choice(sayings), first + at) for at, unit in enumerate(units)]
    drawn += [_again(rng, before, rng.choice(sayings)) for before in drawn[: max(jobs - len(units), 0)]]
    return sorted(drawn[:jobs], key=lambda one: one.job.reported_at)


def _visit(rng: Random, unit: Unit, saying: Saying, number: int) -> Draw:
    place = BY_CODE[rng.choices(list(_SHARES), list(_SHARES.values()))[0]]
    language = rng.choices(list(place.speaks), list(place.speaks.values()))[0]
    day = unit.last_seen if unit.failed else _between(rng, unit.sold_on, unit.last_seen)
    return Draw(
        unit, customer(rng, language, number), _job(rng, place.code, unit, saying, day), contract=rng.random() < 0.25
    )


def _again(rng: Random, before: Draw, saying: Saying) -> Draw:
    """Back within the time in which we answer for our own repair, often with the same complaint."""
    day = before.job.reported_at.date() + timedelta(days=rng.randint(7, LONGEST_AGAIN))
    job = _job(rng, before.job.centre, before.unit, saying, day, before.job.fault.symptom)
    return Draw(before.unit, before.customer, job, again=True)


def _between(rng: Random, first: date, last: date) -> date:
    least = min(30, (last - first).days)
    return first + timedelta(days=rng.randint(least, max((last - first).days, least)))


def _job(rng: Random, centre: str, unit: Unit, saying: Saying, day: date, symptom: str | None = None) -> Job:
    at = datetime.combine(day, time(rng.randint(8, 15), rng.randint(0, 59)), ZoneInfo(BY_CODE[centre].zone))
    misuse = rng.random() < 0.08
    repair = rng.choice(_DONE.get(saying.ending, ("R01",)))
    fault = Fault(
        symptom or rng.choice(_SYMPTOMS), rng.choice(_SECTIONS), rng.choice(_MISUSE if misuse else _DEFECTS), repair
    )
    return Job(
        centre=centre,
        serial=unit.serial,
        words=saying.words,
        fault=fault,
        reported_at=at,
        channel=rng.choice(_CHANNELS),
        spare=_spare(rng) if repair in {"R01", "R02"} else None,
        minutes=rng.randint(15, 110),
        journey=rng.random() < 0.1,
        answer=rng.choice([Answer.ACCEPTED] * 5 + [Answer.REFUSED]) if rng.random() < 0.6 else None,
    )


def _spare(rng: Random) -> Spare:
    sku, tracking, _ = rng.choices(_SPARES, [share for _, _, share in _SPARES])[0]
    if tracking == "serial":
        return Spare(sku, tracking)
    quantity = rng.randint(1, 3)
    return Spare(sku, tracking, quantity, back=1 if quantity > 1 and rng.random() < 0.2 else 0)


def places_used(drawn: Sequence[Draw]) -> list[str]:
    used = {one.job.centre for one in drawn}
    return [place.code for place in PLACES if place.code in used]


def wanted(drawn: Sequence[Draw], centre: str) -> dict[str, tuple[str, int]]:
    """What a centre must have on its shelf for these jobs: SKU -> (tracking, quantity)."""
    need: dict[str, tuple[str, int]] = {}
    for one in drawn:
        if one.job.centre == centre and (spare := one.job.spare) is not None:
            need[spare.sku] = (spare.tracking, need.get(spare.sku, ("", 0))[1] + spare.quantity)
    return need
