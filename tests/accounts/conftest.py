"""People who really sign in: Eve administers the company, Dee works for it."""

from types import SimpleNamespace

import httpx
import pytest

from service_desk.accounts import actions
from service_desk.accounts.guards import SIGN_INS
from service_desk.foundation.actor import SYSTEM
from tests.world import PASSWORD

API = "/api/v1"


@pytest.fixture(autouse=True)
def _nobody_came_yet():
    SIGN_INS.forget()


@pytest.fixture
async def browsers(app):
    """Browsers, each with its own cookies."""
    opened = []

    def fresh():
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://desk.local", headers={"If-Match": "*"}))
        return opened[-1]

    yield fresh
    for browser in opened:
        await browser.aclose()


@pytest.fixture
def signs_in(browsers):
    async def sign_in(login, password=PASSWORD, status=204):
        browser = browsers()
        answer = await browser.post(f"{API}/sessions", json={"login": login, "password": password})
        assert answer.status_code == status, answer.text
        return browser

    return sign_in


@pytest.fixture
async def people(world) -> SimpleNamespace:
    eve = await actions.add_staff(login="eve", name="Eve", password=PASSWORD, by=SYSTEM)
    dee = await actions.add_staff(login="dee", name="Dee", password=PASSWORD, by=SYSTEM)
    await actions.assign_role(staff_id=eve, role="admin", centre_id=None, by=SYSTEM)
    return SimpleNamespace(eve=eve, dee=dee, ber=world.ber, teh=world.teh, cy=world.cy)


@pytest.fixture
async def admin(people, signs_in):
    return await signs_in("eve")
