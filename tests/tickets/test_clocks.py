"""The clocks of a ticket: how soon the customer is answered and helped, in the working time of the centre."""

from datetime import UTC, datetime, timedelta

import pytest

from service_desk.centres import actions as centres
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchrow, fetchval
from service_desk.repairs import actions as repairs
from service_desk.tickets import actions
from service_desk.tickets.actions.clocks import DueBeforeReport, StandsStill
from service_desk.tickets.rules import EntryKind, Priority, State
from tests.opened import signed_in

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday, 13:00 in Berlin, which works from 8 to 17 on five days
TODAY_AT_FIVE, TUESDAY_AT_FIVE = datetime(2026, 11, 25, 16, tzinfo=UTC), datetime(2026, 12, 1, 16, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with clock.at(NOON):
        yield


async def kept(ticket):
    row = await fetchrow(
        "select first_response_due_at, answered_at, due_at, due_left from ticket where id = $1", ticket.id
    )
    return tuple(row)


async def test_a_usual_ticket_is_answered_in_four_working_hours_and_solved_in_forty(opened):
    assert await kept(await opened(words="Leaks")) == (TODAY_AT_FIVE, None, TUESDAY_AT_FIVE, None)


async def test_a_holiday_and_other_hours_move_what_is_opened_after_them(opened, bench):
    await opened(words="Before")
    await centres.add_holiday(
        centre_id=bench.world.ber, on_date=TUESDAY_AT_FIVE.date(), name={"en": "Feast"}, by=bench.world.cy
    )
    assert (await kept(await opened(words="After")))[2] == TUESDAY_AT_FIVE + timedelta(days=1)
    await centres.set_hours(centre_id=bench.world.ber, hours={3: [(480, 800)]}, by=bench.world.cy)
    assert (await kept(await opened(words="Wednesdays")))[0] == datetime(2026, 12, 2, 10, 40, tzinfo=UTC)


async def test_a_centre_may_have_other_times_or_none(opened, bench):
    for name, minutes in (("first_response_minutes_normal", 60), ("solution_minutes_normal", 0)):
        await centres.set_setting(
            name=name, value=minutes, valid_from=NOON.date(), centre_id=bench.world.ber, by=bench.world.cy
        )
    assert await kept(await opened(words="Leaks")) == (NOON + timedelta(hours=1), None, None, None)


async def test_the_clock_stands_still_while_the_customer_is_waited_for(opened, bench):
    ticket = await opened(words="Leaks")
    with clock.at(NOON + timedelta(hours=2)):
        await actions.move_ticket(ticket_id=ticket.id, to=State.WAITING_CUSTOMER, by=bench.world.cy)
    assert await kept(ticket) == (TODAY_AT_FIVE, NOON + timedelta(hours=2), None, 38 * 60)
    with clock.at(NOON + timedelta(days=7)):
        await actions.hear_customer(ticket_id=ticket.id, words="Here I am", by=SYSTEM)
    # Wednesday 13:00 and 38 working hours: 4, four days of 9 would be 40.
    assert (await kept(ticket))[2:] == (datetime(2026, 12, 8, 14, tzinfo=UTC), None)


async def test_an_answer_is_counted_once_and_a_note_is_none(opened, bench):
    ticket = await opened(words="Leaks")
    await actions.add_note(ticket_id=ticket.id, body="Looks wet", by=bench.world.cy)
    assert (await kept(ticket))[1] is None
    for hours in (1, 2):
        with clock.at(NOON + timedelta(hours=hours)):
            await actions.add_note(ticket_id=ticket.id, body="Bring it", kind=EntryKind.REPLY, by=bench.world.cy)
    assert (await kept(ticket))[1] == NOON + timedelta(hours=1)


async def test_another_priority_has_other_times_from_the_report_on(opened, bench):
    ticket = await opened(words="Leaks")
    with clock.at(NOON + timedelta(hours=1)):
        await actions.change_ticket(ticket_id=ticket.id, priority=Priority.HIGH, by=bench.world.cy)
    assert await kept(ticket) == (NOON + timedelta(hours=2), None, datetime(2026, 11, 27, 10, tzinfo=UTC), None)


async def test_what_is_opened_again_has_a_clock_again(opened, bench):
    ticket = await opened(words="Leaks")
    await actions.move_ticket(ticket_id=ticket.id, to=State.RESOLVED, by=bench.world.cy)
    with clock.at(NOON + timedelta(days=7)):
        await actions.move_ticket(ticket_id=ticket.id, to=State.OPEN, note="Leaks again", by=bench.world.cy)
    assert (await kept(ticket))[2] == TUESDAY_AT_FIVE + timedelta(days=7)


async def test_its_order_is_due_with_it_unless_a_unit_was_promised_earlier_or_later(opened, bench):
    ticket = await opened(serial="S1", words="Leaks")
    order = await repairs.start(ticket_id=ticket.id, by=bench.world.cy)

    async def due():
        return await fetchval("select due_at from repair_order where id = $1", order.id)

    assert await due() == TUESDAY_AT_FIVE
    await actions.change_ticket(ticket_id=ticket.id, priority=Priority.SAFETY, by=bench.world.cy)
    assert await due() == datetime(2026, 11, 26, 11, tzinfo=UTC)
    promised = NOON + timedelta(days=20)
    await repairs.plan_unit(order_id=order.id, promised_at=promised, by=bench.world.cy)
    assert await due() == promised
    await repairs.plan_unit(order_id=order.id, promised_at=None, by=bench.world.cy)
    assert await due() == datetime(2026, 11, 26, 11, tzinfo=UTC)


async def test_what_was_promised_by_hand_stands_until_the_customer_is_waited_for_and_leads_its_order(opened, bench):
    ticket = await opened(serial="S1", words="Leaks")
    order = await repairs.start(ticket_id=ticket.id, by=bench.world.cy)
    promised = NOON + timedelta(days=3)
    await actions.change_ticket(ticket_id=ticket.id, due_at=promised, by=bench.world.cy)
    assert (await kept(ticket))[2] == promised
    assert await fetchval("select due_at from repair_order where id = $1", order.id) == promised
    with pytest.raises(DueBeforeReport):
        await actions.change_ticket(ticket_id=ticket.id, due_at=NOON - timedelta(days=1), by=bench.world.cy)
    await actions.move_ticket(ticket_id=ticket.id, to=State.WAITING_CUSTOMER, by=bench.world.cy)
    with pytest.raises(StandsStill, match="No time runs"):
        await actions.change_ticket(ticket_id=ticket.id, due_at=promised, by=bench.world.cy)


async def test_the_queue_and_the_page_say_what_is_due_first_and_what_is_late(anonymous, opened, bench):
    desk = await signed_in(anonymous, bench.world.cy.id)
    ticket = await opened(words="Leaks")
    assert "first answer" in (await desk("/tickets")).text
    with clock.at(NOON + timedelta(hours=5)):
        desk = await signed_in(anonymous, bench.world.cy.id)
        assert "Late" in (await desk("/tickets")).html
        await actions.move_ticket(ticket_id=ticket.id, to=State.WAITING_CUSTOMER, by=bench.world.cy)
        page = await desk(f"/tickets/{ticket.number}")
    assert "Stopped while the customer is waited for: 36 h left" in page.text
