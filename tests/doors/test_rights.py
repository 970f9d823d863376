"""Every route asks for the right that rights.json says, and every role opens exactly the doors of its rights."""

import json
from pathlib import Path

import pytest

from service_desk.accounts import actions as accounts
from service_desk.accounts.rules import NEVER_BY_TOKEN, RIGHTS
from service_desk.accounts.starter import starter_roles
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.foundation.web import open_to_all
from tests.doors.conftest import program, routes, token_of

MATRIX = json.loads((Path(__file__).parent / "rights.json").read_text())
FREE = {"open to all", "signed in"}


def asked(handler):
    guards = handler.resolve_guards()
    named = [guard.right for guard in guards if hasattr(guard, "right")]
    return named[0] if named else "open to all" if open_to_all in guards else "signed in"


def test_every_route_asks_for_the_right_that_is_written_down(app):
    assert {route: asked(handler) for route, handler in routes(app)} == MATRIX


def test_the_rights_are_those_of_the_list():
    assert set(MATRIX.values()) - FREE <= RIGHTS


def filled(route):
    """Method and path, with an id that is nowhere."""
    method, path = route.split(" ")
    for name in ("{posting_id}", "{seq}", "{sku}", "{number}", "{name}", "{ref}"):
        path = path.replace(name, "999999999")
    while "{" in path:
        path = path[: path.index("{")] + str(uuid7()) + path[path.index("}") + 1 :]
    return method, path


@pytest.mark.parametrize("role", sorted(starter_roles()))
async def test_a_role_is_refused_exactly_where_it_lacks_the_right(app, world, role):
    token = await token_of(frozenset(starter_roles()[role]["rights"]), world.ber)
    wrong = []
    async with program(app, token) as client:
        for route, right in MATRIX.items():
            if right in FREE:
                continue
            answer = await client.request(*filled(route), json={}, headers={"Idempotency-Key": str(uuid7())})
            refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
            if (
                refused != (right not in set(starter_roles()[role]["rights"]) - NEVER_BY_TOKEN)
                or answer.status_code >= 500
            ):
                wrong.append((route, right, answer.status_code, answer.text))
    assert wrong == []


async def test_without_a_key_every_door_is_shut(anonymous, world):
    doors = [route for route, right in MATRIX.items() if right != "open to all"]
    assert {route: (await anonymous.request(*filled(route), json={})).status_code for route in doors} == dict.fromkeys(
        doors, 401
    )


async def test_a_scope_narrows_a_token(app, world):
    issued = await accounts.issue_token(staff_id=world.cy.id, label="reads", scopes=["tickets.read"], by=SYSTEM)
    token = issued.token
    async with program(app, token) as narrow:
        assert (await narrow.get("/api/v1/tickets")).status_code == 200
        assert (await narrow.get("/api/v1/repairs")).json()["code"] == "forbidden"
