"""Every route asks for the right that rights.json says, and every role opens exactly the doors of its rights."""

import json
import re
from pathlib import Path

import pytest

from service_desk.accounts import actions as accounts
from service_desk.accounts.guards import SIGN_INS
from service_desk.accounts.rules import NEVER_BY_TOKEN, RIGHTS
from service_desk.accounts.starter import starter_roles
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.ids import uuid7
from service_desk.foundation.web import open_to_all
from tests.doors.conftest import program, routes, token_of
from tests.world import PASSWORD

MATRIX = json.loads((Path(__file__).parent / "rights.json").read_text())
REACH = json.loads((Path(__file__).parent / "reach.json").read_text())
FREE = {"open to all", "signed in"}
SENT = {"Accept": "application/json"}  # else a page refuses as a page


@pytest.fixture
def nobody_came_yet():
    SIGN_INS.forget()


def asked(handler):
    guards = handler.resolve_guards()
    named = [guard.right for guard in guards if hasattr(guard, "right")]
    return named[0] if named else "open to all" if open_to_all in guards else "signed in"


def test_every_route_asks_for_the_right_that_is_written_down(app):
    assert {route: asked(handler) for route, handler in routes(app)} == MATRIX


@pytest.mark.parametrize("name", ["rights.json", "reach.json"])
def test_no_door_is_written_down_twice(name):
    """The second line would silently win over the first."""
    doors = json.loads(
        (Path(__file__).parent / name).read_text(), object_pairs_hook=lambda pairs: [key for key, _ in pairs]
    )
    assert len(doors) == len(set(doors))


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
            answer = await client.request(*filled(route), json={}, headers=SENT | {"Idempotency-Key": str(uuid7())})
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


def test_every_door_that_writes_says_whose_data_it_writes(app):
    """reach.json: `company` (prices, products, texts …: the right must hold in all centres, `needs(…, company=True)`), `shared`
    (customers, items: written by every centre as part of its work) or `centre` (its own rows only)."""
    writing = {
        route: "company" if guard.company else "other"
        for route, handler in routes(app)
        for guard in handler.resolve_guards()
        if hasattr(guard, "right") and not route.startswith("GET ")
    }
    assert set(writing) == set(REACH), "say in tests/doors/reach.json whose data the door writes"
    assert {route for route, reach in writing.items() if reach == "company"} == {
        route for route, reach in REACH.items() if reach == "company"
    }


async def test_staff_of_one_centre_change_nothing_of_the_whole_company(app, world, nobody_came_yet):
    """With every right in Berlin, signed in, in person."""
    staff = await accounts.add_staff(login="ben", name="Ben", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=staff, role="admin", centre_id=world.ber, by=SYSTEM)
    async with program(app, "") as ben:
        del ben.headers["Authorization"]
        await ben.post("/api/v1/sessions", json={"login": "ben", "password": PASSWORD})
        answers = {route: await ben.request(*filled(route), json={}, headers=SENT) for route in REACH}
    told = {
        route: answer.json().get("code", "") if "json" in answer.headers.get("content-type", "") and answer.status_code >= 400 else ""
        for route, answer in answers.items()
    }  # fmt: skip
    assert {
        route: code for route, code in told.items() if (code == "company_only") != (REACH[route] == "company")
    } == {}
    assert "has it in all of them" in answers["POST /api/v1/prices"].json()["detail"]


async def test_no_token_gives_out_passwords_tokens_roles_or_sessions(app, world):
    """Of an administrator of the whole company, with all its rights: one place says it, and no door forgot it."""
    token = await token_of(RIGHTS, None)
    grave = {
        route
        for route in MATRIX
        if re.search(
            r"password|token|role|session|assignment|staff", route.replace("receiving/{session_id}", "").lower()
        )
        and not route.startswith("GET ")
        and MATRIX[route] not in {"open to all", "erp.mapping"}
        and "/tickets/" not in route
    }
    assert len(grave) >= 15
    async with program(app, token) as client:
        answers = {
            route: await client.request(*filled(route), json={}, headers=SENT | {"Idempotency-Key": str(uuid7())})
            for route in grave
        }
    assert {route: answer.text for route, answer in answers.items() if answer.status_code != 403} == {}
