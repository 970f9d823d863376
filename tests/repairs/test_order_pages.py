"""The repair order of a ticket, from the ticket's page."""

import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetchval
from service_desk.tickets import actions as tickets
from service_desk.timesheets import actions as timesheets
from tests.opened import signed_in
from tests.world import PASSWORD


@pytest.fixture
async def desk(anonymous, world):
    return await signed_in(anonymous, world.cy.id)


@pytest.fixture
async def ticket(world):
    return await tickets.open_ticket(
        centre_id=world.ber, serial="S1", party_id=world.ada, words="Trigger dead", by=world.cy
    )


async def test_a_repair_is_started_once_from_its_ticket_and_found_on_every_page_of_it(desk, ticket, world):
    page = await desk(f"/tickets/{ticket.number}")
    assert "Start the repair" in page.text
    for _ in range(2):
        begun = await desk.send(f"/tickets/{ticket.number}/repair", key=page.fields["key"])
    number = await fetchval("select number from repair_order")
    assert (begun.status, begun.headers["location"]) == (303, f"/tech/{number}")
    assert await fetchval("select count(*) from repair_order") == 1
    for path in (f"/tickets/{ticket.number}", f"/items/{world.s1}", f"/customers/{world.ada}"):
        shown = await desk(path)
        assert (number in shown.text, "Start the repair" in shown.text) == (True, False), path


async def test_a_scan_anywhere_goes_to_the_order_that_a_unit_is_on_for_whoever_repairs(desk, anonymous, ticket, world):
    await timesheets.create_resource(centre_id=world.ber, code="CY", name="Cy", staff_id=world.cy.id, by=SYSTEM)
    assert (await desk("/desk?typed=S1")).headers["location"] == f"/items/{world.s1}"
    await desk.send(f"/tickets/{ticket.number}/repair")
    number = await fetchval("select number from repair_order")
    for typed in ("S1", number, f"{number.lower()}&alt_raw={number}", "xx&alt_raw=S1"):
        assert (await desk(f"/desk?typed={typed}")).headers["location"] == f"/tech/{number}", typed
    ann = await accounts.add_staff(login="ann", name="Ann", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=ann, role="agent", centre_id=world.ber, by=SYSTEM)
    agent = await signed_in(anonymous, ann)  # whose time is not kept
    assert (await agent("/desk?typed=S1")).headers["location"] == f"/items/{world.s1}"
    assert (await agent(f"/desk?typed={number}")).headers["location"] == f"/tickets/{ticket.id}"


async def test_whoever_may_not_repair_there_sees_no_button_and_the_door_is_shut(anonymous, world):
    there = await tickets.open_ticket(centre_id=world.teh, words="Leaks", by=world.cy)
    bo = await signed_in(anonymous, world.bo.id)
    assert (await bo(f"/tickets/{there.number}")).status == 404
    assert (await bo.send(f"/tickets/{there.number}/repair")).status == 404


async def test_of_two_who_start_it_the_second_is_told(desk, ticket):
    await desk.send(f"/tickets/{ticket.number}/repair")
    again = await desk.send(f"/tickets/{ticket.number}/repair")
    assert (again.status, again.headers["location"]) == (303, f"/tickets/{ticket.number}")
    assert "said=" in again.headers["set-cookie"]


async def test_slip_label_and_tag_are_printed_from_the_page_of_what_they_belong_to(desk, ticket, world):
    await desk.send(f"/tickets/{ticket.number}/repair")
    number = await fetchval("select number from repair_order")
    for path, kind in ((f"/tickets/{ticket.number}", "claim"), (f"/items/{world.s1}", "item"), (f"/tech/{number}", "order")):  # fmt: skip
        (address,) = [each for each in (await desk(path)).links if each.startswith(f"/api/v1/labels/{kind}/")]
        printed = await desk.client.get(address)
        assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-"), path
