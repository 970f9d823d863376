"""What leaves says what needs it still, by name and number; afterwards it can go."""

from datetime import UTC, datetime

import pytest

from service_desk.parts import actions as parts
from service_desk.repairs import actions as repairs
from service_desk.scanning import actions as scanning
from service_desk.scanning.rules.sessions import Purpose
from service_desk.tickets.actions import open_ticket
from tests.doors.conftest import refused


async def _customer(world):
    ticket = await open_ticket(centre_id=world.ber, party_id=world.ada, words="squeaks", by=world.cy)
    order = await repairs.start(
        centre_id=world.ber, party_id=world.ada, items=[repairs.Brought(item_id=world.s1)], by=world.cy
    )
    return f"/customers/{world.ada}/retirement", [ticket.number, order.number]


async def _part_in_stock(world):
    return f"/products/{world.battery}/retirement", ["WH-BER"]


async def _empty_place(world):
    return await parts.create_location(
        centre_id=world.ber, code="SPARE", name={"en": "Spare"}, kind="bench", by=world.cy
    )


async def _place_of_a_station(world):
    place = await _empty_place(world)
    await scanning.create_station(centre_id=world.ber, code="bench-1", location_id=place, by=world.cy)
    return f"/locations/{place}/retirement", ["BENCH-1"]


async def _place_that_is_counted(world):
    place = await _empty_place(world)
    await scanning.start_session(location_id=place, purpose=Purpose.COUNT, by=world.cy)
    return f"/locations/{place}/retirement", [f"count {datetime.now(UTC).date()}"]


async def _place_where_a_delivery_is_taken_in(world):
    place = await _empty_place(world)
    await scanning.start_session(location_id=place, purpose=Purpose.RECEIPT, number="LS-77", by=world.cy)
    return f"/locations/{place}/retirement", ["LS-77"]


@pytest.mark.parametrize(
    "hang",
    [_customer, _part_in_stock, _place_of_a_station, _place_that_is_counted, _place_where_a_delivery_is_taken_in],
)
async def test_what_is_needed_still_does_not_leave_and_names_what_needs_it(post, world, hang):
    path, users = await hang(world)
    refused(await post(path), 409, "still_needed", ", ".join(users))


async def test_a_printer_leaves_when_no_station_prints_on_it(client, post, world):
    printer = await scanning.add_printer(centre_id=world.ber, code="D", kind="download", by=world.cy)
    station = await scanning.create_station(centre_id=world.ber, code="bench-1", printer_id=printer, by=world.cy)
    refused(await client.delete(f"/api/v1/printers/{printer}"), 409, "still_needed", "BENCH-1")
    assert (await client.delete(f"/api/v1/stations/{station}")).status_code == 204
    assert (await client.delete(f"/api/v1/printers/{printer}")).status_code == 204


async def test_who_has_nothing_open_leaves_and_comes_back(post, world):
    path = f"/customers/{world.bahar}"
    assert (await post(f"{path}/retirement")).json()["retired"] is True
    assert (await post(f"{path}/revival")).json()["retired"] is False
