"""The script that the demo prints plays the whole job, as somebody who pastes it sees."""

import asyncio
import subprocess

import pytest

from service_desk.demo.actions.guide import SCRIPT, guide
from service_desk.demo.actions.seed import seed
from service_desk.foundation.db import DB, fetch
from tests.conftest import _clone, _database, _drop
from tests.doors.served import WebProcess
from tests.patience import PATIENCE
from tests.peer import program


@pytest.fixture
async def open_demo(pool, server_dsn, template, tmp_path):
    """A demo behind a real web process; the address of the one that was opened, for the home that it has."""
    name = await _clone(server_dsn, template)
    dsn, kept = _database(server_dsn, name), (DB.pool, DB.config)
    DB.pool = None
    await DB.open(dsn, most=4)
    await seed()
    with WebProcess(dsn, tmp_path / "web.log") as web:
        await guide(tmp_path, web.url)
        yield tmp_path
    await DB.close()
    DB.pool, DB.config = kept
    await _drop(server_dsn, name)


async def test_the_printed_script_takes_a_unit_from_its_scan_to_the_handover(open_demo):
    program("curl")
    played = await asyncio.to_thread(
        subprocess.run, ["sh", open_demo / SCRIPT], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert played.returncode == 0, played.stdout[-2000:] + played.stderr
    (order,) = await fetch(
        "select r.state, (select count(*) from order_line n where n.order_id = r.id) as lines "
        "from repair_order r join ticket t on t.id = r.ticket_id where t.words = 'It does not pump the water out.' "
        "order by r.started_at desc limit 1"
    )
    assert (order["state"], order["lines"]) == ("handed_over", 2)
