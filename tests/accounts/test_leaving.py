"""A person who leaves leaves no work behind that nobody sees."""

import pytest

from barcodes import ScanHints
from service_desk.accounts.actions import retire_staff
from service_desk.accounts.queries import actor_of
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.clock import now
from service_desk.foundation.ids import uuid7
from service_desk.repairs import actions as repairs
from service_desk.repairs import queries as orders
from service_desk.scanning import actions as scanning
from service_desk.scanning import queries as stations
from service_desk.scanning.rules import badge_token
from service_desk.tickets import queries as tickets
from service_desk.tickets.actions import assign, move_ticket, open_ticket
from service_desk.tickets.rules import State
from service_desk.timesheets import actions as timesheets
from service_desk.timesheets import queries as times

API = "/api/v1"


@pytest.fixture
async def at_work(world):
    """Bo has an open ticket, a closed one, and a clock on an order."""
    ticket = await open_ticket(centre_id=world.ber, words="squeaks", by=world.cy)
    ended = await open_ticket(centre_id=world.ber, words="done", by=world.cy)
    for each in (ticket, ended):
        await assign(ticket_id=each.id, assignee_id=world.bo.id, by=world.cy)
    await move_ticket(ticket_id=ended.id, to=State.CANCELLED, by=world.cy)
    order = await repairs.start(centre_id=world.ber, items=[repairs.Brought(None, serial_given="X1")], by=world.cy)
    await repairs.give_unit(order_id=order.id, technician_id=world.bo.id, by=world.cy)
    await timesheets.start_clock(
        resource_id=world.bench, subject=("repair", order.id), number=order.number, by=world.cy
    )
    return ticket, ended, order


async def test_the_answer_names_what_hung_on_the_person(admin, world, at_work):
    ticket, ended, order = at_work
    answer = await admin.delete(f"{API}/staff/{world.bo.id}", headers={"Idempotency-Key": str(uuid7())})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "unassigned_tickets": [ticket.number],
        "units_without_technician": [order.number],
        "running_clocks": [order.number],
        "extensions": [],
        "benches": [],
    }
    assert (await tickets.ticket(ticket.id)).assignee_id is None
    assert (await tickets.ticket(ended.id)).assignee_id == world.bo.id
    assert [unit.technician_id for unit in await orders.items(order.id)] == [None]
    forgotten = (await admin.get(f"{API}/clocks/forgotten")).json()["items"]
    assert [clock["subject_number"] for clock in forgotten] == [order.number]


async def test_no_clock_starts_for_a_person_who_left_and_the_running_one_can_be_stopped(world, at_work):
    await retire_staff(staff_id=world.bo.id, by=SYSTEM)
    assert await actor_of(world.bo.id) is None
    assert [clock.resource_id for clock in await times.forgotten(now())] == [world.bench]
    await timesheets.stop_clock(resource_id=world.bench, by=world.cy)
    with pytest.raises(timesheets.PersonLeft, match="has left"):
        await timesheets.start_clock(resource_id=world.bench, subject=("repair", uuid7()), by=world.cy)


async def test_the_benches_of_a_person_who_left_are_nobody_s(admin, world):
    station = await scanning.create_station(centre_id=world.ber, code="B1", name="Bench", by=world.cy)
    await scanning.scan_at_station(station_id=station, raw=badge_token("BER", "BO"), hints=ScanHints(), by=world.bo)
    assert (await stations.station(station, None)).resource_id == world.bench
    answer = await admin.delete(f"{API}/staff/{world.bo.id}", headers={"Idempotency-Key": str(uuid7())})
    assert answer.json()["benches"] == ["B1"]
    assert (await stations.station(station, None)).resource_id is None


async def test_who_had_nothing_in_hand_leaves_nothing(admin, world):
    answer = await admin.delete(f"{API}/staff/{world.bo.id}", headers={"Idempotency-Key": str(uuid7())})
    assert answer.json() == {
        "unassigned_tickets": [],
        "units_without_technician": [],
        "running_clocks": [],
        "extensions": [],
        "benches": [],
    }
