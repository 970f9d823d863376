"""`desk settings`: the file that goes out comes in again."""

import asyncio
import json
import os
import sys
from datetime import date

import pytest

from service_desk.centres.actions import set_setting
from service_desk.foundation.actor import SYSTEM


@pytest.fixture
async def desk(committed_db, committed_world):
    async def run(*args, stdin=""):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "service_desk.cli", "settings", *args, env=os.environ | {"DATABASE_URL": committed_db},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, said = await process.communicate(stdin.encode())
        return process.returncode, out.decode(), said.decode()

    return run


async def test_settings_go_out_and_come_in_as_a_file(desk):
    await set_setting(name="digits", value="latin", valid_from=date(2020, 1, 1), by=SYSTEM)
    _, file, _ = await desk("export")
    changed = [{**entry, "value": "language", "valid_from": "2020-01-02"} for entry in json.loads(file)]
    assert await desk("import", "-", "--json", stdin=json.dumps(changed)) == (0, '{\n  "set": 1\n}\n', "")
    _, listed, _ = await desk("list", "--json")
    assert json.loads(listed)["digits"] == "language"


async def test_a_broken_file_is_one_sentence(desk):
    code, _, said = await desk("import", "-", stdin="{")
    assert (code, said.count("\n")) == (1, 1)
    assert "is not a settings file" in said
