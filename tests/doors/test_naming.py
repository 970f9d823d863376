"""A request names a record by its id or as people call it; unknown parameters are refused; versions guard every change."""

import re
from urllib.parse import quote
from uuid import UUID

import msgspec
import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.foundation.web.naming import NAMED
from tests.doors.conftest import API, nothing_written, program, refused, routes, token_of
from tests.doors.test_shapes import bodies, structs


@pytest.fixture
async def ticket(post, world):
    return (await post("/tickets", {"centre_id": "BER", "item_id": "S1", "party_id": str(world.ada)})).json()


async def test_a_ticket_is_opened_and_read_by_the_names_that_people_use(client, ticket, world):
    assert ticket["number"].startswith("BER-T-")
    for name in (ticket["number"], ticket["number"].lower(), ticket["number"].replace("-0000", "-"), ticket["id"]):
        shown = (await client.get(f"{API}/tickets/{name}")).json()["ticket"]
        assert (shown["id"], shown["item_id"]) == (ticket["id"], str(world.s1))


async def test_an_order_starts_from_the_number_of_its_ticket_and_is_worked_on_by_its_own(client, post, ticket):
    order = (await post("/repairs", {"ticket_id": ticket["number"]})).json()
    assert (await post(f"/repairs/{order['number']}/diagnosis", {"section": "L02"})).status_code == 201
    assert (await client.get(f"{API}/repairs?ticket_id={ticket['number']}")).json()["items"][0]["id"] == order["id"]


async def test_parts_places_people_and_policies_are_named_as_on_paper(client, post, ticket, world):
    assert (await client.get(f"{API}/parts/P-BAT/stock")).json()["part_id"] == str(world.battery)
    assert (await client.get(f"{API}/parts/{world.battery}/stock")).json()["part_id"] == str(world.battery)
    assert (await client.get(f"{API}/centres/ber")).json()["id"] == str(world.ber)
    assert (await client.get(f"{API}/products/D-100")).json()["sku"] == "D-100"
    given = await post(f"/tickets/{ticket['number']}/assignment", {"assignee_id": "bo"})
    assert given.status_code == 201, given.text
    assert (await client.get(f"{API}/tickets?assignee_id=bo")).json()["items"][0]["id"] == ticket["id"]


async def test_a_sku_or_serial_with_a_slash_stands_in_a_path(client, post, world):
    sku, serial = "KW/12 A%B", "9/4"
    product = (await post("/products", {"sku": sku, "name": {"en": "Kettle"}})).json()["id"]
    await post("/items", {"product_id": sku, "serial": serial})
    path = f"{API}/products/{quote(sku, safe='')}"
    assert (await client.get(path)).json()["id"] == product
    assert (await client.get(path.lower().replace("/api/v1/products/kw", f"{API}/products/kw"))).status_code == 200
    key = {"Idempotency-Key": str(uuid7())}
    assert (await client.patch(path, json={"name": {"en": "Boiler"}}, headers=key)).json()["sku"] == sku
    item = (await client.get(f"{API}/items/{quote(sku, safe='')}:{quote(serial, safe='')}")).json()["item"]
    assert item["serial"] == serial
    refused(await client.get(f"{API}/products/no%2Fsuch"), 404, "not_found", "no/such")
    assert (await client.get(f"{API}/products/KW/12")).status_code == 404


async def test_a_name_that_nobody_has_is_told_with_its_field(client, post):
    async with nothing_written():
        said = refused(await post("/repairs", {"ticket_id": "BER-T-999999"}), 404, "not_found", "ticket BER-T-999999")
    assert said["field"] == "ticket_id"
    refused(await client.get(f"{API}/repairs/nothing"), 404, "not_found", "repair order nothing")


async def test_a_serial_of_two_products_is_answered_with_what_to_say_instead(client, post):
    other = (await post("/products", {"sku": "S-200", "name": {"en": "Saw"}})).json()["id"]
    saw = (await post("/items", {"product_id": other, "serial": "S1"})).json()["id"]
    said = refused(await client.get(f"{API}/items/S1"), 409, "ambiguous_name", "Say which one is meant")
    assert sorted(said["params"]["options"]) == ["D-100:S1", "S-200:S1"]
    assert (await client.get(f"{API}/items/S-200:S1")).json()["item"]["id"] == saw


async def test_a_number_of_a_centre_that_one_may_not_see_is_not_there(app, ticket, world):
    async with program(app, await token_of({"tickets.read"}, world.teh)) as stranger:
        refused(await stranger.get(f"{API}/tickets/{ticket['number']}"), 404, "not_found", ticket["number"])


ONLY_IDS = {
    "id",  # the caller's own, of what is made
    "message_id",
    "job_id",
    "session_id",
    "file_id",
    "notice_id",
    "cover_id",
    "move_id",
    "open_session_id",
    "merger_id",
    "goodwill_id",
    "exchange_id",
}


