"""A number as people of a place dial it, at every door that takes one."""

import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch
from service_desk.foundation.ids import uuid7

API = "/api/v1"
KEPT = "+989120000143"
TYPED = ["09120000143", "۰۹۱۲ ۰۰۰ ۰۱۴۳", "0912-000-0143", "9120000143", "0098 912 000 0143", "+98 (0)912 0000143"]


@pytest.fixture
async def tehran(anonymous, world):
    """Posts and gets as an agent of the centre in Tehran."""
    staff = await accounts.add_staff(login="mina", name="Mina", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=staff, role="agent", centre_id=world.teh, by=SYSTEM)
    issued = await accounts.issue_token(staff_id=staff, label="tests", scopes=["*"], by=SYSTEM)
    anonymous.headers["Authorization"] = f"Bearer {issued.token}"
    return anonymous


def once():
    return {"Idempotency-Key": str(uuid7())}


@pytest.mark.parametrize("typed", TYPED)
async def test_a_customer_is_entered_and_found_as_the_number_is_dialled_here(tehran, typed):
    body = {"name": "Sara", "language": "fa", "contacts": [{"kind": "phone", "value": typed}]}
    made = await tehran.post(f"{API}/customers", json=body, headers=once())
    assert made.status_code == 201, made.text
    found = (await tehran.get(f"{API}/customers", params={"phone": typed})).json()["items"]
    assert [(p["id"], p["contacts"][0]["value"]) for p in found] == [(made.json()["id"], KEPT)]


async def test_a_way_to_reach_a_customer_is_added_as_it_is_dialled_here(tehran, world):
    body = {"kind": "whatsapp", "value": "۰۹۱۲۰۰۰۰۱۴۳"}
    added = await tehran.post(f"{API}/customers/{world.bahar}/contacts", json=body, headers=once())
    assert KEPT in {c["value"] for c in added.json()["contacts"]}


async def test_an_address_that_must_not_be_used_is_named_as_it_is_dialled_here(tehran):
    body = {"medium": "sms", "address": "09120000143", "reason": "opted_out"}
    assert (await tehran.post(f"{API}/suppressions", json=body, headers=once())).status_code in {201, 204}
    (row,) = (await tehran.get(f"{API}/suppressions", params={"address": "۰۹۱۲ ۰۰۰ ۰۱۴۳"})).json()["items"]
    assert (row["address"], row["reason"]) == (KEPT, "opted_out")
    lift = {"medium": "sms", "address": "0912 000 0143", "note": "asked for it"}
    assert (await tehran.post(f"{API}/suppressions/lift", json=lift, headers=once())).status_code in {201, 204}
    assert (await tehran.get(f"{API}/suppressions")).json()["items"] == []


async def test_a_reason_of_ones_own_is_refused(tehran):
    body = {"medium": "sms", "address": "09120000143", "reason": "nonsense reason!"}
    assert (await tehran.post(f"{API}/suppressions", json=body, headers=once())).status_code == 400


async def test_a_number_of_two_countries_is_asked_for_where_one_works_in_both(client):
    body = {"name": "Sara", "language": "fa", "contacts": [{"kind": "phone", "value": "09120000143"}]}
    answer = (await client.post(f"{API}/customers", json=body, headers=once())).json()
    assert (answer["code"], KEPT in answer["detail"]) == ("ambiguous_phone", True)


async def test_an_extension_is_kept_beside_the_number(tehran, world):
    body = {"kind": "phone", "value": "021 8888 8888 داخلی ۱۲", "label": "office"}
    added = await tehran.post(f"{API}/customers/{world.bahar}/contacts", json=body, headers=once())
    assert {"+982188888888": "office, ext. 12"}.items() <= {
        c["value"]: c["label"] for c in added.json()["contacts"]
    }.items()


@pytest.mark.parametrize("other", ["+55 21 8765-4321", "+55 21 98765-4321", "whatsapp:+552187654321"])
async def test_an_account_is_one_in_all_its_spellings(tehran, world, other):
    path = f"{API}/customers/{world.ada}/contacts"
    await tehran.post(path, json={"kind": "phone", "value": "+5521987654321"}, headers=once())
    again = await tehran.post(path, json={"kind": "phone", "value": other}, headers=once())
    assert [c["value"] for c in again.json()["contacts"] if c["value"].startswith("+55")] == ["+5521987654321"]
    found = (await tehran.get(f"{API}/customers", params={"phone": other})).json()["items"]
    assert [p["id"] for p in found] == [str(world.ada)]


async def test_a_stop_holds_for_every_spelling_of_the_account(tehran):
    body = {"medium": "sms", "address": "+552187654321", "reason": "opted_out"}
    await tehran.post(f"{API}/suppressions", json=body, headers=once())
    assert {row["address"] for row in await fetch("select address from suppression")} == {
        "+552187654321",
        "+5521987654321",
    }


async def test_a_mail_address_is_found_in_every_spelling(tehran):
    body = {"name": "Straße", "language": "en", "contacts": [{"kind": "email", "value": "Info@Straße.example"}]}
    made = (await tehran.post(f"{API}/customers", json=body, headers=once())).json()["id"]
    for asked, typed in [
        ("email", "info@straße.example"),
        ("email", "INFO@xn--strae-oqa.example"),
        ("words", "info＠straße.example"),
    ]:
        found = (await tehran.get(f"{API}/customers", params={asked: typed})).json()["items"]
        assert [(p["id"], p["contacts"][0]["value"]) for p in found] == [(made, "info@xn--strae-oqa.example")]
    assert (await tehran.get(f"{API}/customers", params={"email": "info@strasse.example"})).json()["items"] == []
