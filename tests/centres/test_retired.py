"""A centre that was retired takes no more work, at whichever door it would begin."""

import pytest

from service_desk.centres.actions import retire_centre, revive_centre
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.tickets.actions import move_ticket, open_ticket
from service_desk.tickets.rules import State

API = "/api/v1"
DOORS = {
    "/tickets": {"words": "hums"},
    "/repairs": {"items": [{"serial": "X1"}]},
    "/locations": {"code": "VAN", "name": {"en": "Van"}, "kind": "van"},
    "/resources": {"code": "NEW", "name": "New"},
    "/stations": {"code": "B1"},
    "/printers": {"code": "P1", "kind": "download"},
    "/extensions": {"number": "201"},
}


@pytest.fixture
async def closed(world):
    """A ticket of Tehran that was ended before the centre was."""
    ticket = await open_ticket(centre_id=world.teh, words="done", by=world.cy)
    await move_ticket(ticket_id=ticket.id, to=State.CANCELLED, by=world.cy)
    await retire_centre(centre_id=world.teh, by=SYSTEM)
    yield ticket
    await revive_centre(centre_id=world.teh, by=SYSTEM)  # centres are remembered; the database forgets


@pytest.mark.parametrize("door", DOORS)
async def test_nothing_begins_at_a_retired_centre(client, world, closed, door):
    answer = await client.post(
        f"{API}{door}", json={"centre_id": "TEH", **DOORS[door]}, headers={"Idempotency-Key": str(uuid7())}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "centre_retired"), answer.text
    assert "TEH takes no more work" in answer.json()["detail"]


async def test_an_ended_ticket_of_a_retired_centre_stays_ended(client, closed):
    answer = await client.post(
        f"{API}/tickets/{closed.number}/reopening", json={"reason": "again"}, headers={"Idempotency-Key": str(uuid7())}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "centre_retired")
