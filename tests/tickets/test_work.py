"""A ticket is worked on: moved, noted, corrected, assigned."""

import pytest

from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import NotFound, Stale
from service_desk.foundation.ids import uuid7
from service_desk.products import actions as products
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import EntryKind, State
from tests.queues import tickets_in


@pytest.fixture
async def ticket(bench, opened):
    return (await opened(serial="NEW-1", party_id=bench.world.ada, words="It rattles")).id


async def test_a_move_keeps_who_and_when_and_says_why(bench, ticket):
    await actions.move_ticket(ticket_id=ticket, to=State.WAITING_CUSTOMER, note="Asked for a photo", by=bench.world.cy)
    read, (entry,) = await queries.ticket(ticket), await queries.entries(ticket)
    assert (read.state, read.version, entry.kind, entry.body) == ("waiting_customer", 2, "system", "Asked for a photo")


async def test_a_move_that_is_not_allowed_says_what_is(bench, ticket):
    with pytest.raises(actions.IllegalMove, match=r"is new and cannot become closed.*resolved"):
        await actions.move_ticket(ticket_id=ticket, to=State.CLOSED, by=bench.world.cy)


async def test_notes_are_taken_even_on_a_cancelled_ticket(bench, ticket):
    await actions.move_ticket(ticket_id=ticket, to=State.CANCELLED, by=bench.world.cy)
    await actions.add_note(ticket_id=ticket, body="Called again", kind=EntryKind.REPLY, by=bench.world.cy)
    assert [entry.body for entry in await queries.entries(ticket)][-1] == "Called again"


async def test_naming_the_item_afterwards_judges_the_report_anew(bench, ticket):
    item = await products.register_item(product_id=bench.world.drill, serial="NEW-1", by=bench.world.cy)
    assert (await queries.ticket(ticket)).reason == "UNKNOWN_UNIT"
    await actions.change_ticket(ticket_id=ticket, version=1, item_id=bench.world.s1, by=bench.world.cy)
    read = await queries.ticket(ticket)
    assert (read.verdict, read.reason, read.serial) == ("covered", "IN_PERIOD", "S1")
    assert item != read.item_id


async def test_the_loser_of_two_changes_is_told(bench, ticket):
    await actions.change_ticket(ticket_id=ticket, version=1, words="It rattles and smells", by=bench.world.cy)
    with pytest.raises(Stale):
        await actions.change_ticket(ticket_id=ticket, version=1, symptom="S702", by=bench.world.cy)


async def test_changed_words_are_found(bench, ticket):
    await actions.change_ticket(ticket_id=ticket, version=None, words="It squeaks", by=bench.world.cy)
    assert [row.id for row in (await tickets_in(words="squeaks drill")).items] == []
    assert [row.id for row in (await tickets_in(words="squeaks")).items] == [ticket]
    assert (await tickets_in(words="rattles")).items == []


async def test_a_cancelled_ticket_stays_as_it_is(bench, ticket):
    await actions.move_ticket(ticket_id=ticket, to=State.CANCELLED, by=bench.world.cy)
    with pytest.raises(actions.ClosedTicket, match="is cancelled"):
        await actions.change_ticket(ticket_id=ticket, version=None, words="more", by=bench.world.cy)


async def test_a_ticket_is_given_to_someone(bench, ticket):
    await actions.assign(ticket_id=ticket, assignee_id=bench.world.bo.id, by=bench.world.cy)
    (row,) = (await tickets_in(assignee_id=bench.world.bo.id)).items
    assert row.id == ticket


async def test_a_customer_nobody_knows_is_refused(bench, ticket):
    with pytest.raises(NotFound, match="customer"):
        await actions.change_ticket(ticket_id=ticket, version=None, party_id=uuid7(), by=bench.world.cy)


async def test_the_log_tells_which_fields_changed_but_not_what_was_said(bench, ticket):
    await actions.change_ticket(ticket_id=ticket, version=None, words="Ada is angry", by=bench.world.cy)
    told = await fetchval("select payload from event where kind = 'ticket_changed' and subject_id = $1", ticket)
    assert (told["fields"], "angry" in str(told)) == (["words"], False)
