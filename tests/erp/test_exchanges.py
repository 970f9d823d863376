"""What an exchanged unit costs stands in the books where its payer is, and nothing of it where it was undone."""

from datetime import date
from decimal import Decimal

import pytest

from service_desk.erp import actions as erp
from service_desk.erp import queries
from service_desk.foundation.actor import SYSTEM
from service_desk.parts.rules import ReceiptCorrected
from service_desk.repairs import actions as repairs
from service_desk.repairs.rules import Keeps
from tests.erp import conftest
from tests.erp.conftest import balances, settle


@pytest.fixture(autouse=True)
def corrections_too(monkeypatch):
    monkeypatch.setitem(conftest.SUBSCRIPTIONS, ReceiptCorrected, (erp.post_to_erp,))


async def exchange(workshop, keeps=Keeps.COMPANY):
    await workshop.receive(1, "90.00", workshop.world.drill, serial="N1")
    before = await settled()
    return before, await repairs.exchange(item_id=workshop.world.s1, serial="N1", keeps=keeps, by=workshop.world.cy)


async def settled():
    await settle()
    return await balances()


async def agreed():
    report = await erp.reconcile(since=date(2020, 1, 1), until=date(2030, 1, 1), by=SYSTEM)
    assert (report.differences, report.stock, report.ledger_balanced) == ([], [], True)


async def moved(before):
    after = await settled()
    return {role: after.get(role, 0) - before.get(role, 0) for role in {*after, *before}} | {}


async def changes(before):
    return {role: by for role, by in (await moved(before)).items() if by}


@pytest.mark.parametrize("keeps", list(Keeps))
async def test_in_cover_the_warranty_bears_the_unit(workshop, keeps):
    order = await workshop.start()
    before, given = await exchange(workshop, keeps)
    assert await changes(before) == {"inventory": Decimal("-90.00"), "warranty_expense": Decimal("90.00")}
    await repairs.diagnose(order_id=order, defect="D01", repair="R09", by=workshop.world.cy)
    await repairs.close(order_id=order, by=workshop.world.cy)
    assert (await changes(before))["inventory"] == Decimal("-90.00")
    assert given.line.payer == "warranty"
    await agreed()


async def test_without_an_order_the_house_bears_it(workshop):
    before, _ = await exchange(workshop)
    found = await changes(before)
    assert found.pop("inventory") == Decimal("-90.00")
    assert (list(found.values()), "warranty_expense" in found) == ([Decimal("90.00")], False)
    await agreed()


@pytest.mark.parametrize("on_order", [True, False])
async def test_undone_nothing_of_it_stands(workshop, on_order):
    if on_order:
        await workshop.start()
    before, given = await exchange(workshop)
    await settle()
    await repairs.undo_exchange(exchange_id=given.exchange.id, by=workshop.world.cy)
    assert await changes(before) == {}
    assert await queries.ledger_balanced()
    await agreed()
