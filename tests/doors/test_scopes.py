"""Two centres: whoever works in Tehran finds nothing of Berlin, and a right in one centre opens nothing in the other."""

import re

import pytest

from service_desk import worker
from service_desk.accounts.rules import RIGHTS
from service_desk.foundation.db import fetchval
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, counts, program, routes, token_of

# Shared by the whole company: their ids are seen from every centre.
SHARED = re.compile(r"\{(party_id|item_id|product_id|policy_id|period_id|staff_id|token_id|sku|name|ref)\}")
SPARE = {"reason": "because"}
FORM = {"POST /tickets/{ticket_id}/attachments": {"files": {"file": ("a.pdf", b"%PDF-1.7", "application/pdf")}}}


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
    """A day in Berlin by its ids: ticket, order with lines, estimate, place, resource; posted, billed and told."""
    here, part = str(world.ber), {"part": "P-BAT", "location_id": str(world.shelf)}
    ticket = (await post("/tickets", {"centre_id": here, "scan": "S1", "party_id": str(world.ada)})).json()["id"]
    part_line = (await post(f"{order}/parts", part)).json()["line"]["id"]
    trip = (await post(f"{order}/lines", {"kind": "travel", "text": "Trip", "unit_price": "35"})).json()["id"]
    done = (await post("/repairs", {"centre_id": here, "party_id": str(world.ada), "items": [{"serial": "X"}]})).json()[
        "id"
    ]
    await post(f"/repairs/{done}/parts", part)
    await post(f"/repairs/{done}/diagnosis", {"defect": "D01", "repair": "R01"})
    assert (await post(f"/repairs/{done}/closure")).status_code == 201
    await worker.settle_everything()
    return {
        "centre_id": here, "ticket_id": ticket, "order_id": order.rpartition("/")[2], "line_id": trip, "part_line": part_line,
        "location_id": str(world.shelf), "resource_id": str(world.bench), "ended": done,
        "charge_id": str(await fetchval("select id from charge")), "number": await fetchval("select max(invoice_number) from charge"),
        "posting_id": str(await fetchval("select max(id) from posting where centre_id = $1", world.ber)),
        "message_id": str(await fetchval("select id from message limit 1")),
    }  # fmt: skip


def bodies(world, berlin):
    """A body that each door would take, for the rows of Berlin; doors that take none are left out."""
    other = str(uuid7())
    part = {"part_id": str(world.battery), "location_id": berlin["location_id"]}
    return {
        "POST /tickets": {"centre_id": berlin["centre_id"], "words": "broken"},
        "PATCH /tickets/{ticket_id}": {"words": "read and changed"},
        "POST /tickets/{ticket_id}/notes": {"body": "read"},
        "POST /tickets/{ticket_id}/moves": {"to": "open"},
        "POST /tickets/{ticket_id}/assignment": {"assignee_id": None},
        "POST /repairs": {"ticket_id": berlin["ticket_id"]},
        "POST /repairs/{order_id}/parts": {"part": "P-BAT", "location_id": berlin["location_id"]},
        "POST /repairs/{order_id}/lines": {"kind": "travel", "text": "Trip", "unit_price": "1"},
        "PATCH /repairs/{order_id}/lines/{line_id}": {"unit_price": "1"},
        "POST /repairs/{order_id}/estimate/answer": {"estimate_id": other, "answer": "accepted"},
        "POST /repairs/{order_id}/quality-check": {"passed": True},
        "POST /repairs/{order_id}/override": {"note": "because of it"},
        "POST /repairs/{order_id}/moves": {"to": "repairing"},
        "POST /repairs/{order_id}/clock": {"resource_id": berlin["resource_id"]},
        "POST /repairs/{order_id}/clock/stop": {"resource_id": berlin["resource_id"]},
        "POST /stock/receipts": part | {"quantity": "1"},
        "POST /stock/adjustments": part | {"change": "1"} | SPARE,
        "POST /stock/counts": part | {"counted": "3"} | SPARE,
        "POST /stock/transfers": {"part_id": str(world.battery), "from_id": berlin["location_id"], "to_id": other, "quantity": "1"},
        "POST /locations": {"centre_id": berlin["centre_id"], "code": "NEW", "name": {"en": "New"}, "kind": "van"},
        "POST /resources": {"centre_id": berlin["centre_id"], "code": "NEW", "name": "New"},
        "POST /labour-rates": {"centre_id": berlin["centre_id"], "cost_rate": "1", "bill_rate": "1", "valid_from": "2026-01-01"},
        "POST /settings/{name}": {"value": 20, "valid_from": "2026-01-01", "centre_id": berlin["centre_id"]},
    } | dict.fromkeys(
        ("POST /repairs/{order_id}/lines/{line_id}/void", "POST /postings/{posting_id}/acceptance",
         "POST /postings/{posting_id}/cancellation", "POST /postings/{posting_id}/reversal"), SPARE,
    )  # fmt: skip


