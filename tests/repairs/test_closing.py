"""Closing freezes the lines and tells the others; handing over writes history; reopening only adds."""

from datetime import timedelta
from decimal import Decimal

import pytest

from service_desk.accounts import actions as accounts
from service_desk.accounts import queries as known_staff
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import Forbidden
from service_desk.parts import queries as stock
from service_desk.products import queries as products
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import LineKind, State, part_of, total
from service_desk.tickets import actions as tickets
from service_desk.tickets import queries as known_tickets
from service_desk.warranty import queries as warranty
from tests.repairs.bench import IN_COVER


@pytest.fixture
def use(bench):
    async def take(order, quantity=1):
        return (
            await actions.use_part(
                order_id=order, part="P-BAT", location_id=bench.shelf, quantity=Decimal(quantity), by=bench.world.cy
            )
        ).line

    return take


@pytest.fixture
def close(bench):
    async def code_and_close(order, defect="D01", repair="R04", by=bench.world.cy):
        await actions.diagnose(order_id=order, defect=defect, repair=repair, by=bench.world.cy)
        return await actions.close(order_id=order, by=by)

    return code_and_close


async def test_a_closed_order_says_what_each_payer_bears(order, use, close):
    line = await use(order, 2)
    closed = await close(order)
    assert (closed.closing, closed.outcome, [each.line_id for each in closed.lines]) == (1, "repaired", [line.id])
    assert part_of(closed.lines, "warranty") == total(closed.lines) == closed.total == Decimal("99.80")


async def test_without_defect_and_repair_codes_nothing_closes(bench, order, use):
    await use(order)
    with pytest.raises(actions.CodesMissing, match="defect of S1, repair of S1"):
        await actions.close(order_id=order, by=bench.world.cy)


async def test_a_running_clock_keeps_the_order_open(bench, order, close):
    await actions.start_clock(order_id=order, resource_id=bench.bo, by=bench.world.cy)
    with pytest.raises(actions.ClockStillRunning):
        await close(order)


async def test_what_the_customer_pays_needs_a_price(bench, paid, close):
    used = await actions.use_part(order_id=paid, part="P-SOC", location_id=bench.shelf, by=bench.world.cy)
    with pytest.raises(actions.PriceMissing, match="line 1"):
        await close(paid)
    await actions.price_line(line_id=used.line.id, unit_price=Decimal(5), by=bench.world.cy)
    assert (await actions.close(order_id=paid, by=bench.world.cy)).total == 5


async def test_a_covered_part_needs_none(bench, order, close):
    await actions.use_part(order_id=order, part="P-SOC", location_id=bench.shelf, by=bench.world.cy)
    assert (await close(order)).total == 0


@pytest.mark.parametrize(
    "act",
    [
        lambda bench, order: actions.use_part(order_id=order, part="P-BAT", location_id=bench.shelf, by=bench.world.cy),
        lambda bench, order: actions.start_clock(order_id=order, resource_id=bench.bo, by=bench.world.cy),
        lambda bench, order: actions.diagnose(order_id=order, defect="D02", by=bench.world.cy),
        lambda bench, order: actions.add_line(
            order_id=order, kind=LineKind.TRAVEL, text="", unit_price=Decimal(1), by=bench.world.cy
        ),
        lambda bench, order: actions.pass_check(order_id=order, passed=True, by=bench.world.cy),
        lambda bench, order: actions.move_order(order_id=order, to=State.REPAIRING, by=bench.world.cy),
        lambda bench, order: actions.close(order_id=order, by=bench.world.cy),
        lambda bench, order: actions.cancel(order_id=order, by=bench.world.cy),
    ],
)
async def test_a_closed_order_refuses_changes_with_a_sentence(bench, order, close, act):
    await close(order)
    with pytest.raises(actions.ClosedOrder, match="Reopen it"):
        await act(bench, order)


