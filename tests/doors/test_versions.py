"""Nobody's work is overwritten: whatever writes over a record must say which version of it was read."""

import re

import pytest

from service_desk.accounts import actions as accounts
from service_desk.accounts.guards import SIGN_INS
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from tests.doors.conftest import API, program, refused, routes, token_of
from tests.world import PASSWORD

# What is ended, not changed: nobody could have written anything there in the meantime.
ENDED = {
    "DELETE /me/sessions",
    "DELETE /me/sessions/{open_session_id}",
    "DELETE /sessions/current",
    "DELETE /staff/{staff_id}/sessions",
    "DELETE /tokens/{token_id}",
    "DELETE /receiving/{session_id}/scans/{seq}",
}
STALE = "999999998"


@pytest.fixture
async def client(world, anonymous):
    """Eve in a browser: who works here is changed by people alone."""
    await signed_in(anonymous)
    del anonymous.headers["If-Match"]
    return anonymous


async def signed_in(browser):
    eve = await accounts.add_staff(login="eve", name="Eve", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=eve, role="admin", centre_id=None, by=SYSTEM)
    SIGN_INS.forget()
    answer = await browser.post(f"{API}/sessions", json={"login": "eve", "password": PASSWORD})
    assert answer.status_code == 204, answer.text


@pytest.fixture
async def changes(post, world, order):
    """Every door that writes over something: its path and a body that it takes."""
    ticket = (await post("/tickets", {"centre_id": "BER", "item_id": "S1"})).json()["number"]
    trip = {"kind": "travel", "text": "Trip", "unit_price": "35", "currency": "EUR"}
    line = (await post(f"{order}/lines", trip)).json()["seq"]
    for place in ("KEPT", "GONE"):
        await post("/printers", {"centre_id": "BER", "code": place, "kind": "download"})
        await post("/stations", {"centre_id": "BER", "code": place})
        await post("/roles", {"code": place.lower(), "name": {"en": place}, "rights": ["items.read"]})
        await post("/staff", {"login": place.lower(), "name": place, "one_time": True})
    await post("/staff/kept/assignments", {"role": "kept"})
    for number in ("201", "202"):
        await post("/extensions", {"centre_id": "BER", "number": number})
    ringing = {"call_id": "c1", "extension": "201", "caller": "+4915112345678"}
    call = (await post("/telephony/incoming", ringing)).json()["id"]
    shared = {"name": "Late", "asked": {"due": "late"}, "centre_id": "BER"}
    view = (await post("/ticket-views", shared)).json()["id"]
    rule = "/error-rules/smtp/550"
    return {
        "PATCH /centres/{centre_id}": ("/centres/BER", {"name": {"en": "Berlin Mitte"}}),
        "PUT /centres/{centre_id}/hours": ("/centres/BER/hours", {"shifts": []}),
        "PATCH /company": ("/company", {"name": {"en": "Another"}}),
        "PATCH /customers/{party_id}": (f"/customers/{world.ada}", {"name": "Ada King"}),
        "PUT /error-rules/{channel}/{error_code}": (rule, {"verdict": "fail"}),
        "DELETE /error-rules/{channel}/{error_code}": (rule, None),
        "PATCH /calls/{call_id}": (f"/calls/{call}", {"party_id": str(world.ada)}),
        "PUT /extensions/{extension_id}": ("/extensions/201", {"called": "+49301234567"}),
        "PUT /extensions/{extension_id}/do-not-disturb": (
            "/extensions/201/do-not-disturb",
            {"do_not_disturb": True},
        ),
        "DELETE /extensions/{extension_id}": ("/extensions/202", None),
        "PATCH /fault-codes/{code_id}": ("/fault-codes/symptom:S101", {"words": {"en": "Dead"}}),
        "DELETE /printers/{printer_id}": ("/printers/GONE", None),
        "PUT /printers/{printer_id}": ("/printers/KEPT", {"kind": "download"}),
        "PATCH /locations/{location_id}": ("/locations/WH-BER", {"name": {"en": "Cellar"}}),
        "PATCH /policies/{policy_id}": ("/policies/A", {"name": {"en": "Two years"}}),
        "PATCH /repairs/{order_id}/units/{repair_item_id}": (f"{order}/units/1", {"service_type": "exchange"}),
        "PATCH /products/{product_id}": ("/products/D-100", {"name": {"en": "Hammer drill"}}),
        "PATCH /repairs/{order_id}/lines/{line_id}": (f"{order}/lines/{line}", {"unit_price": "1", "currency": "EUR"}),
        "DELETE /roles/{role}": ("/roles/gone", None),
        "PATCH /roles/{role}": ("/roles/kept", {"name": {"en": "Keeper"}}),
        "PUT /send-windows/{medium}": (
            "/send-windows/sms",
            {"windows": [{"weekday": 1, "opens": 480, "closes": 600}]},
        ),
        "DELETE /staff/{staff_id}": ("/staff/gone", None),
        "PATCH /staff/{staff_id}": ("/staff/kept", {"name": "Keeper"}),
        "DELETE /staff/{staff_id}/assignments/{role}": ("/staff/kept/assignments/kept", None),
        "DELETE /stations/{station_id}": ("/stations/GONE", None),
        "PUT /stations/{station_id}": ("/stations/KEPT", {"name": "By the window"}),
        "PATCH /ticket-views/{view_id}": (f"/ticket-views/{view}", shared | {"name": "Later"}),
        "PATCH /tickets/{ticket_id}": (f"/tickets/{ticket}", {"priority": "high"}),
    }


