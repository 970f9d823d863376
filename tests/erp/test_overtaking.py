"""Deliveries of different subjects overtake one another: an issue may be owed before the receipt of the very piece."""

from datetime import timedelta

import pytest

from service_desk.erp import queries
from service_desk.erp.connectors.books import Books
from service_desk.erp.rules import RejectCode, Rejected
from service_desk.events.sealer import seal
from service_desk.foundation.db import execute
from tests.erp.conftest import SUBSCRIPTIONS, Subscribers, deliver, settle, states

_DELAY = """
update event_delivery d set not_before = now() + $1::interval from event e
 where e.id = d.event_id and e.kind = 'part_received' and d.state = 'queued'"""


async def test_a_serial_that_is_issued_before_its_receipt_is_owed_does_not_hold_the_receipt_back(workshop):
    await settle()
    order = await workshop.start()
    await workshop.receive(1, part=workshop.world.display, serial="DSP-9")
    await workshop.use(order, part="P-DSP", serial="DSP-9")
    await seal(Subscribers(SUBSCRIPTIONS).names)
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
