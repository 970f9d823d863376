"""Many tickets are changed at once: each says for itself whether it took it, and all is taken back as one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service_desk.foundation import clock
from service_desk.foundation.db import fetchval
from service_desk.foundation.errors import Forbidden, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import (
    BulkAsked,
    NothingChosen,
    NothingToChange,
    Owner,
    Priority,
    Rest,
    State,
    TooManyChosen,
    checked_bulk,
)
from service_desk.tickets.rules.bulk import MOST_CHOSEN
from tests.opened import signed_in


@pytest.fixture
async def desk(anonymous, world):
    return await signed_in(anonymous, world.cy.id)


@pytest.fixture
async def three(world):
    """Two that are new and one that was cancelled."""
    made = [await actions.open_ticket(centre_id=world.ber, words=words, by=world.cy) for words in ("A", "B", "C")]
    await actions.move_ticket(ticket_id=made[2].id, to=State.CANCELLED, by=world.cy)
    return [await queries.ticket(each.id) for each in made]


async def states(tickets):
    return [(await queries.ticket(each.id)).state for each in tickets]


async def test_one_that_refuses_stops_no_other_and_says_why(desk, three, world):
    sent = await desk.send(
        "/tickets/bulk",
        id=[str(each.id) for each in three],
        asked="?owner=nobody",
        owner="me",
        priority="high",
        key="k" * 20,
    )
    address = sent.headers["location"]
    assert address.startswith("/tickets?owner=nobody&bulk=")
    taken = [await queries.ticket(each.id) for each in three]
    assert [(each.assignee_id, each.priority) for each in taken] == [
        (world.cy.id, "high"), (world.cy.id, "high"), (None, "normal"),
    ]  # fmt: skip
    page = await desk(address)
    assert f"Ticket {three[2].number} is cancelled" in page.text
    assert three[0].number not in page.text


async def test_all_is_taken_back_as_one_but_for_what_somebody_changed_since(desk, three, world):
    chosen = three[:2]
    made = await actions.change_many(
        ticket_ids=[each.id for each in chosen],
        asked=BulkAsked(owner=Owner.ME, priority=Priority.HIGH, rest=Rest.HOUR, note="Recall"),
        by=world.cy,
    )
    assert (await queries.ticket(chosen[0].id)).snooze_words == "Recall"
    await actions.assign(ticket_id=chosen[1].id, assignee_id=world.bo.id, by=world.cy)
    page = await desk.send(f"/tickets/bulk/{made}/undo", asked="")
    told = await desk(page.headers["location"])
    assert f"Ticket {chosen[1].number} was changed again since then" in told.text
    first, second = [await queries.ticket(each.id) for each in chosen]
    assert (first.assignee_id, first.priority, first.snoozed_until) == (None, "normal", None)
    assert (second.assignee_id, second.priority) == (world.bo.id, "high")
    before = await fetchval("select count(*) from ticket_entry")
    await actions.undo_many(change_id=made, by=world.cy)  # pressed twice
    assert await fetchval("select count(*) from ticket_entry") == before


async def test_states_are_moved_with_a_reason_and_go_back_where_a_way_leads(three, world):
    chosen = [each.id for each in three]
    await actions.move_ticket(ticket_id=chosen[0], to=State.OPEN, by=world.cy)
    made = await actions.change_many(
        ticket_ids=chosen, asked=BulkAsked(to=State.RESOLVED, note="Recalled"), by=world.cy
    )
    assert await states(three) == ["resolved", "resolved", "cancelled"]
    told = {row.ticket_id: row.code for row in (await queries.bulk_change(made, world.cy)).tickets}
    assert told == {chosen[0]: None, chosen[1]: None, chosen[2]: "illegal_move"}
    await actions.undo_many(change_id=made, why="Taken back", by=world.cy)
    assert await states(three) == ["open", "open", "cancelled"]  # nothing becomes new again
    assert (await queries.entries(chosen[0]))[-1].body == "Taken back"


async def test_what_was_put_off_before_is_put_off_again_as_it_was(three, world):
    until = clock.now() + timedelta(days=9)
    await actions.snooze_ticket(ticket_id=three[0].id, until=until, why="Part", by=world.cy)
    made = await actions.change_many(ticket_ids=[three[0].id], asked=BulkAsked(rest=Rest.HOUR), by=world.cy)
    await actions.undo_many(change_id=made, by=world.cy)
    again = await queries.ticket(three[0].id)
    assert (again.snoozed_until, again.snooze_words) == (until, "Part")


async def test_who_may_not_see_a_ticket_changes_nothing_of_it_and_takes_nothing_back(three, world):
    there = await actions.open_ticket(centre_id=world.teh, words="Leaks", by=world.cy)
    asked = BulkAsked(priority=Priority.HIGH)
    with pytest.raises(NotFound):
        await actions.change_many(ticket_ids=[there.id, three[0].id], asked=asked, by=world.bo)
    assert (await queries.ticket(three[0].id)).priority == "normal"
    made = await actions.change_many(ticket_ids=[three[0].id], asked=asked, by=world.bo)
    for other in (queries.bulk_change(made, world.cy), actions.undo_many(change_id=made, by=world.cy)):
        with pytest.raises(NotFound):
            await other
    with pytest.raises(Forbidden):
        await actions.change_many(ticket_ids=[three[0].id], asked=asked, by=_reader(world))


def _reader(world):
    return replace(world.bo, rights=frozenset(), grants={world.ber: frozenset({"tickets.read"})})


def test_what_is_asked_must_be_something_of_some():
    asked = BulkAsked(priority=Priority.HIGH)
    with pytest.raises(NothingChosen):
        checked_bulk([], asked)
    with pytest.raises(NothingToChange):
        checked_bulk([uuid7()], BulkAsked(note="Why"))
    with pytest.raises(TooManyChosen):
        checked_bulk([uuid7() for _ in range(MOST_CHOSEN + 1)], asked)


async def test_a_refused_form_keeps_what_was_chosen_and_typed(desk, three):
    page = await desk.send(
        "/tickets/bulk", id=[str(three[0].id)], asked="", until="someday", note="Recall", key="m" * 20
    )
    assert (page.status, page.fields["until"], page.fields["note"]) == (400, "someday", "Recall")
    assert f'value="{three[0].id}" form="bulk"' in page.html
    assert page.html.count(" checked") == 1
    empty = await desk.send("/tickets/bulk", asked="", owner="me", key="n" * 20)
    assert (empty.status, "No ticket is chosen" in empty.text) == (400, True)


async def test_a_month_later_nothing_is_kept_of_it(three, world):
    made = await actions.change_many(ticket_ids=[three[0].id], asked=BulkAsked(owner=Owner.ME), by=world.cy)
    await actions.forget_old_changes()
    assert await queries.bulk_change(made, world.cy)
    with clock.at(clock.now() + timedelta(days=31)):
        await actions.forget_old_changes()
    with pytest.raises(NotFound):
        await queries.bulk_change(made, world.cy)


async def test_programs_change_many_and_take_it_back(client, three):
    body = {"ticket_ids": [each.number for each in three], "change": {"owner": "me"}}
    made = await client.post("/api/v1/ticket-changes", json=body, headers={"Idempotency-Key": "b" * 20})
    assert made.status_code == 201, made.text
    assert [row["code"] for row in made.json()["tickets"]] == [None, None, "closed_ticket"]
    path = f"/api/v1/ticket-changes/{made.json()['id']}"
    back = await client.post(f"{path}/undo", json={}, headers={"Idempotency-Key": "u" * 20})
    assert (back.status_code, len(back.json()["undone"])) == (200, 2)
    assert (await client.get(path)).json() == back.json()
    assert (await queries.ticket(three[0].id)).assignee_id is None