async def test_the_check_comes_before_closing_and_a_failed_one_goes_back(bench, order, use):
    await use(order)
    await actions.pass_check(order_id=order, passed=False, note="Loose screw", by=bench.world.cy)
    assert (await queries.order(order)).state == "repairing"
    await actions.pass_check(order_id=order, passed=True, by=bench.world.cy)
    assert (await queries.order(order)).checked_at is not None


async def test_approval_is_not_skipped_by_a_simple_move(bench, order):
    with pytest.raises(actions.IllegalMove):
        await actions.move_order(order_id=order, to=State.CLOSED, by=bench.world.cy)


async def test_the_ticket_follows_its_order_to_the_end(bench, close):
    opened = await tickets.open_ticket(
        centre_id=bench.world.ber, serial="S1", party_id=bench.world.ada, by=bench.world.cy
    )
    started = await actions.start(ticket_id=opened.id, by=bench.world.cy)
    await actions.diagnose(order_id=started.id, by=bench.world.cy)
    await close(started.id)
    assert (await known_tickets.ticket(opened.id)).state == "resolved"
    await actions.hand_over(order_id=started.id, by=bench.world.cy)
    assert (await known_tickets.ticket(opened.id)).state == "closed"


async def test_hand_over_writes_history_and_clears_the_notice(bench, order, use, close):
    await use(order)
    await close(order)
    await actions.hand_over(order_id=order, by=bench.world.cy)
    (service,) = (await warranty.facts_for(bench.world.s1)).history
    assert (service.order_id, service.outcome, service.attempt, service.covered) == (order, "repaired", True, True)
    assert (service.symptom_group, service.part_ids) == ("1", frozenset({bench.world.battery}))
    assert (await products.item(bench.world.s1)).notices == ()


@pytest.mark.parametrize(("repair", "covered"), [("R06", True), ("R13", False)])
async def test_without_any_line_the_outcome_says_whether_the_warranty_bore_it(bench, order, close, repair, covered):
    """SET-7: a firmware update needs no part and no hour, and is a repair under cover all the same."""
    await close(order, repair=repair)
    await actions.hand_over(order_id=order, by=bench.world.cy)
    (service,) = (await warranty.facts_for(bench.world.s1)).history
    assert (service.part_ids, service.covered) == (frozenset(), covered)


async def test_without_any_line_and_out_of_warranty_it_was_not_under_cover(bench, paid, close):
    await close(paid, repair="R06")
    await actions.hand_over(order_id=paid, by=bench.world.cy)
    (service,) = (await warranty.facts_for(bench.old)).history
    assert (service.attempt, service.covered) == (True, False)


async def test_the_counter_gives_back_what_the_bench_closed(bench, order, close):
    agent = await accounts.add_staff(login="counter", name="Dee", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=agent, role="agent", centre_id=bench.world.ber, by=SYSTEM)
    by = await known_staff.actor_of(agent)
    with pytest.raises(Forbidden):
        await close(order, by=by)
    await close(order)
    await actions.hand_over(order_id=order, by=by)
    assert (await queries.order(order)).state == State.HANDED_OVER


async def test_the_same_part_fails_again_and_the_repair_warranty_bears_it(bench, paid, use, close):
    await use(paid)
    await close(paid)
    await actions.hand_over(order_id=paid, by=bench.world.cy)
    with clock.at(clock.now() + timedelta(days=60)):
        again = await actions.start(
            centre_id=bench.world.ber, items=[actions.Brought(bench.old, "S102")], by=bench.world.cy
        )
        line = await use(again.id)
    assert (line.payer, line.reason) == ("internal", "REPAIR_WARRANTY")


async def test_a_declined_repair_is_no_attempt(bench, paid, close):
    assert (await close(paid, repair="R13")).outcome == "declined"
    await actions.hand_over(order_id=paid, by=bench.world.cy)
    (service,) = (await warranty.facts_for(bench.old)).history
    assert (service.attempt, service.outcome) == (False, "declined")


async def test_only_a_closed_order_is_handed_over(bench, order):
    with pytest.raises(actions.IllegalMove):
        await actions.hand_over(order_id=order, by=bench.world.cy)


