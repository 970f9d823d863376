"""Every list is narrowed by the same words: centre, customer, item, days, and what was changed since a moment."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from service_desk.app import litestar
from service_desk.foundation.db import execute
from service_desk.foundation.ids import uuid7
from service_desk.foundation.web.description import described
from tests.doors.conftest import API, program, refused, routes, today, token_of

PAGED = {"cursor", "limit"}


@pytest.fixture(scope="module")
def description():
    return json.loads(json.dumps(described(litestar)))


@pytest.fixture
async def tickets(post, world):
    """S1 of Ada in Berlin, and one without a unit in Tehran."""
    first = await post("/tickets", {"centre_id": "BER", "item_id": "S1", "party_id": str(world.ada)})
    second = await post("/tickets", {"centre_id": "TEH", "party_id": str(world.bahar), "words": "Lost"})
    return [first.json()["number"], second.json()["number"]]


async def numbers(client, path, **asked):
    answer = await client.get(API + path, params=asked)
    assert answer.status_code == 200, answer.text
    return [row["number"] for row in answer.json()["items"]]


async def test_tickets_are_narrowed_by_centre_customer_item_and_day(client, tickets, world):
    ber, teh = tickets
    assert await numbers(client, "/tickets", centre_id="TEH") == [teh]
    assert await numbers(client, "/tickets", party_id=str(world.ada)) == [ber]
    assert await numbers(client, "/tickets", item_id="S1") == [ber]
    assert await numbers(client, "/tickets", since="2030-01-01") == []
    assert set(await numbers(client, "/tickets", until=str(today() + timedelta(days=1)), since="2020-01-01")) == {
        ber,
        teh,
    }


async def test_orders_are_narrowed_alike_and_those_that_ended_are_found_too(client, post, tickets, world):
    order = (await post("/repairs", {"ticket_id": tickets[0]})).json()["number"]
    await post(f"/repairs/{order}/cancellation", {"note": "came to nothing"})
    assert await numbers(client, "/repairs") == []
    assert await numbers(client, "/repairs", item_id="S1") == [order]
    assert await numbers(client, "/repairs", party_id=str(world.ada), centre_id="BER") == [order]
    assert await numbers(client, "/repairs", centre_id="TEH", state="cancelled") == []


async def test_words_hold_together_with_every_other_filter(client, post, tickets, world):
    ber, teh = tickets
    ada = str(world.ada)
    assert await numbers(client, "/tickets", words="lost", party_id=ada) == []
    assert await numbers(client, "/tickets", words="S1", party_id=ada, since="2020-01-01", item_id="S1") == [ber]
    assert await numbers(client, "/tickets", words="lost", updated_since="2020-01-01T00:00:00Z", centre_id="TEH") == [
        teh
    ]
    order = (await post("/repairs", {"ticket_id": ber})).json()["number"]
    assert await numbers(client, "/repairs", words="S1", ticket_id=ber, party_id=ada) == [order]
    assert await numbers(client, "/repairs", words="S1", party_id=str(world.bahar)) == []


async def test_pages_of_found_tickets_follow_each_other(client, post, world):
    opened = [
        (await post("/tickets", {"centre_id": "BER", "party_id": str(world.ada), "words": f"Leaks {n}"})).json()[
            "number"
        ]
        for n in range(3)
    ]
    asked = {"words": "leaks", "party_id": str(world.ada), "limit": 2}
    first = (await client.get(f"{API}/tickets", params=asked)).json()
    second = (await client.get(f"{API}/tickets", params={**asked, "cursor": first["next"]})).json()
    assert [row["number"] for row in [*first["items"], *second["items"]]] == opened[::-1]
    assert second["next"] is None


async def ids(client, path, **asked):
    answer = await client.get(API + path, params=asked)
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


async def test_customers_and_units_that_are_found_are_narrowed_too(client, post, world):
    body = {"name": "Ada Lovelock", "language": "en", "contacts": [{"kind": "phone", "value": "+4915112349999"}]}
    other = (await post("/customers", body)).json()["id"]
    always, never = "2020-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
    for asked in ({"words": "lovelock"}, {"phone": "+4915112349999"}, {"words": "4915112349999"}):
        assert other in await ids(client, "/customers", **asked, updated_since=always)
        assert await ids(client, "/customers", **asked, updated_since=never) == []
        assert await ids(client, "/customers", **asked, role="agency") == []
    assert await ids(client, "/customers", phone="+4915112349999", words="ada") == [other]
    assert await ids(client, "/customers", phone="+4915112349999", words="bahar") == []
    for asked in ({"serial": "S1"}, {"part": "S1"}, {"scan": "S1"}):
        assert await ids(client, "/items", **asked, product_id="D-100") == [str(world.s1)]
        assert await ids(client, "/items", **asked, updated_since=never) == []
    assert await ids(client, "/products", words="D-100", updated_since=never) == []


async def test_every_two_parameters_of_a_list_can_be_asked_together(client, app, world, description):
    """Whatever comes of it: no pair is refused as one that does not go together, or fails."""
    wrong = []
    for path, told in description["paths"].items():
        given = {
            one["name"]: one["example"]
            for one in told.get("get", {}).get("parameters", ())
            if one["in"] == "query" and one["name"] not in PAGED | {"wait"} and not one["name"].endswith("_id")
        }
        if "words" not in given or "{" in path:
            continue
        needed = {
            one["name"]: one["example"]
            for one in told["get"]["parameters"]
            if one["in"] == "query" and one.get("required")
        }
        for name, value in given.items():
            answer = await client.get(path, params=needed | {"words": given["words"], name: value})
            if answer.status_code not in (200, 404):
                wrong.append((path, name, answer.text))
    assert wrong == []


async def test_only_what_was_changed_since_a_moment_comes(client, tickets):
    _, teh = tickets
    await execute("alter table ticket disable trigger ticket_changed")
    await execute("update ticket set changed_at = '2020-01-01Z'")
    await execute("alter table ticket enable trigger ticket_changed")
    assert await numbers(client, "/tickets", updated_since="2021-01-01T00:00:00Z") == []
    await client.patch(f"{API}/tickets/{teh}", json={"words": "Found"}, headers={"Idempotency-Key": "x" * 16})
    assert await numbers(client, "/tickets", updated_since="2021-01-01T00:00:00Z") == [teh]


@pytest.mark.parametrize("path", ["/items", "/customers", "/products"])
async def test_records_of_the_company_tell_what_is_new_too(client, world, path):
    longago = await client.get(API + path, params={"updated_since": "2020-01-01T00:00:00Z", "limit": 1})
    assert len(longago.json()["items"]) == 1
    later = await client.get(API + path, params={"updated_since": "2100-01-01T00:00:00Z"})
    assert later.json()["items"] == []


async def test_a_moment_without_a_zone_is_refused(client, world):
    refused(
        await client.get(f"{API}/tickets?updated_since=2026-01-01T00:00:00"),
        400,
        "naive_moment",
        "has no zone",
    )


async def test_a_centre_that_one_may_not_see_is_no_filter(app, world):
    async with program(app, await token_of({"tickets.read"}, world.teh)) as stranger:
        refused(
            await stranger.get(f"{API}/tickets", params={"centre_id": str(world.ber)}),
            404,
            "not_found",
            "service centre",
        )


def test_every_page_has_a_cursor_and_a_limit(app):
    bare = []
    for route, handler in routes(app):
        if route.startswith("GET ") and "Page[" in str(handler.fn.__annotations__.get("return", "")):
            missing = PAGED - set(handler.parsed_fn_signature.parameters)
            if missing:
                bare.append((route, missing))
    assert bare == []


async def test_charges_and_invoices_are_found_by_order_customer_centre_and_day(client, post, world, tickets):
    order = (await post("/repairs", {"ticket_id": tickets[0]})).json()
    line = {"kind": "travel", "text": "Trip", "unit_price": "10", "currency": "EUR"}
    assert (await post(f"/repairs/{order['number']}/lines", line)).status_code == 201
    made = await charged(order, world)
    for path in ("/charges", "/invoices"):
        for asked in (
            {"order_id": order["number"]},
            {"party_id": str(world.ada), "centre_id": "BER"},
            {"since": "2026-03-01", "until": "2026-03-31"},
            {"updated_since": "2020-01-01T00:00:00Z", "limit": 1},
        ):
            assert await ids(client, path, **asked) == [made], (path, asked)
        for asked in ({"party_id": str(world.bahar)}, {"centre_id": "TEH"}, {"since": "2026-04-01"}):
            assert await ids(client, path, **asked) == [], (path, asked)
    assert (await client.get(f"{API}/invoices/ber-i-7")).json()["id"] == made


async def charged(order, world):
    """An invoice as the worker leaves it behind a closing."""
    key = uuid7()
    await execute(
        "insert into charge (id, centre_id, order_id, order_number, closing, payer, party_id, currency, net, tax, total, state, "
        "invoice_number, issued_on, created_at) values ($1, $2, $3, $4, 1, 'customer', $5, 'EUR', 10, 0, 10, 'invoiced', "
        "'BER-I-000007', '2026-03-15', '2026-03-15Z')",
        key, world.ber, UUID(order["id"]), order["number"], world.ada,
    )  # fmt: skip
    return str(key)


@pytest.mark.parametrize("path", ["/messages", "/postings", "/parts/P-BAT/moves"])
async def test_days_narrow_what_happened(client, world, path):
    for asked in ({"since": "2026-01-01", "until": "9999-12-31"}, {"since": "0001-01-01", "centre_id": "BER"}):
        answer = await client.get(API + path, params=asked)
        assert answer.status_code in (200, 400), answer.text


async def test_moves_are_found_by_the_day_at_their_centre(client, post, world):
    moved = (await client.get(f"{API}/parts/P-BAT/moves")).json()["items"]
    day = str(today() + timedelta(days=1))
    here = await ids(client, "/parts/P-BAT/moves", until="2020-01-01")
    assert here == []
    assert await ids(client, "/parts/P-BAT/moves", since="2020-01-01", until=day) == [row["id"] for row in moved]


async def test_several_states_mean_any_of_them(client, post, tickets):
    ber, teh = tickets
    await post(f"/tickets/{ber}/moves", {"to": "cancelled", "note": "a mistake"})
    assert await numbers(client, "/tickets", state=["cancelled", "new"]) == [teh, ber]
    assert await numbers(client, "/tickets", state=["cancelled"]) == [ber]
    assert await numbers(client, "/tickets", state=["cancelled", "closed"], words="S1") == [ber]
    for path in ("/repairs?state=repairing&state=closed", "/charges?payer=customer&payer=warranty&state=invoiced&state=open",
                 "/postings?state=verified&state=queued&kind=invoice&kind=stock_issue", "/messages?state=queued&state=sent&medium=sms&medium=email"):  # fmt: skip
        answer = await client.get(API + path)
        assert answer.status_code == 200 or answer.json()["code"] == "bad_request", answer.text


def test_every_list_takes_several_states(description):
    one_only = [
        path
        for path, told in description["paths"].items()
        for one in told.get("get", {}).get("parameters", ())
        if one["name"] == "state" and '"array"' not in json.dumps(one["schema"])
    ]
    assert one_only == []


async def test_goodwill_print_jobs_and_deliveries_are_found_in_several_states(client, post, world, order):
    await post(f"{order}/lines", {"kind": "travel", "text": "Trip", "unit_price": "10", "currency": "EUR"})
    favours = [(await post(f"{order}/goodwill", {"percent": "10", "reason": "kind"})).json()["id"]]
    await post(f"{order}/goodwill/{favours[0]}/withdrawal")
    favours.insert(0, (await post(f"{order}/goodwill", {"percent": "5", "reason": "kinder"})).json()["id"])
    assert await ids(client, "/goodwill") == favours[:1]
    assert await ids(client, "/goodwill", state=["asked", "withdrawn"]) == favours
    sessions = []
    for purpose in ("receipt", "count"):
        session = await post("/receiving", {"location_id": "BER:WH-BER", "purpose": purpose})
        sessions.insert(0, session.json()["id"])
    assert (await post(f"/receiving/{sessions[1]}/cancellation")).status_code == 201
    assert await ids(client, "/receiving", state=["open", "cancelled"]) == sessions
    assert await ids(client, "/receiving", state="cancelled") == sessions[1:]
    assert await ids(client, "/print-jobs", state=["queued", "dead"]) == []
    await post("/printers", {"centre_id": "BER", "code": "PR", "kind": "download"})
    job = (await post("/print-jobs", {"printer_id": "PR", "kind": "item", "ids": [str(world.s1)]})).json()
    assert await ids(client, "/print-jobs", state=[job["state"], "dead"]) == [job["id"]]
    assert await ids(client, "/scans/pictures", state=["queued", "read"]) == []


async def test_goodwill_is_found_by_order_customer_and_reason(client, post, world, order):
    await post(f"{order}/lines", {"kind": "travel", "text": "Trip", "unit_price": "10", "currency": "EUR"})
    favour = (await post(f"{order}/goodwill", {"percent": "10", "reason": "Third time this year"})).json()["id"]
    number = (await client.get(f"{API}{order}")).json()["order"]["number"]
    for words in (number.lower(), "lovel", "01511 2345678", "third TIME", number.rpartition("-")[2].lstrip("0")):
        assert await ids(client, "/goodwill", words=words) == [favour], words
    assert await ids(client, "/goodwill", words="bahar") == []
    await post(f"{order}/goodwill/{favour}/withdrawal")
    assert await ids(client, "/goodwill", words="lovel") == [favour]
    assert await ids(client, "/goodwill", words="lovel", state="asked") == []


async def test_addresses_that_are_not_written_to_are_found_by_whose_they_are(client, post, world):
    for medium, address in (("sms", "0151 12345678"), ("email", "ada@example.com"), ("email", "other@example.com")):
        await post("/suppressions", {"medium": medium, "address": address, "reason": "opted_out"})
    answer = await client.get(f"{API}/suppressions", params={"words": "ada lov"})
    assert [one["address"] for one in answer.json()["items"]] == ["ada@example.com", "+4915112345678"], answer.text
    answer = await client.get(f"{API}/suppressions", params={"words": "other"})
    assert [one["address"] for one in answer.json()["items"]] == ["other@example.com"]


async def test_days_that_end_before_they_begin_are_told(client, description):
    """In every list that has both: silence would be taken for 'nothing there'."""
    for path, told in description["paths"].items():
        names = {one["name"] for one in told.get("get", {}).get("parameters", ())}
        if {"since", "until"} <= names:
            here = path.format(part_id="P-BAT", centre_id="BER")
            answer = await client.get(here, params={"since": "2026-03-02", "until": "2026-03-01"})
            said = refused(answer, 400, "until_before_since", "Swap them")
            assert said["field"] == "until", path
            same_day = await client.get(here, params={"since": "2026-03-02", "until": "2026-03-02"})
            assert same_day.status_code == 200, same_day.text


async def test_what_takes_one_value_is_never_given_two_unheard(client, app, world, description):
    """Each parameter of every list either says that it takes several values, or refuses a second one."""
    wrong = []
    for path, told in description["paths"].items():
        if "{" in path or "get" not in told:
            continue
        for one in told["get"].get("parameters", ()):
            shape = json.dumps(one["schema"])
            if one["in"] != "query" or '"array"' in shape:
                continue
            value = one["example"] if not isinstance(one["example"], bool) else "true"
            answer = await client.get(path, params=[(one["name"], value), (one["name"], value)])
            if answer.status_code == 403:  # for people only
                continue
            if answer.json().get("code") != "repeated_parameter" or answer.json()["field"] != one["name"]:
                wrong.append((path, one["name"], answer.text))
    assert wrong == []


async def test_a_word_that_is_none_of_a_closed_set_is_named_among_several(client):
    said = refused(
        await client.get(f"{API}/tickets?state=new&state=bogus"), 400, "bad_request", "'state' cannot be 'bogus'"
    )
    assert said["field"] == "state"
