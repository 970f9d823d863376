"""Many who guess at once: they cost little, learn nothing, and hold nobody up. With real commits."""

import asyncio
from collections import Counter

import pytest

from service_desk.accounts import actions, passwords
from service_desk.accounts.guards import SIGN_INS
from service_desk.accounts.rules import FREE_TRIES
from service_desk.foundation import clock, pool
from service_desk.foundation.actor import SYSTEM
from tests.accounts.conftest import API
from tests.patience import PATIENCE
from tests.world import NOON, PASSWORD


@pytest.fixture
async def dee(committed_world):
    return await actions.add_staff(login="dee", name="Dee", password=PASSWORD, by=SYSTEM)


@pytest.fixture
def hashes(monkeypatch):
    """How often a password was hashed."""
    counted = []
    verify = passwords._verify
    monkeypatch.setattr(passwords, "_verify", lambda *given: (counted.append(1), verify(*given))[1])
    return counted


@pytest.fixture
def endless(monkeypatch):
    """So many come from so many addresses; and on a slow machine the desk's eight connections are waited for."""
    monkeypatch.setattr(pool, "WAIT_SECONDS", PATIENCE)
    monkeypatch.setattr(SIGN_INS, "take", lambda _caller: True)


async def tries(browser, logins, password="wrong wrong wrong"):  # wrong
    sent = [browser.post(f"{API}/sessions", json={"login": login, "password": password}) for login in logins]
    return Counter(answer.status_code for answer in await asyncio.gather(*sent))


@pytest.mark.usefixtures("endless")
@pytest.mark.parametrize("login", ["dee", "nobody"])
async def test_a_hundred_wrong_tries_at_once_are_hashed_five_times_whether_or_not_there_is_such_a_name(
    dee, browsers, hashes, login
):
    with clock.at(NOON):  # on a slow machine the first lock ends before the hundredth try
        assert await tries(browsers(), [login] * 100) == {401: FREE_TRIES, 429: 100 - FREE_TRIES}
    assert len(hashes) == FREE_TRIES


async def test_many_sign_ins_from_one_address_are_paced_and_another_address_is_not(dee, browsers, app):
    import httpx

    counted = await tries(browsers(), [f"name{number}" for number in range(100)])
    assert counted[401] + counted[503] <= 42
    assert counted[429] >= 58
    elsewhere = httpx.ASGITransport(app=app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://desk.local") as other:
        assert (await other.post(f"{API}/sessions", json={"login": "dee", "password": PASSWORD})).status_code == 204


@pytest.mark.usefixtures("endless")
async def test_more_than_can_be_hashed_soon_are_sent_away_at_once(dee, browsers):
    counted = await tries(browsers(), [f"name{number}" for number in range(200)])
    assert counted[503] >= 200 - passwords.MOST_WAITING - 120
    assert counted[401] >= passwords.MOST_WAITING
    assert set(counted) == {401, 503}


async def test_wrong_tries_at_ones_own_password_are_counted_and_kept_apart_from_the_log_in(dee, signs_in):
    browser = await signs_in("dee")
    body = {"present": "wrong wrong wrong", "new": "five other words in a row"}
    with clock.at(clock.now()):
        answers = [(await browser.post(f"{API}/me/password", json=body)).status_code for _ in range(FREE_TRIES + 2)]
    assert answers == [400] * FREE_TRIES + [429] * 2
    await signs_in("dee")


async def test_a_token_changes_no_password(dee, browsers):
    issued = await actions.issue_token(staff_id=dee, label="x", scopes=["*"], by=SYSTEM)
    program = browsers()
    program.headers["Authorization"] = f"Bearer {issued.token}"
    refused = await program.post(f"{API}/me/password", json={"present": PASSWORD, "new": "five other words in a row"})
    assert (refused.status_code, refused.json()["code"]) == (403, "in_person")


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
async def test_nobody_is_signed_in_from_another_site(dee, browsers, kind, headers):
    body = f'{{"login": "dee", "password": "{PASSWORD}"}}'
    answer = await browsers().post(f"{API}/sessions", content=body, headers={"Content-Type": kind} | headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert "set-cookie" not in answer.headers