def writing_over(app):
    return {
        route.replace(API, "")
        for route, _ in routes(app)
        if API in route and route.startswith(("PATCH", "PUT", "DELETE"))
    }


@pytest.fixture
def change(client):
    def send(method, path, body, version=None):
        headers = {"Idempotency-Key": str(uuid7())} | ({} if version is None else {"If-Match": version})
        return client.request(method, API + path, json=body, headers=headers)

    return send


async def test_whatever_writes_over_a_record_asks_for_its_version_and_tells_the_present_one(app, changes, change):
    assert changes.keys() | ENDED | {"PATCH /me"} == writing_over(app)
    for route, (path, body) in changes.items():
        method = route.split(" ")[0]
        bare = refused(await change(method, path, body), 428, "version_missing", "send If-Match with the version")
        present = str(bare["params"]["version"])
        stale = await change(method, path, body, STALE)
        refused(stale, 412, "stale", "Load it again")
        assert (str(stale.json()["params"]["version"]), stale.headers["etag"]) == (present, f'"{present}"'), route
        done = await change(method, path, body, present)
        assert done.status_code < 300, (route, done.text)


async def test_what_was_changed_in_the_meantime_is_stale_and_a_star_changes_it_whatever_it_is(changes, change):
    for route, (path, body) in changes.items():
        method = route.split(" ")[0]
        if method == "DELETE":
            continue
        read = str((await change(method, path, body)).json()["params"]["version"])
        other = {**body, **OTHERWISE.get(route, {})}
        assert (await change(method, path, other, read)).status_code < 300, route
        refused(await change(method, path, body, read), 412, "stale", "Load it again")
        assert (await change(method, path, body, "*")).status_code < 300, route


OTHERWISE = {
    "PUT /centres/{centre_id}/hours": {"shifts": [{"weekday": 2, "opens": 480, "closes": 960}]},
    "PUT /send-windows/{medium}": {"windows": [{"weekday": 2, "opens": 480, "closes": 960}]},
}


@pytest.mark.parametrize(
    ("path", "name", "key"),
    [("/send-windows", "medium", "sms"), ("/settings", "name", "labour_rounding"), ("/roles", "code", "technician")],
)
async def test_the_version_to_send_stands_in_the_list(read, path, name, key):
    (row,) = [one for one in (await read(path, limit=200))["items"] if one[name] == key]
    assert isinstance(row["version"], int)


async def test_a_setting_is_changed_as_it_was_read(post, read, world):
    async def version(**asked):
        rows = (await read("/settings", limit=200, **asked))["items"]
        return str(next(row["version"] for row in rows if row["name"] == "labour_rounding"))

    for where in ({}, {"centre_id": "BER"}):
        body = where | {"value": "up", "valid_from": "2026-01-01"}
        first = await version(**where)
        assert (await post("/settings/labour_rounding", body, **{"If-Match": first})).status_code == 201
        body["value"] = "nearest"
        stale = await post("/settings/labour_rounding", body, **{"If-Match": first})
        assert refused(stale, 412, "stale", "Load it again")["params"]["version"] == int(await version(**where))
        fresh = await post("/settings/labour_rounding", body, **{"If-Match": await version(**where)})
        assert fresh.status_code == 201, fresh.text


async def test_own_words_of_a_message_are_withdrawn_as_they_were_read(post, read):
    which = {"medium": "sms", "language": "en"}
    for number, body in enumerate(("Ready: {{ name }}", "Come: {{ name }}")):
        said = await post("/message-texts/repair_ready", which | {"body": body}, **{"If-Match": str(number)})
        assert said.status_code == 201, said.text
    stale = await post("/message-texts/repair_ready/withdrawal", which, **{"If-Match": "1"})
    assert refused(stale, 412, "stale", "Load it again")["params"]["version"] == 2
    assert (await post("/message-texts/repair_ready/withdrawal", which, **{"If-Match": "2"})).status_code == 201


async def test_the_version_of_what_lies_in_another_centre_is_told_to_nobody(app, post, order, world):
    ticket = (await post("/tickets", {"centre_id": "BER", "serial": "S1"})).json()["id"]
    async with program(app, await token_of({"tickets.open", "repairs.work"}, world.teh)) as stranger:
        del stranger.headers["If-Match"]
        for version in (None, STALE):
            headers = {"Idempotency-Key": str(uuid7())} | ({} if version is None else {"If-Match": version})
            answer = await stranger.patch(f"{API}/tickets/{ticket}", json={"priority": "high"}, headers=headers)
            assert answer.status_code == 404, answer.text
            headers["Idempotency-Key"] = str(uuid7())
            moved = await stranger.post(f"{API}{order}/moves", json={"to": "repairing"}, headers=headers)
            assert moved.status_code == 404, moved.text


async def test_one_s_own_language_is_changed_as_it_was_read(anonymous, world):
    await signed_in(anonymous)
    del anonymous.headers["If-Match"]
    own = (await anonymous.get(f"{API}/me")).json()["version"]
    bare = await anonymous.patch(f"{API}/me", json={"language": "fa"})
    assert (bare.status_code, bare.json()["params"]) == (428, {"version": own})
    for status in (200, 412):
        changed = await anonymous.patch(f"{API}/me", json={"language": "fa"}, headers={"If-Match": str(own)})
        assert changed.status_code == status, changed.text
    assert re.fullmatch("[\u0600-\u06ff].*", changed.json()["detail"])
