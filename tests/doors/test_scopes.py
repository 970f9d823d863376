"""Two centres: whoever works in Tehran finds nothing of Berlin, and a right in one centre opens nothing in the other."""

import re

import pytest

from service_desk.accounts.rules import RIGHTS
from service_desk.foundation.ids import uuid7
from tests.doors.berlin import PNG, a_day, absent, doors
from tests.doors.conftest import API, counts, program, token_of

# Lists that are empty for an order one may not see, as for one that is not there.
EMPTY = ("GET /repairs/{order_id}/charges",)
# Asked of the whole company: whoever has the right in one centre only is told so, whatever the row.
COMPANY = ("POST /centres/{centre_id}/retirement", "POST /centres/{centre_id}/revival")


@pytest.fixture
async def world(committed_world):
    """The worker takes connections of its own, so this world is really there."""
    return committed_world


@pytest.fixture
async def client(world, app):
    async with program(app, world.token) as cy:
        yield cy


@pytest.fixture
async def berlin(client, post, world, order):
    return await a_day(client, post, world, order)


async def answers(client, app, world, ids):
    found = {}
    for route, path, body in doors(app, world, ids):
        sent = {"files": PNG} if route == "POST /tickets/{ticket_id}/attachments" else {"json": body}
        found[route] = await client.request(
            route.split(" ")[0], path, headers={"Idempotency-Key": str(uuid7())}, **sent
        )
    return found


def told(answer):
    """What an answer says, without the id that was asked for and the request's own."""
    return (
        answer.status_code,
        answer.json()["code"],
        re.sub(r"[0-9a-f-]{36}|[0-9]+|BER-I-[0-9]+", "#", answer.json()["detail"]),
    )


async def test_the_rows_of_another_centre_are_answered_like_rows_that_are_not_there(app, world, berlin):
    async with program(app, await token_of(RIGHTS, world.teh)) as tehran:
        before = await counts()
        seen, missing = await answers(tehran, app, world, berlin), await answers(tehran, app, world, absent(berlin))
        assert {
            route: answer.text
            for route, answer in seen.items()
            if answer.status_code != 404 and route not in {*EMPTY, *COMPANY}
        } == {}
        assert {
            route: (told(seen[route]), told(missing[route]))
            for route in seen
            if route not in EMPTY and told(seen[route]) != told(missing[route])
        } == {}
        assert {route: seen[route].json() for route in EMPTY} == {route: {"items": [], "next": None} for route in EMPTY}
        assert await counts() == before


async def test_a_right_in_one_centre_opens_nothing_in_another_that_one_sees(app, world, berlin):
    async with program(app, await token_of(RIGHTS, world.teh, also=world.ber)) as client:
        before = await counts()
        found = await answers(client, app, world, berlin)
        assert {
            route: answer.text
            for route, answer in found.items()
            if answer.status_code not in {403, 404} and route not in {*EMPTY, "GET /centres/{centre_id}"}
        } == {}
        assert await counts() == before


async def test_lists_hold_the_own_centre_only(app, world, berlin):
    paths = (
        "/tickets",
        "/repairs",
        "/locations?virtual=true",
        "/resources",
        "/postings",
        "/messages",
        "/messages/counts",
        "/clocks/forgotten",
        "/stations",
        "/printers",
        "/print-jobs",
        "/receiving",
        "/centres",
    )
    async with program(app, await token_of(RIGHTS, world.teh, also=world.ber)) as client:
        rows = {path: (await client.get(API + path)).json()["items"] for path in paths}
    assert {path: found for path, found in rows.items() if found} == {"/centres": rows["/centres"]}
    assert [centre["code"] for centre in rows["/centres"]] == ["TEH"]


async def test_what_is_found_by_search_or_item_is_of_the_own_centre(app, world, berlin, client):
    empty = {"items": [], "next": None}
    paths = (
        "/tickets?words=drill",
        f"/items/{world.s1}/tickets",
        f"/items/{world.s1}/repairs",
        "/parts/P-BAT/moves",
    )
    async with program(app, await token_of(RIGHTS, world.teh)) as tehran:
        for path in paths:
            assert (await client.get(API + path)).json() != empty
            assert (await tehran.get(API + path)).json() == empty


async def test_an_administrator_of_one_centre_gives_no_rights(app, world):
    async with program(app, await token_of(RIGHTS, world.teh)) as client:
        sent = {"Idempotency-Key": str(uuid7())}
        refused = [
            await client.post(f"{API}/staff/{world.bo.id}/assignments", json={"role": "admin"}, headers=sent),
            await client.post(
                f"{API}/tokens", json={"staff_id": str(world.cy.id), "label": "x", "scopes": ["*"]}, headers=sent
            ),
            await client.post(
                f"{API}/periods", json={"starts_on": "2030-01-01", "ends_on": "2030-12-31"}, headers=sent
            ),
            await client.get(f"{API}/ledger/trial-balance"),
        ]
    told = ["forbidden", "forbidden", "company_only", "company_only"]  # the first two no token may do at all
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, code) for code in told]
