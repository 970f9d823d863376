"""The committed world with a workshop day's verbs, and the worker's queues drained in this process."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from service_desk.billing.actions import bill
from service_desk.billing.rules import Billed
from service_desk.centres.rules import AccountingPeriodOpened, RateSet
from service_desk.erp import actions as erp
from service_desk.erp import connectors, sender
from service_desk.events.deliveries import Subscribers
from service_desk.events.sealer import seal
from service_desk.foundation import claim
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.parts import actions as parts
from service_desk.parts.rules import PartIssued, PartReceived, PartReturned, PartTransferred, StockAdjusted
from service_desk.repairs import actions as repairs
from service_desk.repairs.rules import LineKind, RepairClosed
from service_desk.subscriptions import BESIDE
from tests.world import World

STOCK = (PartReceived, PartIssued, PartReturned, PartTransferred, StockAdjusted)
SUBSCRIPTIONS = {
    **dict.fromkeys((*STOCK, Billed), (erp.post_to_erp,)),
    RepairClosed: (bill, erp.post_to_erp),
    RateSet: (erp.release_blocked,),
    AccountingPeriodOpened: (erp.release_blocked,),
}
_ALL_BORNE_BY = """
update order_line set payer = $2::text,
  shares = jsonb_build_array(jsonb_build_object('payer', $2::text, 'percent', '100', 'amount', amount::text))
 where order_id = $1"""


async def deliver(**as_usual):
    """Where all is one transaction, on one connection, give `width=1`: events are then handled one after the other."""
    subscribers = Subscribers(SUBSCRIPTIONS, BESIDE)
    queue = replace(subscribers.queue(), **as_usual)
    while await seal(subscribers.names, subscribers.beside) + await claim.drain(queue):
        pass


async def settle(connector=None):
    """Deliver events and send postings until nothing is left to do now."""
    with connectors.instead(connector or connectors.chosen()):
        for _ in range(20):
            await deliver()
            if not await claim.drain(sender.queue()):
                return


async def states(**where):
    """key -> state of the postings whose columns are as given."""
    rows = await fetch("select * from posting order by id")
    return {row["key"]: row["state"] for row in rows if all(row[name] == value for name, value in where.items())}


async def balances():
    """Role -> debit less credit in the ledger; zero left out."""
    rows = await fetch(
        "select role, sum(debit - credit) as balance from ledger_line group by role having sum(debit - credit) <> 0"
    )
    return {row["role"]: row["balance"] for row in rows}


@dataclass
class Workshop:
    world: World

    async def start(self, reported=datetime(2026, 11, 20, 9, tzinfo=UTC)):
        """Drill S1, in cover for parts and labour."""
        brought = [repairs.Brought(self.world.s1, "S101")]
        started = await repairs.start(
            centre_id=self.world.ber, items=brought, party_id=self.world.ada, reported_at=reported, by=self.world.cy
        )
        return started.id

    async def use(self, order: UUID, part="P-BAT", quantity=1, **more):
        used = await repairs.use_part(
            order_id=order,
            part=part,
            location_id=self.world.shelf,
            quantity=Decimal(quantity),
            by=self.world.cy,
            **more,
        )
        return used.line

    async def work(self, order: UUID, cost="30.00"):
        """Labour at a fixed price of 60.00, which costs us 30.00."""
        await repairs.add_line(
            order_id=order,
            kind=LineKind.LABOUR,
            quantity=Decimal(1),
            unit_price=Decimal(60),
            cost=Decimal(cost),
            text="work",
            by=self.world.cy,
        )

    async def close(self, order: UUID, payer=None):
        """With `payer`, as if a decision after the parts were issued had said that they bear all of it."""
        await repairs.diagnose(order_id=order, defect="D01", repair="R04", by=self.world.cy)
        if payer:
            await execute(_ALL_BORNE_BY, order, payer)
        return await repairs.close(order_id=order, by=self.world.cy)

    async def number(self, order: UUID):
        return await fetchval("select number from repair_order where id = $1", order)

    async def receive(self, quantity, unit_cost="20.00", part=None, **more):
        return await parts.receive(
            part_id=part or self.world.battery,
            location_id=self.world.shelf,
            quantity=Decimal(quantity),
            unit_cost=Decimal(unit_cost),
            by=SYSTEM,
            **more,
        )


@pytest.fixture
async def workshop(committed_world):
    return Workshop(committed_world)
