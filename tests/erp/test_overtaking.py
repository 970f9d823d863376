"""What moves one part keeps the order in which the stock moved, whatever it was for; and what is short waits for what brings it."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

import pytest

from service_desk.erp import queries
from service_desk.erp.connectors.books import Books
from service_desk.erp.rules import RejectCode, Rejected
from service_desk.events.sealer import seal
from service_desk.foundation.db import execute, fetchval
from service_desk.subscriptions import BESIDE
from tests.erp.conftest import SUBSCRIPTIONS, Subscribers, deliver, settle, states


async def _seal():
    subscribers = Subscribers(SUBSCRIPTIONS, BESIDE)
    await seal(subscribers.names, subscribers.beside)


_DELAY = """
update event_delivery d set not_before = now() + $1::interval from event e
 where e.id = d.event_id and e.kind = 'part_received' and d.state = 'queued'"""


async def test_a_serial_that_is_issued_before_its_receipt_is_owed_does_not_hold_the_receipt_back(workshop):
    await settle()
    order = await workshop.start()
    await workshop.receive(1, part=workshop.world.display, serial="DSP-9")
    await workshop.use(order, part="P-DSP", serial="DSP-9")
    await seal(Subscribers(SUBSCRIPTIONS).names)  # as an older release owed them: by their subject alone
    await execute(_DELAY.replace("$1", "'1 hour'"))
    await settle()
    assert list((await states(kind="issue")).values()) == ["retry_wait"]
    await execute(_DELAY.replace("$1", "'0 hours'"))
    await settle()
    assert set((await states()).values()) == {"verified"}
    assert await queries.stock_matches()


class OvertakenBooks(Books):
    """Refuses the first issue for want of stock, and the receipt is verified before anyone looks why: at a moment after the issue
    was taken up, or before it in a transaction that ended after."""

    def __init__(self, after):
        self.after, self.overtaken = after, False

    async def post_stock(self, document):
        if document.kind != "issue" or self.overtaken:
            return await super().post_stock(document)
        self.overtaken = True
        await execute("update posting set state_at = now() + $1 where kind = 'receipt'", self.after)
        return Rejected(RejectCode.INSUFFICIENT_STOCK, "too few")


@pytest.mark.parametrize("seconds", [1, -5])
async def test_an_issue_that_was_tried_often_is_still_cured_by_the_receipt_that_came_meanwhile(workshop, seconds):
    """A worker that is killed counts as a try; found by killing workers at random."""
    await settle()
    order = await workshop.start()
    await workshop.use(order)
    await deliver()
    await execute("update posting set attempts = 5 where kind = 'issue'")
    await settle(OvertakenBooks(timedelta(seconds=seconds)))
    assert set((await states()).values()) == {"verified"}


_LATER: Final = "now() + interval '1 hour'"
_EVENT: Final = """
update event_delivery d set not_before = {when} from event e
 where e.id = d.event_id and e.kind = 'part_issued' and d.handler = 'erp.post_to_erp' and d.state = 'queued'"""
_POSTING: Final = "update posting set not_before = {when} where kind = 'issue' and state = 'queued'"


async def _worth(workshop):
    return {
        "stock": await fetchval("select sum(value) from book_balance where item = 'P-BAT'"),
        "used": await fetchval(
            "select sum(value) from book_move m join book_document d on d.id = m.document_id where d.kind = 'issue'"
        ),
    }


@pytest.mark.parametrize("late", ["its delivery", "its posting"])
async def test_goods_cost_what_they_cost_when_they_left_although_dearer_ones_came_before_the_worker(workshop, late):
    """Five at 20.00 are used by two orders, then ten at 30.00 come; the first issue is the last that the worker may take up."""
    await settle()
    for quantity in (1, 4):
        await workshop.use(await workshop.start(), quantity=quantity)
    await workshop.receive(10, "30.00")
    if late == "its delivery":
        await _seal()
        delay = _EVENT
    else:
        await deliver()
        delay = _POSTING
    await execute(delay.format(when=_LATER))
    await settle()
    assert await fetchval("select sum(quantity) from book_balance where item = 'P-BAT'") == 5  # nothing overtook it
    await execute(delay.format(when="now()"))
    await settle()
    assert await _worth(workshop) == {"stock": Decimal(300), "used": Decimal(100)}
    assert set((await states()).values()) == {"verified"}


async def test_a_delivery_that_is_dead_does_not_hold_up_the_other_orders_of_its_part(workshop):
    await settle()
    first, second = [await workshop.start() for _ in range(2)]
    await workshop.use(first)
    await _seal()
    await execute("update event_delivery set state = 'dead' where state = 'queued' and handler = 'erp.post_to_erp'")
    await workshop.use(second)
    await settle()
    assert list((await states(kind="issue")).values()) == ["verified"]


async def test_an_issue_that_waits_for_a_person_does_not_hold_up_the_other_orders_of_its_part(workshop):
    await settle()
    first, second = [await workshop.start() for _ in range(2)]
    await workshop.use(first)
    await deliver()
    await execute("update posting set state = 'rejected' where kind = 'issue'")
    await workshop.use(second)
    await settle()
    assert sorted((await states(kind="issue")).values()) == ["rejected", "verified"]