def test_whatever_a_request_names_is_a_known_kind_of_record_or_has_no_other_name(app):
    """New doors declare `{record_id:str}` and one line NAMED; ONLY_IDS are those that people have no other name for."""
    found = {
        name
        for _, handler in routes(app)
        for name, parameter in handler.parsed_fn_signature.parameters.items()
        if name != "data" and UUID in (parameter.annotation, *getattr(parameter.annotation, "__args__", ()))
    }
    found |= {
        field.encode_name
        for _, body in bodies(app)
        for struct in structs(body, set())
        for field in msgspec.structs.fields(struct)
        if "uuid.UUID" in str(field.type) or field.type is UUID
    }
    assert found - set(NAMED) - ONLY_IDS == set()
    spoken = "|".join(name for name, kind in NAMED.items() if kind.resolve or kind.within or kind.told_by)
    programs = [
        route.path for route in app.app.routes if route.path.startswith("/api/")
    ]  # pages link to what they drew
    assert [path for path in programs if re.search("{(" + spoken + "):uuid}", path)] == []


async def test_every_kind_of_record_is_found_by_the_name_that_people_use(client, post, read, world, ticket):
    """One real record of each kind, named in a path, a query or a body; the test misses what is not on the list."""
    order = (await post("/repairs", {"ticket_id": ticket["number"]})).json()
    here = f"/repairs/{order['number']}"
    part = (await post(f"{here}/parts", {"part": "P-BAT", "repair_item_id": "S1"})).json()
    assert "line" in part, part
    trip = {"kind": "travel", "text": "Trip", "unit_price": "1", "currency": "EUR", "repair_item_id": "1"}
    assert (await post(f"{here}/lines", trip)).status_code == 201
    priced = await client.patch(
        f"{API}{here}/lines/1", json={"unit_price": "5", "currency": "EUR"}, headers={"Idempotency-Key": str(uuid7())}
    )
    assert (priced.status_code, priced.json()["id"]) == (200, part["line"]["id"])
    asked = await post(f"{here}/goodwill", {"percent": "10", "reason": "kind", "line_ids": ["2"]})
    assert asked.status_code == 201, asked.text
    assert (await read("/customers/+49 151 12345678"))["party"]["id"] == str(world.ada)
    assert (await read("/tickets", party_id="+4915112345678"))["items"][0]["id"] == ticket["id"]
    assert (await read("/fault-codes/symptom:S101"))["code"] == "S101"
    assert (await read("/events", subject_kind="repair", subject_id=order["number"]))["items"] == []  # not sealed yet
    for kind, name in {
        "item": "S1",
        "order": order["number"],
        "part": "P-BAT",
        "shelf": "WH-BER",
        "claim": ticket["number"],
    }.items():
        assert (await client.get(f"{API}/labels/{kind}/{name}")).status_code == 200, kind
        drawn = await client.post(f"{API}/labels", json={"kind": kind, "ids": [name]})
        assert drawn.status_code == 200, drawn.text


@pytest.mark.parametrize(
    ("path", "said"),
    [("/postings/NO.SUCH.KEY.1", "posting"), ("/postings/99999999999999999999", "posting"), ("/customers/+4915100000000", "customer"),
     ("/customers/nobody@example.com", "customer"), ("/fault-codes/nothing", "fault code"), ("/labels/order/nothing", "repair order")],
)  # fmt: skip
async def test_a_name_of_nothing_is_said_to_be_nowhere(client, path, said):
    refused(await client.get(API + path), 404, "not_found", said)


async def test_customers_who_share_a_phone_are_told_apart_by_id(client, post, world):
    shared = {"name": "Ben", "language": "en", "contacts": [{"kind": "phone", "value": "+4915112345678"}]}
    ben = (await post("/customers", shared)).json()["id"]
    said = refused(await client.get(f"{API}/customers/+4915112345678"), 409, "ambiguous_name", "Say which one is meant")
    assert set(said["params"]["options"]) == {ben, str(world.ada)}


async def test_who_may_not_read_customers_names_none_by_phone(app, world):
    async with program(app, await token_of({"tickets.open"}, None)) as clerk:
        body, key = {"centre_id": "BER", "party_id": "+4915112345678"}, {"Idempotency-Key": str(uuid7())}
        assert (await clerk.post(f"{API}/tickets", json=body, headers=key)).status_code == 403


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("?state=bogus", "bad_request", "'state' cannot be 'bogus'. It can be: new, "),
        ("?stat=new", "unknown_parameter", "no parameter 'stat' here. It can be: state, "),
        ("?limit=many", "bad_request", "'limit' must be a whole number"),
        ("?limit=0", "bad_request", "'limit' must be at least 1"),
        ("?assignee_id=nobody", "not_found", "no member of staff nobody"),
    ],
)
async def test_a_query_is_refused_with_the_parameter_as_it_was_written(client, query, code, said):
    answer = (await client.get(f"{API}/tickets{query}")).json()
    assert (answer["code"], said in answer["detail"]) == (code, True), answer
    assert answer["field"] == query[1:].partition("=")[0]