def doors(app, world, berlin):
    """(route, path, body) of every door that a row of Berlin stands behind."""
    given = bodies(world, berlin)
    for long_route, _ in routes(app):
        route = long_route.replace(API, "")
        path = route.split(" ")[1]
        named = [name for name in re.findall(r"\{(\w+)\}", path) if not SHARED.fullmatch(f"{{{name}}}")]
        if named or route in given:
            yield route, path, given.get(route)


def filled(path, ids):
    for name in re.findall(r"\{(\w+)\}", path):
        place = "part_line" if path.endswith("/return") and name == "line_id" else name
        path = path.replace(f"{{{name}}}", ids.get(place, "labour_rounding_minutes"))
    return API + path


async def answers(client, app, world, ids, berlin):
    found = {}
    for route, path, body in doors(app, world, berlin):
        sent = {"Idempotency-Key": str(uuid7())}
        content = FORM.get(route, {"json": body if body is not None else {}})
        found[route] = await client.request(route.split(" ")[0], filled(path, ids), headers=sent, **content)
    return found


def told(answer):
    """What an answer says, without the id that was asked for and the request's own."""
    return (
        answer.status_code,
        answer.json()["code"],
        re.sub(r"[0-9a-f-]{36}|[0-9]+|BER-I-[0-9]+", "#", answer.json()["detail"]),
    )


async def test_the_rows_of_another_centre_are_answered_like_rows_that_are_not_there(app, world, berlin):
    absent = {name: "999999999" if name in {"posting_id", "number"} else str(uuid7()) for name in berlin}
    async with program(app, await token_of(RIGHTS, world.teh)) as tehran:
        before = await counts()
        seen, missing = (
            await answers(tehran, app, world, berlin, berlin),
            await answers(tehran, app, world, absent, berlin),
        )
        assert {
            route: answer.text for route, answer in seen.items() if answer.status_code != 404 and route not in EMPTY
        } == {}
        assert {
            route: (told(seen[route]), told(missing[route]))
            for route in seen
            if route not in EMPTY and told(seen[route]) != told(missing[route])
        } == {}
        assert {route: seen[route].json() for route in EMPTY} == {route: [] for route in EMPTY}
        assert await counts() == before


# Lists that are empty for an order one may not see, as for one that is not there.
EMPTY = ("GET /repairs/{order_id}/charges",)


async def test_a_right_in_one_centre_opens_nothing_in_another_that_one_sees(app, world, berlin):
    async with program(app, await token_of(RIGHTS, world.teh, also=world.ber)) as client:
        before = await counts()
        found = await answers(client, app, world, berlin, berlin)
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
        "/centres",
    )
    async with program(app, await token_of(RIGHTS, world.teh, also=world.ber)) as client:
        lists = {path: (await client.get(API + path)).json() for path in paths}
    rows = {path: found if isinstance(found, list) else found["items"] for path, found in lists.items()}
    assert {path: found for path, found in rows.items() if found} == {"/centres": rows["/centres"]}
    assert [centre["code"] for centre in rows["/centres"]] == ["TEH"]


async def test_what_is_found_by_search_or_item_is_of_the_own_centre(app, world, berlin, client):
    empty = ([], {"items": [], "next": None})
    paths = (
        "/tickets/search?q=drill",
        f"/items/{world.s1}/tickets",
        f"/items/{world.s1}/repairs",
        "/parts/P-BAT/moves",
    )
    async with program(app, await token_of(RIGHTS, world.teh)) as tehran:
        for path in paths:
            assert (await client.get(API + path)).json() not in empty
            assert (await tehran.get(API + path)).json() in empty


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
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(403, "forbidden")] * 4
