"""Make the demo, in an empty database only: all of it in one transaction, so that an interrupted one was never begun."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from service_desk.centres import queries as centres
from service_desk.demo.actions import benches, company, goods, items, people, work
from service_desk.demo.data import models, things
from service_desk.demo.rules.history import episodes
from service_desk.foundation import clock
from service_desk.foundation.db import atomic, execute, fetchval
from service_desk.foundation.errors import Conflict
from service_desk.foundation.facts import DEMO, holds, state
from service_desk.products.rules import ProductKind

FURNISHED: Final = "demo_furnished"
STEPS: Final = 6
_SEED: Final = 20260321
_ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtext('aftercare.demo'))"
_USED: Final = "select exists (select 1 from event) or exists (select 1 from staff) or exists (select 1 from company)"
Told = Callable[[int], None]


class NotADemo(Conflict):
    code = "not_a_demo"
    message = (
        "This database is in use and was not made as a demo, so nothing was put into it. For a demo name an empty one with "
        "DATABASE_URL, or another folder with DESK_HOME; `desk run` without --demo opens this one."
    )


@dataclass(frozen=True, slots=True)
class Seeded:
    """`new`: made just now; otherwise it was there already."""

    new: bool


async def ensure_company() -> Seeded:
    """A company with staff, policies, parts and nothing else: enough to play jobs on. Raises NotADemo."""
    async with atomic():
        await execute(_ONE_AT_A_TIME)
        if await holds(DEMO):
            return Seeded(new=False)
        if await fetchval(_USED):
            raise NotADemo
        await state(DEMO)
        centre_ids = await company.found_company()
        await people.hire(centre_ids)
        await benches.calibrate(centre_ids)
        await goods.offer([thing for thing in things() if thing.kind == ProductKind.PART])
        return Seeded(new=True)


async def seed(told: Told = lambda _: None) -> Seeded:
    """The whole demo. Done before, it is found done. `told` hears of each of STEPS steps. Raises NotADemo."""
    if await holds(FURNISHED):
        return Seeded(new=False)
    try:
        async with atomic():
            await ensure_company()
            if await holds(FURNISHED):
                return Seeded(new=False)
            told(1)
            await _furnish(told)
            await state(FURNISHED)
    except BaseException:
        centres.forget()  # what was remembered of a company that was rolled back
        raise
    return Seeded(new=True)


async def _furnish(told: Told) -> None:
    rng, now = Random(_SEED), clock.now()  # noqa: S311  # the same company every time
    product_ids = await goods.offer(models())
    for model in models():
        await goods.fit_parts(product_ids[model.sku], model.product_class)
    told(1)
    owners = await people.welcome(rng)
    told(1)
    units = await items.sell(rng, product_ids, owners)
    told(1)
    rng.shuffle(units)
    past = episodes(rng, units, now)
    told(1)
    await work.tell(past, now)
    told(1)