async def test_a_field_that_is_not_there_is_named_with_the_nearest_first(post):
    answer = (await post("/tickets", {"centre_id": "BER", "sirial": "S1"})).json()
    assert (answer["field"], answer["errors"][0]["code"]) == ("sirial", "unknown_field")
    assert "It can be: serial, " in answer["detail"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"kind": "fax", "value": "1"},
            "'new_party.contacts[0].kind' cannot be 'fax'. It can be: phone, email, whatsapp",
        ),
        ({"kind": "phone", "value": 1}, "'new_party.contacts[0].value' must be a text"),
        ({"kind": "phone"}, "'new_party.contacts[0].value' is missing"),
        ({"kind": "phone", "value": ""}, "'new_party.contacts[0].value' must have at least 1 character"),
    ],
)
async def test_a_fault_deep_in_a_body_is_told_with_its_place(post, body, said):
    caller = {"name": "Eve", "language": "en", "contacts": [body]}
    answer = (await post("/tickets", {"centre_id": "BER", "new_party": caller})).json()
    assert said in answer["detail"], answer


@pytest.mark.parametrize("language", ["fa", "ar", "zh", "ru"])
async def test_no_refusal_of_the_shell_speaks_english_to_a_reader_of_another_language(app, world, language):
    issued = await accounts.issue_token(
        staff_id=(await accounts.add_staff(login="ww", name="W", password=None, language=language, by=SYSTEM)),
        label="x", scopes=["*"], by=SYSTEM,
    )  # fmt: skip
    async with program(app, issued.token) as client:
        answers = [
            await client.get(f"{API}/nothing"),
            await client.request("PURGE", f"{API}/tickets"),
            await client.put(f"{API}/tickets", json={}),
        ]
    for answer in answers:
        detail = answer.json()["detail"]
        assert not {"There", "This", "takes", "not"} & set(detail.replace(".", "").split()), detail
        assert answer.headers["content-language"] == language


async def test_a_body_of_another_type_is_refused_with_the_one_that_is_taken(client, world):
    answer = await client.post(
        f"{API}/tickets", content=b"centre_id=BER", headers={"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": str(uuid7())}
    )  # fmt: skip
    refused(answer, 415, "wrong_media_type", "Send it as application/json")


class TestVersions:
    async def test_what_was_read_is_changed_only_while_it_is_so(self, client, ticket):
        read = await client.get(f"{API}/tickets/{ticket['id']}")
        tag = read.headers["etag"]
        path = f"{API}/tickets/{ticket['number']}"
        changed = await client.patch(
            path, json={"words": "Hums"}, headers={"If-Match": tag, "Idempotency-Key": str(uuid7())}
        )
        assert changed.status_code == 200, changed.text
        assert changed.headers["etag"] == '"2"'
        late = await client.patch(
            path, json={"words": "Smokes"}, headers={"If-Match": tag, "Idempotency-Key": str(uuid7())}
        )
        assert refused(late, 412, "stale", "Load it again")["params"] == {"version": 2}
        assert late.headers["etag"] == '"2"'

    async def test_what_has_not_changed_is_not_sent_again(self, client, post, ticket):
        path = f"{API}/tickets/{ticket['id']}"
        tag = (await client.get(path)).headers["etag"]
        same = await client.get(path, headers={"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
        await post(f"/tickets/{ticket['id']}/notes", {"body": "Called back"})
        assert (await client.get(path, headers={"If-None-Match": tag})).status_code == 200

    async def test_a_part_put_on_an_order_by_someone_else_stops_a_change_of_what_was_read_before(
        self, client, post, ticket
    ):
        order = (await post("/repairs", {"ticket_id": ticket["id"]})).json()
        path = f"/repairs/{order['id']}"
        tag = (await client.get(API + path)).headers["etag"]
        line = {"kind": "travel", "text": "Trip", "unit_price": "1", "currency": "EUR"}
        assert (await post(f"{path}/lines", line)).status_code == 201
        async with nothing_written():
            refused(await post(f"{path}/lines", line, **{"If-Match": tag}), 412, "stale", "Load it again")
        now = (await client.get(API + path)).headers["etag"]
        assert (await post(f"{path}/lines", line, **{"If-Match": now})).status_code == 201

    @pytest.mark.parametrize("tag", ["", "x", '"v2"', "-1", "1.5"])
    async def test_a_version_that_is_none_is_refused(self, client, ticket, tag):
        path = f"{API}/tickets/{ticket['id']}"
        answer = await client.patch(
            path, json={"words": "x"}, headers={"If-Match": tag, "Idempotency-Key": str(uuid7())}
        )
        refused(answer, 400, "bad_version", "version number that you read")


async def test_a_name_is_of_a_kind_that_has_to_be_said(client, world):
    answer = await client.get("/api/v1/events", params={"subject_id": "BER-T-1"})
    assert (answer.status_code, answer.json()["field"]) == (400, "subject_kind"), answer.text
