"""Programs at the doors: one with every right, and others with tokens of their own."""

from contextlib import asynccontextmanager

import httpx
import pytest

from service_desk.accounts import actions as accounts
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import execute, fetchrow, fetchval
from service_desk.foundation.ids import uuid7

API = "/api/v1"
COUNTED = (
    "ticket",
    "repair_order",
    "order_line",
    "stock_move",
    "time_entry",
    "service_item",
    "item_owner",
    "event",
    "idempotency",
)


def routes(app):
    """("POST /api/v1/tickets", handler) of every route of our own; HEAD and OPTIONS come by themselves."""
    for route in app.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not route.path.startswith(("/schema", "/static")):
                for method in sorted(handler.http_methods - {"HEAD", "OPTIONS"}):
                    yield f"{method} {route.path_format}", handler


async def token_of(rights, centre_id, also=None):
    """A token of a new member of staff who holds `rights` in one centre (None: in all), and nothing in the centre `also`."""
    staff = await accounts.add_staff(login=f"p{uuid7()}", name="Somebody", password=None, by=SYSTEM)
    for place, held in ((centre_id, sorted(rights)), (also, [])):
        if held or place is not None:
            role = f"r{uuid7()}"
            await execute(
                "insert into role (id, code, name, rights, version) values ($1, $2, '{}', $3, 1)", uuid7(), role, held
            )
            await accounts.assign_role(staff_id=staff, role=role, centre_id=place, by=SYSTEM)
    return (await accounts.issue_token(staff_id=staff, label="tests", scopes=["*"], by=SYSTEM)).token


@asynccontextmanager
async def program(app, token):
    """A client with a token that makes a new Idempotency-Key for every request."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk.local", headers={"Authorization": f"Bearer {token}", "If-Match": "*"}
    ) as client:
        yield client


@pytest.fixture
def post(client):
    """Cy, who may do everything, sends a body to a path; with `key` the Idempotency-Key is chosen."""

    def send(path, body=None, key=None, **headers):
        return client.post(f"{API}{path}", json=body, headers={"Idempotency-Key": key or str(uuid7())} | headers)

    return send


@pytest.fixture
async def order(post, world):
    """Drill S1 on the bench in Berlin: the path of its order."""
    body = {
        "centre_id": str(world.ber),
        "party_id": str(world.ada),
        "items": [{"item_id": str(world.s1), "symptom": "S101"}],
    }
    return f"/repairs/{(await post('/repairs', body)).json()['id']}"


async def counts():
    """How many rows there are of what a request could have written."""
    row = await fetchrow("select " + ", ".join(f"(select count(*) from {table}) as {table}" for table in COUNTED))
    stock = await fetchval("select coalesce(sum(quantity), 0) from stock")
    return dict(row) | {"stock": stock}


@asynccontextmanager
async def nothing_written():
    before = await counts()
    yield
    assert await counts() == before


def today():
    return clock.today("Europe/Berlin")


def refused(answer, status, code, advice):
    """The answer is a problem with that status and code, whose sentence gives the advice."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert advice in answer.json()["detail"]
    assert answer.headers["content-type"].startswith("application/problem+json")
    return answer.json()


@pytest.fixture
def ticket(post, world):
    """Open a ticket in Berlin with what is given."""
    return lambda **given: post("/tickets", {"centre_id": str(world.ber), "words": "broken"} | given)


@pytest.fixture
def part(post, order):
    """Use a part on the open order."""
    return lambda **given: post(f"{order}/parts", {"part": "P-BAT", "location": "WH-BER"} | given)


@pytest.fixture
def read(client):
    """Cy reads a path that is there; the query by keyword."""

    async def get(path, **asked):
        answer = await client.get(f"{API}{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


@pytest.fixture
def put(client):
    """Cy writes something whole anew."""

    def send(path, body):
        return client.put(f"{API}{path}", json=body, headers={"Idempotency-Key": str(uuid7())})

    return send
