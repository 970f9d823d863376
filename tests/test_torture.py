"""The torture itself passes; and its checker sees what is lost, doubled or broken, each once."""

import asyncio
import re
import sys

import httpx
import pytest

from benchmarks.torture.check import check, tally
from benchmarks.torture.clients import Acknowledged, Client
from benchmarks.torture.world import build_world
from service_desk.foundation.db import connection, fetchrow
from service_desk.worker import settle_everything
from tests.shell import ROOT, environment


async def test_twenty_kills_lose_and_double_nothing():
    tortured = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.torture", "--kills", "20",
        cwd=ROOT, env=environment(""), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said = (await tortured.communicate())[0].decode()
    last = re.fullmatch(r"kills (\d+) lost 0 doubled 0", said.splitlines()[-1])
    assert tortured.returncode == 0, said
    assert last is not None, said
    assert int(last[1]) >= 20


@pytest.fixture
async def played(committed_db, app):
    """Two whole jobs over HTTP, and everything that followed from them."""
    world, told = await build_world(), Acknowledged()
    headers = {"Authorization": f"Bearer {world.token}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://desk.local", headers=headers
    ) as http:
        client = Client(http, world, told, 0, seed=2)
        await client.play()
        await client.play()
    await settle_everything()
    return world, told


async def broken_by(statement: str) -> None:
    """As nothing in the product could do it: past triggers and foreign keys."""
    async with connection() as held:
        await held.execute(f"begin; set local session_replication_role = replica; {statement}; commit")


async def counted(played) -> tuple[int, int, int]:
    found = await check(*played)
    return tuple(tally(found, what) for what in ("lost", "doubled", "broken"))


async def test_two_jobs_in_peace_leave_nothing_to_find(played):
    assert await check(*played) == []


LAST = "(select max(id) from posting where kind = 'issue')"
A_MESSAGE = "(select id from message order by seq limit 1)"


@pytest.mark.parametrize(
    ("statement", "lost", "doubled"),
    [
        (f"delete from posting where id = {LAST}", 1, 0),
        (f"update posting set state = 'parked' where id = {LAST}", 1, 0),
        (f"delete from book_document where key = (select key from posting where id = {LAST})", 1, 0),
        ("delete from event_delivery where id = (select max(id) from event_delivery)", 1, 0),
        (f"delete from message where id = {A_MESSAGE}", 1, 0),
        ("delete from ticket where id = (select id from ticket limit 1)", 1, 0),
        ("delete from time_entry where id = (select id from time_entry limit 1)", 1, 0),
        ("delete from idempotency where key = (select min(key) from idempotency)", 1, 0),
        ("update idempotency set status = null where key = (select min(key) from idempotency)", 1, 0),
    ],
)
async def test_what_is_missing_is_lost_once(played, statement, lost, doubled):
    await broken_by(statement)
    assert (await counted(played))[:2] == (lost, doubled)


async def again(table: str, where: str, **other: str) -> None:
    """A second row like one that is there, apart from `other`."""
    columns = await fetchrow(f"select * from {table} limit 1")
    values = ", ".join(other.get(name, f'"{name}"') for name, _ in columns.items())
    await broken_by(f"insert into {table} select {values} from {table} where {where}")


async def test_a_second_message_is_doubled_once(played):
    await again(
        "message",
        f"id = {A_MESSAGE}",
        id="gen_random_uuid()",
        seq="seq + 1000",
        dedupe_key="'again'",
        reference="'again'",
        provider_id="null",
        handler_seq="1",
    )
    assert await counted(played) == (0, 1, 0)


async def test_a_second_posting_is_doubled_once(played):
    await again("posting", f"id = {LAST}", id="id + 1000", key="'A1.again'", event_id="null", move_id="null")
    assert (await counted(played))[:2] == (0, 1)


async def test_a_second_ticket_for_one_key_is_doubled_once(played):
    await again("ticket", "id = (select id from ticket limit 1)", id="gen_random_uuid()", number="'again'")
    assert await counted(played) == (0, 1, 0)


async def test_a_part_that_left_the_shelf_for_nobody_is_doubled(played):
    await again("stock_move", "id = (select id from stock_move where kind = 'issue' limit 1)", id="gen_random_uuid()")
    assert await counted(played) == (0, 1, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "update stock set quantity = quantity - 1 where quantity > 10",
        "update ledger_line set debit = debit + 1 where id = (select max(id) from ledger_line where debit > 0)",
        "update event set payload = '{}' where id = (select max(id) from event)",
        "update event_delivery set state = 'dead' where id = (select max(id) from event_delivery)",
    ],
)
async def test_what_does_not_add_up_is_broken(played, statement):
    await broken_by(statement)
    assert (await counted(played))[2] >= 1


async def test_the_jobs_pass_through_all_that_can_be_lost(played):
    kinds = await fetchrow("select array_agg(distinct kind::text) as kinds from posting")
    assert {"issue", "journal", "invoice", "receipt"} <= {*kinds["kinds"]}
