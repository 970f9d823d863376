"""What was retired by mistake comes back under its own code, which nothing else could take meanwhile."""

import pytest

from service_desk.foundation.ids import uuid7

API = "/api/v1"
KINDS = {
    "locations": ({"code": "VAN-7", "name": {"en": "Van"}, "kind": "van"}, "POST"),
    "resources": ({"code": "ROBOT", "name": "Robot", "kind": "machine"}, "POST"),
    "printers": ({"code": "ZEB", "kind": "download"}, "DELETE"),
    "stations": ({"code": "DESK-7"}, "DELETE"),
}


@pytest.fixture
def send(client):
    async def to(method, path, body=None):
        headers = (
            {"Idempotency-Key": str(uuid7()), "If-Match": "*"}
            if method == "DELETE"
            else {"Idempotency-Key": str(uuid7())}
        )
        return await client.request(method, f"{API}{path}", json=body, headers=headers)

    return to


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_retired_comes_back(client, send, world, kind):
    body, method = KINDS[kind]
    path, whole = f"/{kind}/BER:{body['code']}", {"centre_id": "BER", **body}

    async def listed():
        rows = (await client.get(f"{API}/{kind}", params={"centre_id": "BER"})).json()["items"]
        return [row["code"] for row in rows if not row.get("retired")]

    assert (await send("POST", f"/{kind}", whole)).status_code == 201
    assert (await send(method, path if method == "DELETE" else f"{path}/retirement")).status_code < 300
    assert body["code"] not in await listed()
    assert (await send("POST", f"/{kind}", whole)).status_code == 409
    for _ in range(2):
        assert (await send("POST", f"{path}/revival")).status_code == 201
        assert body["code"] in await listed()
