"""A posting under which the worker died each time it looked it up: a person looks, and says what is so."""

import pytest

from service_desk.backlog import FOR_A_PERSON, waiting
from service_desk.erp import actions as erp
from service_desk.erp.rules import NEVER
from service_desk.foundation.db import execute, fetchrow, fetchval
from service_desk.foundation.ids import uuid7
from tests.erp.conftest import deliver, settle, states
from tests.shell import desk


@pytest.fixture
async def given_up(workshop):
    """The issue of an order was called, and looking for it killed three workers; the second one waits behind it."""
    await settle()
    order = await workshop.start()
    await workshop.use(order)
    await workshop.use(order)
    await deliver()
    row = await fetchrow("select id from posting where kind = 'issue' order by id limit 1")
    await execute(
        "update posting set state = 'unknown', call_started_at = now(), deaths = 3, not_before = $2 where id = $1",
        row["id"], NEVER,
    )  # fmt: skip
    await settle()
    assert list((await states(kind="issue")).values()) == ["unknown", "queued"]
    return row["id"]


async def test_it_is_shown_as_waiting_for_a_person(given_up):
    assert [(each.queue, each.rows, each.stuck) for each in await waiting() if each.state == FOR_A_PERSON] == [
        ("postings", 1, True)
    ]


async def test_found_in_the_erp_it_counts_as_verified_and_the_next_one_goes_on(given_up, workshop):
    await erp.decide_posting(
        posting_id=given_up, in_erp=True, erp_number="AB 7", reason="seen there", by=workshop.world.cy
    )
    await settle()
    assert set((await states(kind="issue")).values()) == {"verified"}
    row = await fetchrow("select erp_number, detail from posting where id = $1", given_up)
    assert tuple(row) == ("AB 7", "seen there")


async def test_not_found_it_is_parked_by_the_command_and_sent_again(given_up, committed_db):
    words = ("postings", "decide", str(given_up))
    assert "Say --there or --not-there" in (await desk(committed_db, *words, "--reason", "looked")).err
    assert (await desk(committed_db, *words, "--not-there", "--reason", "looked for it")).code == 0
    again = await desk(committed_db, *words, "--not-there", "--reason", "looked for it")
    assert (again.code, "is set aside" in again.err) == (1, True), again.err
    assert (await desk(committed_db, "postings", "retry", str(given_up))).code == 0
    await settle()
    assert set((await states(kind="issue")).values()) == {"verified"}


async def test_one_that_is_looked_up_by_itself_is_not_decided(world, client):
    await deliver(width=1)
    key = await fetchval("update posting set state = 'unknown' where id = (select min(id) from posting) returning id")
    body, headers = {"in_erp": True, "reason": "seen"}, {"Idempotency-Key": str(uuid7())}
    refused = await client.post(f"/api/v1/postings/{key}/decision", json=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "still_looked_up")
    await execute("update posting set not_before = $1 where id = $2", NEVER, key)
    decided = await client.post(
        f"/api/v1/postings/{key}/decision", json=body, headers={"Idempotency-Key": str(uuid7())}
    )
    assert (decided.status_code, decided.json()["posting"]["state"]) == (200, "verified"), decided.text
