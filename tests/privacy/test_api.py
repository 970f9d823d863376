"""Export and erasure through the door."""

import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7


@pytest.fixture
def path(world):
    return f"/api/v1/customers/{world.ada}"


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid7())}


async def test_a_customer_is_handed_out_table_by_table(client, path):
    told = (await client.get(f"{path}/export")).json()
    assert told["tables"]["party"][0]["name"] == "Ada Lovelace"
    assert {row["value"] for row in told["tables"]["contact_point"]} == {"+4915112345678", "ada@example.com"}


async def test_a_customer_is_forgotten_and_the_answer_says_how_they_are_called_now(client, path):
    answer = await client.post(f"{path}/erasure", headers=key())
    assert answer.status_code == 201
    shown = (await client.get(path)).json()["party"]
    assert (shown["name"], shown["contacts"]) == (answer.json()["name"], [])


async def test_open_work_is_named_in_the_refusal(client, world, path):
    body = {"centre_id": str(world.ber), "scan": "S1", "party_id": str(world.ada), "words": "Broken"}
    number = (await client.post("/api/v1/tickets", json=body, headers=key())).json()["number"]
    answer = await client.post(f"{path}/erasure", headers=key())
    assert (answer.status_code, answer.json()["code"]) == (409, "unfinished_work")
    assert number in answer.json()["detail"]


@pytest.mark.parametrize("role", ["agent", "technician", "manager", "finance"])
async def test_only_an_administrator_of_the_company_does_either(client, world, path, role):
    di = await accounts.add_staff(login="di", name="Di", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=di, role=role, centre_id=None, by=SYSTEM)
    await accounts.assign_role(staff_id=di, role="admin", centre_id=world.ber, by=SYSTEM)
    client.headers["Authorization"] = (
        f"Bearer {(await accounts.issue_token(staff_id=di, label='t', scopes=['*'], by=SYSTEM)).token}"
    )
    assert (await client.get(f"{path}/export")).status_code == 403
    assert (await client.post(f"{path}/erasure", headers=key())).status_code == 403
