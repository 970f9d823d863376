"""docs/api.md, copied and pasted: every command of the page runs against a real desk, one after the other."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from service_desk.foundation.db import DB
from tests.conftest import _clone, _database, _drop
from tests.doors.served import ROOT, WebProcess, furnish
from tests.patience import PATIENCE
from tests.shell import environment

pytestmark = pytest.mark.peer
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PYTHON = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
async def desk(pool, server_dsn, template, tmp_path):
    name = await _clone(server_dsn, template)
    dsn, kept = _database(server_dsn, name), (DB.pool, DB.config)
    DB.pool = None
    await DB.open(dsn, most=4)
    await furnish()
    await DB.close()
    DB.pool, DB.config = kept
    with WebProcess(dsn, tmp_path / "web.log") as web:
        yield web.url, dsn
    await _drop(server_dsn, name)


def script(url: str) -> str:
    """The page's commands, with this desk's address and token where it has its own."""
    lines = [line for block in SHELL for line in block.splitlines()]
    issued = next(line for line in lines if line.startswith("desk staff token"))
    said = {
        next(line for line in lines if line.startswith("DESK=")): f"DESK={url}/api/v1",
        issued: f'TOKEN=$({issued} --json | sed -n \'s/.*"token": *"\\([^"]*\\)".*/\\1/p\')',
        next(line for line in lines if line.startswith("TOKEN=")): 'test -n "$TOKEN"',
    }
    return "\n".join(said.get(line, line) for line in lines)


def run(what: list[str], where: Path, dsn: str, **more: str) -> str:
    done = subprocess.run(
        what, cwd=where, env=environment(dsn, **more), capture_output=True, text=True, timeout=PATIENCE * 4, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


async def test_every_command_of_the_page_works_as_it_is_written(desk, tmp_path):
    url, dsn = desk
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "desk").write_text(f'#!/bin/sh\nexec {sys.executable} -m service_desk.cli "$@"\n')
    (tools / "uuidgen").write_text(f"#!/bin/sh\nexec {sys.executable} -c 'import uuid; print(uuid.uuid4())'\n")
    for tool in tools.iterdir():
        tool.chmod(0o755)
    more = {"PATH": f"{tools}:{os.environ['PATH']}"}
    told = run(
        ["bash", "-euo", "pipefail", "-c", script(url) + '\necho "TOKEN=$TOKEN TICKET=$TICKET"'], tmp_path, dsn, **more
    )
    token, number = re.findall(r"TOKEN=(\S+) TICKET=(\S+)", told)[-1]
    assert told.count(f'"number":"{number}"') >= 1
    assert '"words":"Does not switch on"' in told
    for program in PYTHON:
        listed = run([sys.executable, "-c", program], tmp_path, dsn, DESK=f"{url}/api/v1", TOKEN=token)
        assert number in listed


def test_the_page_has_commands_to_copy():
    assert len(SHELL) >= 5
    assert PYTHON
