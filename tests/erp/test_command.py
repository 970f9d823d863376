"""`desk postings`, as a person at a terminal runs it."""

import asyncio
import json
import os
import sys
from pathlib import Path

from service_desk.foundation.db import fetchval
from tests.erp.conftest import deliver, settle

ROOT = Path(__file__).resolve().parents[2]


async def desk(url, *words):
    """Exit code, standard output and error of `desk …` on a database."""
    ran = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service_desk.cli", *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"DATABASE_URL": url, "PYTHONPATH": f"{ROOT}:{ROOT / 'barcode'}"},
    )  # fmt: skip
    out, err = await ran.communicate()
    return ran.returncode, out.decode(), err.decode()


async def test_postings_are_counted_listed_and_reconciled(committed_db, workshop):
    window = ("--since", "2020-01-01", "--until", "2030-01-01")
    await deliver()
    code, out, _ = await desk(committed_db, "postings", "reconcile", *window, "--json")
    assert (code, len(json.loads(out)["stock"])) == (1, 3)
    await settle()
    assert (await desk(committed_db, "postings", "reconcile", *window))[0] == 0
    assert (await desk(committed_db, "postings", "reconcile"))[0] == 0
    _, out, _ = await desk(committed_db, "postings", "list", "--kind", "receipt", "--json")
    shown = json.loads(out)
    assert (shown["counts"], len(shown["postings"])) == ({"receipt": {"verified": 3}}, 3)


async def test_a_posting_that_is_verified_is_not_sent_again(committed_db, workshop):
    await settle()
    code, _, err = await desk(committed_db, "postings", "retry", "1")
    assert (code, "is verified; this can be done while" in err) == (1, True)
    key = await fetchval("select key from posting where id = 1")
    code, _, err = await desk(committed_db, "postings", "retry", key.lower())
    assert (code, "is verified; this can be done while" in err) == (1, True)
    code, _, err = await desk(committed_db, "postings", "retry", "NOPE")
    assert (code, err.startswith("There is no posting NOPE here")) == (1, True)
