"""What was changed on a ticket stays readable: who, when, before and after; and what was ended opens again with a reason."""

import pytest

from service_desk.accounts.starter import starter_roles
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, program, refused, token_of


@pytest.fixture
async def path(ticket):
    return f"/tickets/{(await ticket(scan='S1', words='It smokes')).json()['id']}"


@pytest.fixture
def patch(client):
    return lambda path, body: client.patch(f"{API}{path}", json=body, headers={"Idempotency-Key": str(uuid7())})


async def changes(read, path):
    return [entry["changes"] for entry in (await read(path))["entries"]]


async def test_the_customer_s_words_are_corrected_and_the_first_ones_stay(read, patch, path, world):
    await patch(path, {"words": "It smokes and smells", "priority": "high"})
    (entry,) = (await read(path))["entries"]
    assert entry["changes"] == {
        "words": ["It smokes", "It smokes and smells"],
        "priority": ["normal", "high"],
    }
    assert (entry["kind"], entry["written_by"]) == ("system", str(world.cy.id))


async def test_what_is_written_as_it_was_leaves_no_trace(read, patch, path):
    await patch(path, {"words": "It smokes"})
    assert await changes(read, path) == []


async def test_every_move_and_every_assignment_is_seen_with_or_without_a_note(post, read, path, world):
    await post(f"{path}/moves", {"to": "open"})
    await post(f"{path}/moves", {"to": "waiting_customer", "note": "asked for the receipt"})
    await post(f"{path}/assignment", {"assignee_id": str(world.bo.id)})
    assert await changes(read, path) == [
        {"state": ["new", "open"]},
        {"state": ["open", "waiting_customer"]},
        {"assignee_id": [None, str(world.bo.id)]},
    ]
    assert (await read(path))["entries"][1]["body"] == "asked for the receipt"


async def test_nobody_writes_in_the_name_of_the_desk(post, path):
    assert (await post(f"{path}/notes", {"body": "closed by the system", "kind": "system"})).status_code == 400
    assert (await post(f"{path}/notes", {"body": "told her", "kind": "reply"})).status_code == 201


@pytest.mark.parametrize("end", [["resolved"], ["resolved", "closed"], ["cancelled"]])
async def test_what_was_ended_opens_again_with_a_reason_only(post, read, path, end):
    for state in end:
        await post(f"{path}/moves", {"to": state})
    refused(await post(f"{path}/moves", {"to": "open"}), 400, "reopening_reason", "why it is opened again")
    answer = await post(f"{path}/reopening", {"reason": "the same noise is back"})
    assert answer.json()["state"] == "open"
    assert (await read(path))["entries"][-1]["body"] == "the same noise is back"


async def test_an_order_that_moves_its_ticket_leaves_a_trace_too(post, read, path):
    await post("/repairs", {"ticket_id": path.split("/")[-1]})
    assert await changes(read, path) == [{"state": ["new", "in_repair"]}]


async def test_the_customer_s_answer_to_an_estimate_can_be_read(post, read, order):
    lines = [{"kind": "travel", "text": "Visit", "unit_price": "45.00", "currency": "EUR"}]
    estimate = (await post(f"{order}/estimate", {"lines": lines})).json()["id"]
    await post(f"{order}/estimate/answer", {"estimate_id": estimate, "answer": "refused", "note": "too dear for him"})
    (shown,) = (await read(order))["estimates"]
    assert shown["answer_note"] == "too dear for him"


async def test_an_agent_reads_the_charges_they_must_explain(app, world, order):
    assert "billing.read" in starter_roles()["agent"]["rights"]
    async with program(app, await token_of({"billing.read", "repairs.read"}, world.ber)) as client:
        assert (await client.get(f"{API}{order}/charges")).status_code == 200


async def test_the_past_of_both_units_is_read_under_either_serial(post, read, ticket, world, order):
    await ticket(scan="S1")
    new = (
        await post(f"/items/{world.s1}/swap", {"serial": "S1-NEW", "keeps": "customer", "not_from_stock": True})
    ).json()["exchange"]["new_id"]
    for unit in (new, str(world.s1)):
        assert len((await read(f"/items/{unit}/tickets"))["items"]) == 1
        assert len((await read(f"/items/{unit}/repairs"))["items"]) == 1
