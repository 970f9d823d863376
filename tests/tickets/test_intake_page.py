"""Taking a unit in on one page: the verdict as soon as the unit is known, the owner at hand, one ticket whatever is pressed."""

import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.products import actions as products
from service_desk.tickets import actions, queries
from service_desk.tickets.queries import QueueFilter
from tests.opened import signed_in


@pytest.fixture
async def desk(anonymous, world):
    return await signed_in(anonymous, world.cy.id)


async def only_ticket(world):
    (row,) = (await queries.queue(QueueFilter(), centres=None, me=world.cy.id)).items
    return await queries.ticket(row.id)


async def test_a_scan_shows_the_verdict_and_offers_the_owner(desk, world):
    part = await desk("/tickets/new?scan=s1", **{"HX-Request": "true", "HX-Request-Type": "partial"})
    assert ("html" in part.tags, 'class="verdict covered"' in part.html) == (False, True)
    assert f'value="{world.ada}" checked' in part.html


async def test_the_owner_is_the_caller_unless_somebody_chose_another_or_nobody(desk, world):
    blank = await desk("/tickets/new")
    assert 'name="party" value="nobody">' in blank.html  # nothing is chosen yet, so that the owner can be
    partial = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert 'value="nobody" checked' in (await desk("/tickets/new?scan=s1&party=nobody", **partial)).html
    before = f"/tickets/new?scan=NEVER-SEEN&item={world.s1}&party={world.ada}"
    assert "checked" in (await desk(before, **partial)).html  # an unknown unit says nothing of who calls
    theirs = await products.register_item(product_id=world.drill, serial="S2", owner_id=world.bahar, by=SYSTEM)
    again = await desk(f"/tickets/new?unit={theirs}&item={world.s1}&party={world.ada}", **partial)
    assert (f'value="{world.bahar}" checked' in again.html, str(world.ada) in again.html) == (True, False)


async def test_a_known_unit_is_taken_in_for_its_owner_once_though_it_was_sent_twice(desk, world):
    page = await desk(f"/tickets/new?unit={world.s1}")
    fields = {
        "scan": "S1",
        "item": str(world.s1),
        "party": str(world.ada),
        "words": "No power",
        "centre": str(world.ber),
    }
    first, second = [await desk.send("/tickets/new", key=page.fields["key"], **fields) for _ in range(2)]
    ticket = await only_ticket(world)
    assert {first.headers["location"], second.headers["location"]} == {f"/tickets/{ticket.number}"}
    assert (ticket.item_id, ticket.party_id, ticket.words) == (world.s1, world.ada, "No power")


async def test_an_unknown_unit_of_a_new_customer_is_taken_in_too(desk, world):
    page = await desk("/tickets/new?scan=NEVER-SEEN&caller=Zoe")
    assert "undecided" in page.text
    await desk.send(
        "/tickets/new", key=str(uuid7()), scan="NEVER-SEEN", party="new", new_name="Zoe", new_phone="030 5550199", centre=str(world.ber)
    )  # fmt: skip
    ticket = await only_ticket(world)
    assert (ticket.serial_given, ticket.party_name) == ("NEVER-SEEN", "Zoe")


async def test_nothing_at_all_is_refused_with_what_to_do_and_what_was_typed_stays(desk, world):
    page = await desk.send("/tickets/new", key=str(uuid7()), words=" ", caller="Zoe", centre=str(world.ber))
    assert (page.status, page.fields["caller"]) == (400, "Zoe")
    assert "Name the unit" in page.text


async def test_a_report_that_is_open_already_is_shown_before_another_is_made(desk, world):
    other = await actions.open_ticket(centre_id=world.ber, serial="S1", words="Hot", by=world.cy)
    assert f"/tickets/{other.number}" in (await desk("/tickets/new?scan=S1")).links


async def test_the_box_opens_what_a_code_means_and_lists_what_words_find(desk, world):
    assert (await desk("/desk?typed=S1")).headers["location"] == f"/items/{world.s1}"
    assert f"/customers/{world.ada}" in (await desk("/desk?typed=lovelace")).links
    nothing = await desk("/desk?typed=ZZ-404-NONE")
    assert "/tickets/new?scan=ZZ-404-NONE" in nothing.links


async def test_customer_and_unit_know_of_one_another_and_of_their_tickets(desk, world):
    opened = await actions.open_ticket(centre_id=world.ber, serial="S1", party_id=world.ada, words="Hot", by=world.cy)
    customer, unit = await desk(f"/customers/{world.ada}"), await desk(f"/items/{world.s1}")
    assert {f"/items/{world.s1}", f"/tickets/{opened.number}"} <= set(customer.links)
    assert {f"/customers/{world.ada}", f"/tickets/{opened.number}"} <= set(unit.links)
    assert 'class="verdict covered"' in unit.html
