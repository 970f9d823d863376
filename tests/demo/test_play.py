"""Whole jobs are played with real commits, and the count at the end shows what is missing or there twice."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from service_desk.demo import queries
from service_desk.demo.actions.finish import finish
from service_desk.demo.actions.play import play
from service_desk.demo.actions.seed import NotADemo
from service_desk.demo.reading import NoData
from service_desk.foundation.db import execute, fetch, fetchval
from service_desk.worker import settle_everything
from tests.demo.conftest import UNITS, write

_TWICE = """
insert into message select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'seq', m.seq + 100000,
  'dedupe_key', 'again' || m.seq, 'reference', 'again' || m.seq, 'handler_seq', 50, 'provider_id', null))).* from message m
 where event_id = (select min(e.id) from event e join message n on n.event_id = e.id where e.kind = $1 and n.state <> 'suppressed')
 limit 1"""

_TOLD = """
select distinct e.kind from event e join message m on m.event_id = e.id where m.state <> 'suppressed' order by e.kind"""


@pytest.fixture
async def run(committed_db, folder):
    played = await play(folder, 3)
    assert await finish() == 0
    return played


async def test_three_jobs_lose_nothing_and_double_nothing(run):
    report = await queries.report(run.played, run.receipts)
    assert run.troubles == []
    assert (report.jobs, report.tickets, report.repair_orders) == (3, 3, 3)
    assert (report.lost, report.doubled) == (0, 0)
    assert report.ledger_balanced
    assert report.stock_matches
    assert report.postings["journal"] == {"verified": 3}
    assert sum(report.verdicts.values()) == 3


async def test_a_posting_that_is_gone_is_lost(run):
    await execute("delete from posting where id = (select min(id) from posting where kind = 'journal')")
    assert (await queries.report(run.played, run.receipts)).lost == 1


async def test_a_posting_that_is_not_verified_is_lost(run):
    await execute("update posting set state = 'parked' where id = (select min(id) from posting where kind = 'journal')")
    assert (await queries.report(run.played, run.receipts)).lost == 1


async def test_a_message_said_twice_is_doubled_whatever_it_tells(run):
    kinds = await fetch(_TOLD)
    assert {"ticket_opened", "repair_closed", "repair_handed_over"} <= {row["kind"] for row in kinds}
    for number, row in enumerate(kinds, 1):
        await execute(_TWICE, row["kind"])
        assert (await queries.report(run.played, run.receipts)).doubled == number, row["kind"]


async def test_a_message_that_is_gone_is_lost(run):
    await execute("delete from message")
    expected = sum(2 + len(one.estimates) for one in run.played if one.reachable)
    assert (await queries.report(run.played, run.receipts)).lost == expected


async def test_what_the_worker_has_not_done_yet_counts_as_lost(committed_db, folder):
    played = await play(folder, 1)
    before = await queries.report(played.played, played.receipts)
    assert before.lost > 0
    assert await queries.unfinished() > 0
    await settle_everything()
    assert (await queries.report(played.played, played.receipts)).lost == 0


async def test_jobs_lie_in_the_past_of_their_units_and_everyone_does_their_own_work(run):
    rows = await fetch("select t.reported_on, d.on_date from ticket t join item_date d on d.item_id = t.item_id")
    assert all(row["reported_on"] > row["on_date"] for row in rows)
    doers = {
        row["login"] for row in await fetch("select distinct s.login from event e join staff s on s.id = e.actor_id")
    }
    assert doers & {"anna", "mina", "layla"}
    assert doers & {"jonas", "reza", "omar"}


async def test_more_runs_add_jobs_with_other_units_until_known_ones_come_again(committed_db, folder):
    runs = [await play(folder, 14) for _ in range(4)]
    assert await finish() == 0
    assert [run.troubles for run in runs] == [[]] * 4
    assert await fetchval("select count(*) from repair_order where state = 'handed_over'") == 56
    assert await fetchval("select count(*) from service_item") == 40
    reports = [await queries.report(run.played, run.receipts) for run in runs]
    assert {(report.lost, report.doubled) for report in reports} == {(0, 0)}
    assert all(report.stock_matches and report.ledger_balanced for report in reports)


async def test_jobs_are_not_played_on_a_real_company(committed_world, folder):
    with pytest.raises(NotADemo):
        await play(folder, 1)


async def test_a_folder_without_units_is_answered_with_what_is_wanted(tmp_path):
    with pytest.raises(NoData, match=r"units/units\.csv cannot be read"):
        await play(tmp_path, 1)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("", "D", "", "2014-01-01", "", "0")], "holds no unit"),
        ([("S" * 300, "D", "", "2014-01-01", "", "0")], "holds no unit"),
        ([("S1", "D", "", "2014-02-31", "", "0")], "holds no unit"),
    ],
)
async def test_rows_that_cannot_be_used_are_left_out(folder, rows, says):
    write(folder / "units" / "units.csv", UNITS, rows)
    with pytest.raises(NoData, match=says):
        await play(folder, 1)


async def test_a_file_without_a_needed_column_is_told_which(folder):
    write(folder / "units" / "units.csv", ("serial", "model"), [("S1", "D")])
    with pytest.raises(NoData, match="has no column min_date, serial_number"):
        await play(folder, 1)


async def test_units_too_young_for_a_story_are_told(committed_db, folder):
    write(folder / "units" / "units.csv", UNITS, [("S1", "D", "", "2999-01-01", "2999-02-01", "0")])
    with pytest.raises(NoData, match="long enough ago"):
        await play(folder, 1)


async def test_the_command_prints_what_it_read_back(committed_db, folder, tmp_path):
    command = [sys.executable, "-m", "service_desk.cli", "demo", "--data", str(folder), "--jobs", "3", "--json"]
    environment = {**os.environ, "DATABASE_URL": committed_db, "DESK_HOME": str(tmp_path / "home")}
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert {
        "jobs",
        "tickets",
        "repair_orders",
        "verdicts",
        "postings",
        "ledger_balanced",
        "stock_matches",
        "messages",
        "lost",
        "doubled",
    } <= set(facts)
    assert (facts["jobs"], facts["lost"], facts["doubled"]) == (3, 0, 0)
