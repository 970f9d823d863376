"""One desk and one Chromium for every test in a browser."""

import shutil

import pytest
from playwright.async_api import async_playwright

from service_desk.accounts import actions as accounts
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import DB
from service_desk.timesheets import actions as timesheets
from tests.conftest import _clone, _database, _drop
from tests.doors.served import Served, WebProcess, furnish
from tests.peer import program
from tests.world import PASSWORD

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]  # fmt: skip


@pytest.fixture
async def served(pool, server_dsn, template, tmp_path):
    """The named world behind a real web process; Tara is a technician in Berlin whose time is kept."""
    name = await _clone(server_dsn, template)
    dsn, kept = _database(server_dsn, name), (DB.pool, DB.config)
    DB.pool = None
    await DB.open(dsn, most=4)
    token, ids = await furnish()
    tara = await accounts.add_staff(login="tara", name="Tara", password=PASSWORD, by=SYSTEM)
    await accounts.assign_role(staff_id=tara, role="technician", centre_id=ids["centre_id"], by=SYSTEM)
    await timesheets.create_resource(centre_id=ids["centre_id"], code="TARA", name="Tara", staff_id=tara, by=SYSTEM)
    await DB.close()
    DB.pool, DB.config = kept
    with WebProcess(dsn, tmp_path / "web.log") as web:
        yield Served(web.url, token, ids, web.log)
    await _drop(server_dsn, name)


@pytest.fixture
async def chromium():
    program("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def address(committed_world, committed_db, tmp_path):
    """Of a web process that serves the world of this test."""
    with WebProcess(committed_db, tmp_path / "web.log") as web:
        yield web.url
