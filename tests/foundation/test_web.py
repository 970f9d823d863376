"""The shell around every door: who asks, problem+json, headers, health; and every route says who may use it."""

import pytest

from service_desk.accounts import actions
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.web.requests import open_to_all
from tests.world import PASSWORD


def handlers(app):
    """(path, method, handler) of every route of our own."""
    for route in app.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if not route.path.startswith(("/schema", "/static")):
                yield route.path, handler


def test_every_route_names_a_right_or_says_that_it_is_open(app):
    loose = []
    for path, handler in handlers(app):
        guards = handler.resolve_guards()
        if (
            not any(guard is open_to_all or hasattr(guard, "right") for guard in guards)
            and "OPTIONS" not in handler.http_methods
        ):
            loose.append(path)
    own = ("", "/password", "/sessions", "/sessions/{open_session_id:uuid}")
    pages = ("/desk", "/live", "/me", "/me/password", "/me/sessions")
    # For whoever is signed in: about oneself, or each part of it asks for the right of what it shows.
    assert sorted(set(loose)) == ["/api/v1/box", *(f"/api/v1/me{each}" for each in own), *pages]


async def test_health_needs_no_log_in(anonymous):
    assert (await anonymous.get("/healthz")).text == "ok"
    assert "desk_requests_total" in (await anonymous.get("/metrics")).text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer act_nonsense"},
        {"Authorization": "Bearer \u00e9".encode()},
        {"Cookie": "desk=nonsense"},
    ],
)
async def test_without_a_valid_key_the_answer_is_401_and_says_what_to_do(anonymous, headers):
    answer = await anonymous.get("/api/v1/me", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "sign in" in answer.json()["detail"]


async def test_a_token_says_who_it_is(client, world):
    me = (await client.get("/api/v1/me")).json()
    assert (me["id"], me["kind"], me["centres"]) == (str(world.cy.id), "token", None)


async def test_signing_in_sets_a_new_cookie_each_time_and_ends_the_old_one(world, anonymous):
    await actions.add_staff(login="dee", name="Dee", password=PASSWORD, by=SYSTEM)
    anonymous.cookies.set("desk", "a-value-an-attacker-chose")
    body = {"login": "dee", "password": PASSWORD}
    first = await anonymous.post("/api/v1/sessions", json=body)
    old = first.cookies["desk"]
    second = await anonymous.post("/api/v1/sessions", json=body)
    assert len({"a-value-an-attacker-chose", old, second.cookies["desk"]}) == 3
    cookie = second.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    anonymous.cookies.clear()
    assert (await anonymous.get("/api/v1/me", headers={"Cookie": f"desk={old}"})).status_code == 401
    assert (await anonymous.get("/api/v1/me", headers={"Cookie": f"desk={second.cookies['desk']}"})).status_code == 200


async def test_too_many_wrong_passwords_say_when_to_come_back(world, anonymous):
    for _ in range(5):
        await anonymous.post("/api/v1/sessions", json={"login": "bo", "password": "wrong wrong wrong"})
    refused = await anonymous.post("/api/v1/sessions", json={"login": "bo", "password": "wrong wrong wrong"})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 900


async def test_a_cookie_is_not_believed_from_another_site(world, anonymous):
    await actions.add_staff(login="dee", name="Dee", password=PASSWORD, by=SYSTEM)
    await anonymous.post("/api/v1/sessions", json={"login": "dee", "password": PASSWORD})
    body = {"present": PASSWORD, "new": "five other words in a row"}
    for foreign in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await anonymous.post("/api/v1/me/password", json=body, headers=foreign)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert (
        await anonymous.post("/api/v1/me/password", json=body, headers={"Origin": "http://desk.local"})
    ).status_code == 200


async def test_signing_out_ends_the_session(world, anonymous):
    await actions.add_staff(login="dee", name="Dee", password=PASSWORD, by=SYSTEM)
    secret = (await anonymous.post("/api/v1/sessions", json={"login": "dee", "password": PASSWORD})).cookies["desk"]
    await anonymous.delete("/api/v1/sessions/current")
    assert (await anonymous.get("/api/v1/me", headers={"Cookie": f"desk={secret}"})).status_code == 401


async def test_every_answer_has_safe_headers_and_a_request_id(client):
    answer = await client.get("/api/v1/me", headers={"X-Request-Id": "caller-chose-this"})
    assert answer.headers["x-request-id"] == "caller-chose-this"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_request_id_that_could_forge_a_log_line_is_replaced(client):
    answer = await client.get("/nothing", headers={"X-Request-Id": "a b\tc"})
    assert answer.headers["x-request-id"] != "a b\tc"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"login": "x"', 400),
        (b'{"login": "\xff", "password": "x"}', 400),
        (b'{"login": "x", "password": "y", "role": "admin"}', 400),
        (b'{"login": 7, "password": "y"}', 400),
        (b'{"login": "nul\\u0000", "password": "y"}', 400),
        (b"[]", 400),
        (b"", 400),
        (b'{"login": "' + b"x" * 2_000_000 + b'", "password": "y"}', 413),
    ],
)
async def test_a_bad_body_is_a_problem_and_never_a_500(anonymous, world, body, status):
    answer = await anonymous.post("/api/v1/sessions", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["request_id"]
    assert "Traceback" not in answer.text


async def test_an_unknown_path_points_to_the_description(client):
    answer = await client.get("/api/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_address")


async def test_a_missing_right_is_named(anonymous, world):
    issued = await actions.issue_token(staff_id=world.bo.id, label="x", scopes=["*"], by=SYSTEM)
    answer = await anonymous.get("/api/v1/staff", headers={"Authorization": f"Bearer {issued.token}"})
    assert (answer.status_code, answer.json()["params"]) == (403, {"right": "accounts.read"})
