"""Two people at once: one is served, the other is told, and nothing is half-done. With real commits."""

import asyncio

import pytest

from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, program


@pytest.fixture
async def world(committed_world):
    return committed_world


@pytest.fixture
async def client(world, app):
    async with program(app, world.token) as cy:
        yield cy


async def both(*requests):
    """The answers of requests that are sent together, the served one first."""
    return sorted(await asyncio.gather(*requests), key=lambda answer: answer.status_code)


def told(answers):
    return [(answer.status_code, answer.json().get("code")) for answer in answers]


async def test_two_changes_of_one_version_leave_one(client, world):
    path = f"{API}/customers/{world.ada}"
    version = str((await client.get(path)).json()["party"]["version"])
    answers = await both(
        *(
            client.patch(path, json={"name": name}, headers={"If-Match": version})
            for name in ("Ada King", "Countess Ada")
        )
    )
    assert told(answers) == [(200, None), (412, "stale")]
    assert "Load it again and repeat your change" in answers[1].json()["detail"]
    assert (await client.get(path)).json()["party"]["name"] == answers[0].json()["name"]


async def test_an_order_is_closed_by_one_of_two(post, order):
    await post(f"{order}/diagnosis", {"defect": "D90", "repair": "R12"})
    answers = await both(post(f"{order}/closure"), post(f"{order}/closure"))
    assert told(answers) == [(201, None), (409, "closed_order")]
    assert await fetchval("select count(*) from event where kind = 'repair_closed'") == 1


async def test_the_last_part_goes_to_one_of_two(post, order):
    last = {"part": "P-DSP", "location": "WH-BER", "serial": "DSP-1"}
    answers = await both(post(f"{order}/parts", last), post(f"{order}/parts", last))
    assert told(answers) == [(201, None), (409, "serial_not_there")]
    assert await fetchval("select count(*) from order_line") == 1


async def test_two_orders_want_more_than_there_is(post, order, world):
    other = (await post("/repairs", {"centre_id": str(world.ber), "items": [{"serial": "X"}]})).json()["id"]
    three = {"part": "P-BAT", "location": "WH-BER", "quantity": "3"}
    answers = await both(post(f"{order}/parts", three), post(f"/repairs/{other}/parts", three))
    assert told(answers) == [(201, None), (409, "too_few_parts")]
    assert "Only 2 of P-BAT" in answers[1].json()["detail"]


async def test_one_key_at_the_same_moment_has_one_effect(post, world):
    body, key = {"centre_id": str(world.ber), "serial": "S1"}, str(uuid7())
    answers = await both(*(post("/tickets", body, key) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert await fetchval("select count(*) from ticket") == 1


async def test_a_ticket_is_put_into_repair_by_one_of_two(post, world):
    ticket = (await post("/tickets", {"centre_id": str(world.ber), "serial": "S1"})).json()["id"]
    answers = await both(*(post("/repairs", {"ticket_id": ticket}) for _ in range(2)))
    assert told(answers) == [(201, None), (409, "already_started")]
    assert await fetchval("select count(*) from repair_order") == 1


async def test_one_clock_starts_where_two_are_started(post, order, world):
    answers = await both(*(post(f"{order}/clock", {"resource_id": str(world.bench)}) for _ in range(2)))
    assert told(answers) == [(201, None), (409, "clock_already_running")]


async def test_an_item_gets_one_new_owner(post, world):
    items = [{"product_id": str(world.drill), "serial": "TWICE"} for _ in range(2)]
    answers = await both(*(post("/items", item) for item in items))
    assert told(answers) == [(201, None), (409, "serial_taken")]
    assert await fetchval("select count(*) from service_item where serial = 'TWICE'") == 1


async def test_dates_told_at_once_all_count_for_the_open_ticket_and_order(post, order, client, ticket, world):
    opened = (await ticket(scan="S1")).json()
    days = ["2021-01-10", "2021-02-10", "2021-03-10", "2021-04-10"]
    dates = [post(f"/items/{world.s1}/dates", {"basis": "invoice", "on_date": day}) for day in days]
    work = [post(f"{order}/parts", {"part": "P-BAT", "location": "WH-BER"}) for _ in range(2)]
    answers = await both(*dates, *work)
    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    stands = (await client.get(f"{API}/tickets/{opened['id']}")).json()["ticket"]
    fresh = (await ticket(scan="S1")).json()
    assert (
        (stands["verdict"], stands["reason"]) == (fresh["verdict"], fresh["reasons"][0]) == ("not_covered", "EXPIRED")
    )
    assert {line["verdict"] for line in (await client.get(f"{API}{order}")).json()["lines"]} == {"not_covered"}
