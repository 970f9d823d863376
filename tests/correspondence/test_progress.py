"""What a customer is told while their order goes its way: each thing once, nothing of what is over, and only where the house wants it."""

from datetime import date
from decimal import Decimal

import pytest

from service_desk.centres.actions import set_setting
from service_desk.events.deliveries import recorded
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch
from service_desk.repairs import actions as repairs
from service_desk.repairs.rules import Answer, Planned, State
from service_desk.subscriptions import SUBSCRIPTIONS
from service_desk.tickets import actions as tickets
from tests.events.facts import kind_of
from tests.world import NOON


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


@pytest.fixture
async def deliver(world):
    """Give the events since the last time to those who tell customers of them; the templates of what was said."""
    facts = {kind_of(kind): kind for kind in SUBSCRIPTIONS}
    seen = (await fetch("select coalesce(max(id), 0) as last from event"))[0]["last"]

    async def now():
        nonlocal seen
        before = {row["id"] for row in await fetch("select id from message")}
        for row in await fetch("select * from event where id > $1 order by id", seen):
            seen = row["id"]
            for handler in SUBSCRIPTIONS.get(facts.get(row["kind"]), ()):
                if handler.__name__.startswith("tell_"):
                    await handler(recorded(row, facts[row["kind"]]))
        return [
            row["template"]
            for row in await fetch("select id, template from message order by seq")
            if row["id"] not in before
        ]

    return now


@pytest.fixture
async def order(world, deliver):
    ticket = await tickets.open_ticket(
        centre_id=world.ber, party_id=world.ada, item_id=world.s1, words="x", by=world.cy
    )
    return await repairs.start(ticket_id=ticket.id, by=world.cy)


async def test_the_way_of_a_repair_under_warranty_is_told_step_by_step(world, order, deliver):
    assert await deliver() == ["ticket_received"]
    await repairs.diagnose(order_id=order.id, symptom="S101", by=world.cy)
    assert await deliver() == []
    await repairs.move_order(order_id=order.id, to=State.REPAIRING, by=world.cy)
    assert await deliver() == ["repair_begun"]
    await repairs.move_order(order_id=order.id, to=State.WAITING_PART, by=world.cy)
    assert await deliver() == ["repair_waiting"]
    for state in (State.REPAIRING, State.WAITING_PART, State.REPAIRING):
        await repairs.move_order(order_id=order.id, to=state, by=world.cy)
        assert await deliver() == []
    await repairs.diagnose(order_id=order.id, defect="D01", repair="R08", by=world.cy)
    await repairs.close(order_id=order.id, by=world.cy)
    assert await deliver() == ["repair_ready"]
    await repairs.hand_over(order_id=order.id, by=world.cy)
    assert await deliver() == ["repair_handed_over"]
    bodies = [row["body"] for row in await fetch("select body from message order by seq")]
    assert all("/l/" in body for body in bodies)
    assert len({body.partition("/l/")[2] for body in bodies}) == len(bodies)


async def test_an_estimate_and_its_answer_are_told_and_the_repair_that_follows_from_it_is_not(world, order, deliver):
    await deliver()
    planned = [Planned(kind="travel", text="Journey", quantity=Decimal(1), unit_price=Decimal(80))]
    for answer in Answer.REFUSED, Answer.ACCEPTED:
        sent = await repairs.make_estimate(order_id=order.id, lines=planned, by=world.cy)
        await repairs.answer_estimate(estimate_id=sent.id, answer=answer, by=world.cy)
        assert await deliver() == ["estimate_ready", "estimate_answered"]


async def test_what_is_over_before_it_could_be_told_is_not_told(world, order, deliver):
    await deliver()
    for state in (State.WAITING_PART, State.REPAIRING):
        await repairs.move_order(order_id=order.id, to=state, by=world.cy)
    assert await deliver() == ["repair_begun"]


async def test_a_unit_that_is_brought_in_without_a_report_is_confirmed(world, deliver):
    await repairs.start(centre_id=world.ber, party_id=world.ada, items=[repairs.Brought(item_id=world.s1)], by=world.cy)
    assert await deliver() == ["repair_received"]


@pytest.mark.parametrize(
    ("untold", "said"), [("repair", []), ("exchange ticket", ["repair_begun"]), ("", ["repair_begun"])]
)
async def test_a_house_keeps_a_message_to_itself_for_some_kinds_of_work(world, order, deliver, untold, said):
    await set_setting(
        name="untold_repair_begun", value=untold, valid_from=date(2020, 1, 1), centre_id=world.ber, by=SYSTEM
    )
    await deliver()
    await repairs.move_order(order_id=order.id, to=State.REPAIRING, by=world.cy)
    assert await deliver() == said


async def test_a_house_whose_provider_forbids_links_sends_none(world, order, deliver):
    await set_setting(name="link_in_messages", value=False, valid_from=date(2020, 1, 1), centre_id=None, by=SYSTEM)
    await deliver()
    (message,) = await fetch("select body from message")
    assert "http" not in message["body"]
    assert await fetch("select * from customer_link") == []