async def test_a_reopened_order_closes_again_with_only_what_is_new(bench, order, use, close):
    await use(order)
    await close(order)
    await actions.reopen(order_id=order, note="Forgot a cell", by=bench.world.cy)
    second = await use(order)
    closed = await actions.close(order_id=order, by=bench.world.cy)
    assert (closed.closing, [line.line_id for line in closed.lines]) == (2, [second.id])


async def test_a_part_returned_after_closing_is_a_reversing_line(bench, order, use, close):
    line = await use(order, 3)
    await close(order)
    await actions.reopen(order_id=order, note="One too many", by=bench.world.cy)
    await actions.return_part(line_id=line.id, quantity=Decimal(1), by=bench.world.cy)
    (reversing,) = (await actions.close(order_id=order, by=bench.world.cy)).lines
    assert (reversing.reverses_id, reversing.quantity, reversing.amount, reversing.cost) == (
        line.id,
        -1,
        Decimal("-49.90"),
        Decimal("-12.50"),
    )
    assert [(share.payer, share.amount) for share in reversing.shares] == [("warranty", Decimal("-49.90"))]
    assert await stock.on_hand(bench.world.battery, bench.shelf) == 8


async def test_reopening_needs_its_right(bench, order, close):
    await close(order)
    with pytest.raises(Forbidden, match=r"repairs\.reopen"):
        await actions.reopen(order_id=order, note="", by=bench.world.bo)


async def test_what_was_handed_over_stays_closed(bench, order, close):
    await close(order)
    await actions.hand_over(order_id=order, by=bench.world.cy)
    with pytest.raises(actions.NotClosed):
        await actions.reopen(order_id=order, note="", by=bench.world.cy)


async def test_cancelling_returns_nothing_by_itself(bench, order, use):
    line = await use(order)
    with pytest.raises(actions.PartsStillIssued, match="Return the parts"):
        await actions.cancel(order_id=order, by=bench.world.cy)
    await actions.return_part(line_id=line.id, by=bench.world.cy)
    await actions.cancel(order_id=order, by=bench.world.cy)
    assert ((await queries.order(order)).state, (await products.item(bench.world.s1)).notices) == ("cancelled", ())


async def test_work_that_was_done_is_closed_not_cancelled(bench, order):
    await actions.add_line(order_id=order, kind=LineKind.TRAVEL, text="Trip", unit_price=Decimal(9), by=bench.world.cy)
    with pytest.raises(actions.WorkRecorded, match="R13"):
        await actions.cancel(order_id=order, by=bench.world.cy)


async def test_cancelling_opens_the_ticket_again(bench):
    opened = await tickets.open_ticket(centre_id=bench.world.ber, serial="S1", reported_at=IN_COVER, by=bench.world.cy)
    started = await actions.start(ticket_id=opened.id, by=bench.world.cy)
    await actions.cancel(order_id=started.id, by=bench.world.cy)
    assert (await known_tickets.ticket(opened.id)).state == "open"
    assert await fetchval("select count(*) from event where kind = 'repair_cancelled'") == 1


async def test_an_order_of_another_centre_is_not_there(bench, order):
    other = await actions.start(centre_id=bench.world.teh, items=[actions.Brought(None)], by=bench.world.cy)
    with pytest.raises(Exception, match="There is no repair order"):
        await actions.diagnose(order_id=other.id, defect="D01", by=bench.world.bo)


async def test_a_closed_line_is_taken_back_once(bench, order, close):
    line = await actions.add_line(
        order_id=order, kind=LineKind.TRAVEL, text="Trip", unit_price=Decimal(9), by=bench.world.cy
    )
    await close(order)
    await actions.reopen(order_id=order, note="No trip", by=bench.world.cy)
    await actions.void_line(line_id=line.id, reason="no trip", by=bench.world.cy)
    with pytest.raises(actions.VoidedLine):
        await actions.void_line(line_id=line.id, reason="no trip", by=bench.world.cy)
    assert total(await queries.lines(order)) == 0
