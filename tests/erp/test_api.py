"""The doors of those who keep the books."""

from uuid import uuid4

import pytest

from tests.erp.conftest import balances
from tests.erp.owed import owe


@pytest.fixture
async def posting(world):
    """One journal of 30.00, owed to the books and not sent yet."""
    return await owe(world.ber)


def keyed():
    return {"Idempotency-Key": uuid4().hex}


async def test_postings_are_listed_by_state_and_kind(client, posting):
    found = (await client.get("/api/v1/postings", params={"state": "queued", "kind": "journal"})).json()
    assert [(one["id"], one["key"], one["late"]) for one in found["items"]] == [
        (posting, "A1.BER-R-000001.JRN.1", False)
    ]
    assert (await client.get("/api/v1/postings?state=verified")).json()["items"] == []


async def test_a_page_goes_on_where_the_last_one_ended(client, world, posting):
    await owe(world.ber)
    first = (await client.get("/api/v1/postings?limit=1")).json()
    second = (await client.get("/api/v1/postings", params={"limit": 1, "cursor": first["next"]})).json()
    assert [page["items"][0]["key"][-1] for page in (first, second)] == ["2", "1"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "says"),
    [("state=lost", "It can be: queued"), ("kind=gift", "It can be: receipt"), ("cursor=abc", "page mark")],
)
async def test_a_bad_filter_is_told_what_would_suit(client, query, says):
    answer = await client.get(f"/api/v1/postings?{query}")
    assert answer.status_code == 400
    assert says in answer.json()["detail"]


async def test_one_posting_shows_its_document_and_its_history(client, posting):
    shown = (await client.get(f"/api/v1/postings/{posting}")).json()
    assert shown["document"]["entries"][0]["debit"] == "30"
    assert (shown["streams"], [step["to_state"] for step in shown["steps"]]) == (["order:BER-R-000001"], ["queued"])


async def test_a_posting_is_named_by_its_key_as_the_books_show_it(client, posting):
    shown = (await client.get("/api/v1/postings/a1.ber-r-000001.jrn.1")).json()
    assert shown == (await client.get(f"/api/v1/postings/{posting}")).json()


@pytest.mark.parametrize("number", [0, 999_999, 10**30])
async def test_a_posting_that_is_not_there_is_not_found(client, number):
    assert (await client.get(f"/api/v1/postings/{number}")).status_code == 404


async def test_cancelling_keeps_the_reason(client, posting):
    answer = await client.post(
        f"/api/v1/postings/{posting}/cancellation", json={"reason": "entered by hand"}, headers=keyed()
    )
    assert (answer.status_code, answer.json()["posting"]["state"], answer.json()["posting"]["detail"]) == (
        200,
        "cancelled",
        "entered by hand",
    )


async def test_what_waits_cannot_be_reversed(client, posting):
    answer = await client.post(f"/api/v1/postings/{posting}/reversal", json={"reason": "wrong"}, headers=keyed())
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_posting_state")


async def test_the_trial_balance_of_an_empty_ledger_is_balanced(client):
    shown = (await client.get("/api/v1/ledger/trial-balance")).json()
    assert (shown, await balances()) == ({"currency": "EUR", "balanced": True, "lines": []}, {})


async def test_stock_that_the_books_have_not_heard_of_is_shown(client):
    shown = (await client.get("/api/v1/stock/reconciliation?item=P-BAT")).json()
    assert [
        (one["item"], one["location"], float(one["desk"]), float(one["books"])) for one in shown["differences"]
    ] == [("P-BAT", "BER.WH-BER", 5, 0)]


async def test_mapping_an_unknown_role_says_which_there_are(client):
    body = {"role": "pocket_money", "account": "1", "valid_from": "2026-01-01"}
    answer = await client.post("/api/v1/account-roles", json=body, headers=keyed())
    assert answer.status_code == 400
    assert "inventory" in answer.json()["detail"]


async def test_someone_without_the_right_sees_no_postings(anonymous, world):
    assert (await anonymous.get("/api/v1/postings")).status_code == 401
