"""An order starts from a ticket, or from what was brought in."""

import pytest

from service_desk.foundation.errors import NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import UnknownCurrency
from service_desk.products import queries as products
from service_desk.repairs import actions, queries
from service_desk.tickets import actions as tickets
from service_desk.tickets import queries as known_tickets
from tests.queues import orders_in
from tests.repairs.bench import IN_COVER


@pytest.fixture
async def ticket(bench):
    opened = await tickets.open_ticket(
        centre_id=bench.world.ber,
        serial="S1",
        party_id=bench.world.ada,
        symptom="S101",
        reported_at=IN_COVER,
        by=bench.world.cy,
    )
    return opened.id


async def test_an_order_takes_over_what_the_ticket_says(bench, ticket):
    started = await actions.start(ticket_id=ticket, by=bench.world.bo)
    order, (item,) = await queries.order(started.id), await queries.items(started.id)
    assert order.number.startswith("BER-R-")
    assert (order.party_name, order.reported_on, order.currency, order.state) == (
        "Ada Lovelace",
        IN_COVER.date(),
        "EUR",
        "received",
    )
    assert (item.item_id, item.symptom, item.scheme) == (bench.world.s1, "S101", "SD")


async def test_the_ticket_goes_into_repair(bench, ticket):
    await actions.start(ticket_id=ticket, by=bench.world.cy)
    assert (await known_tickets.ticket(ticket)).state == "in_repair"


async def test_whoever_scans_the_item_sees_the_open_order(bench, ticket):
    started = await actions.start(ticket_id=ticket, by=bench.world.cy)
    (notice,) = (await products.item(bench.world.s1)).notices
    assert (notice.kind, notice.subject_id) == ("open_order", started.id)
    assert started.number in notice.words["ru"]


async def test_a_ticket_is_not_repaired_twice_at_once(bench, ticket):
    await actions.start(ticket_id=ticket, by=bench.world.cy)
    with pytest.raises(actions.AlreadyStarted):
        await actions.start(ticket_id=ticket, by=bench.world.cy)


async def test_a_closed_ticket_starts_no_repair(bench, ticket):
    await tickets.move_ticket(ticket_id=ticket, to="cancelled", by=bench.world.cy)
    with pytest.raises(tickets.ClosedTicket):
        await actions.start(ticket_id=ticket, by=bench.world.cy)


async def test_an_unknown_unit_may_be_repaired_all_the_same(bench):
    brought = [actions.Brought(None, serial_given="GREY-1")]
    started = await actions.start(centre_id=bench.world.ber, items=brought, by=bench.world.cy)
    assert (await queries.items(started.id))[0].serial == "GREY-1"


async def test_nothing_to_repair_is_no_order(bench):
    with pytest.raises(actions.NothingToRepair):
        await actions.start(centre_id=bench.world.ber, by=bench.world.cy)


async def test_a_unit_stands_once_on_an_order(bench, ticket):
    s1 = actions.Brought(bench.world.s1)
    with pytest.raises(actions.UnitTwice, match="S1 is named twice"):
        await actions.start(centre_id=bench.world.ber, items=[s1, s1], by=bench.world.cy)
    with pytest.raises(actions.UnitTwice, match="a ticket brings its own along"):
        await actions.start(ticket_id=ticket, items=[s1], by=bench.world.cy)


async def test_an_unknown_currency_is_refused(bench):
    with pytest.raises(UnknownCurrency):
        await actions.start(centre_id=bench.world.ber, items=[actions.Brought(None)], currency="XXX", by=bench.world.cy)


async def test_an_unknown_item_is_refused(bench):
    with pytest.raises(NotFound):
        await actions.start(centre_id=bench.world.ber, items=[actions.Brought(uuid7())], by=bench.world.cy)


async def test_a_technician_starts_nothing_in_another_centre(bench):
    with pytest.raises(NotFound):
        await actions.start(centre_id=bench.world.teh, items=[actions.Brought(None)], by=bench.world.bo)


async def test_the_list_shows_open_orders_with_their_serials(bench, order):
    (row,) = (await orders_in()).items
    assert (row.id, row.serials, row.party_name) == (order, "S1", "Ada Lovelace")
    assert (await orders_in(frozenset({bench.world.teh}))).items == []


async def test_the_list_goes_on_where_the_page_before_ended(bench, order, paid):
    first = await orders_in(limit=1)
    second = await orders_in(limit=1, cursor=first.next)
    assert ([row.id for row in first.items], [row.id for row in second.items], second.next) == ([paid], [order], None)


async def test_the_history_of_a_unit_lists_its_orders(bench, order, paid):
    assert [row.id for row in (await queries.orders_of_item(bench.old, centres=None)).items] == [paid]
