"""The queue: what is to be done first, whose it is, and how much of it there is."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from service_desk.foundation import clock
from service_desk.foundation.db import connection, execute
from service_desk.foundation.ids import uuid7
from service_desk.foundation.paging import BadCursor
from service_desk.tickets import actions, queries
from service_desk.tickets.queries import QueueFilter
from service_desk.tickets.rules import Due, EndedNotDue, Owner, Priority, Sort, State
from tests.queues import tickets_in
from tests.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
async def five(bench, opened):
    """Five tickets, an hour apart: due in 30, 20, 10, -1 hours from the last one's opening, and never; the second one is Cy's."""
    ids = []
    priorities = [Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.NORMAL, Priority.SAFETY]
    for place, priority in enumerate(priorities):
        with clock.at(NOON + place * HOUR):
            words = f"leaks {place} " + "long " * 40
            ids.append((await opened(serial="S1", party_id=bench.world.ada, words=words, priority=priority)).id)
    for ticket, hours in zip(ids, (30, 20, 10, -1, None), strict=True):
        due = None if hours is None else NOON + (4 + hours) * HOUR
        await execute("update ticket set due_at = $2 where id = $1", ticket, due)
    await actions.assign(ticket_id=ids[1], assignee_id=bench.world.cy.id, by=bench.world.cy)
    return ids


async def places(five, **asked):
    with clock.at(NOON + 4 * HOUR):
        return [five.index(row.id) for row in (await tickets_in(**asked)).items]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("-opened", [4, 3, 2, 1, 0]),
        ("opened", [0, 1, 2, 3, 4]),
        ("due", [3, 2, 1, 0, 4]),
        ("-due", [4, 0, 1, 2, 3]),
        ("priority", [4, 2, 3, 1, 0]),
        ("-priority", [0, 1, 3, 2, 4]),
    ],
)
@pytest.mark.parametrize("words", [None, "leaks", "S1"])
async def test_each_order_goes_on_page_by_page(five, sort, order, words):
    seen, cursor = [], None
    while True:
        page = await tickets_in(sort=Sort(sort), words=words, limit=2, cursor=cursor)
        seen += [five.index(row.id) for row in page.items]
        if (cursor := page.next) is None:
            break
    assert seen == order


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"owner": Owner.NOBODY}, [4, 3, 2, 0]),
        ({"owner": Owner.ME}, [1]),
        ({"priority": [Priority.HIGH, Priority.SAFETY]}, [4, 2]),
        ({"due": Due.LATE}, [3]),
        ({"due": Due.DAY}, [3, 2, 1]),
        ({"due": Due.WEEK}, [3, 2, 1, 0]),
        ({"due": Due.WEEK, "owner": Owner.NOBODY, "words": "leaks"}, [3, 2, 0]),
        ({"due": Due.DAY, "sort": Sort.DUE, "state": [State.NEW]}, [3, 2, 1]),
    ],
)
async def test_a_queue_is_narrowed_and_counted_alike(bench, five, asked, found):
    me = bench.world.cy.id
    assert await places(five, me=me, **asked) == found
    with clock.at(NOON + 4 * HOUR):
        assert await queries.counts([QueueFilter(**asked), QueueFilter()], centres=None, me=me) == [len(found), 5]


async def test_a_line_says_what_it_takes_to_choose_it(bench, five):
    row = await queries.row(five[1], None)
    assert row == (await tickets_in(owner=Owner.ME, me=bench.world.cy.id)).items[0]
    assert (row.assignee_name, row.party_id, row.item_id) == ("Cy", bench.world.ada, bench.world.s1)
    assert (row.words[:8], len(row.words), row.due_at) == ("leaks 1 ", 120, NOON + 24 * HOUR)
    assert await queries.row(five[1], frozenset({bench.world.teh})) is None
    assert await queries.row(uuid7(), None) is None


async def test_what_is_late_or_unassigned_is_open(bench, five):
    await actions.move_ticket(ticket_id=five[3], to=State.RESOLVED, by=bench.world.cy)
    assert await places(five, due=Due.LATE) == []
    assert await places(five, owner=Owner.NOBODY) == [4, 2, 0]
    for asked in ({"due": Due.LATE}, {"sort": Sort.DUE}, {"sort": Sort.URGENT}):
        with pytest.raises(EndedNotDue):
            await tickets_in(state=[State.RESOLVED, State.OPEN], **asked)


async def test_counts_stop_and_views_of_anything_are_one_statement(five, monkeypatch):
    from service_desk.tickets.queries import work

    monkeypatch.setattr(work, "COUNTED", 3)
    asked, views = (
        [],
        [QueueFilter(), QueueFilter(due=Due.WEEK), QueueFilter(state=[State.RESOLVED]), QueueFilter(owner=Owner.ME)],
    )
    async with connection() as held:
        with held.query_logger(asked.append):
            assert await queries.counts(views, centres=None, me=uuid7()) == [3, 3, 0, 0]
            await asyncio.sleep(0)
    assert len(asked) == 1
    assert await queries.counts([QueueFilter(words="leaks")], centres=None, me=uuid7()) == [3]
    assert await queries.counts([], centres=None, me=uuid7()) == []


async def test_the_mark_of_another_order_is_refused(five):
    page = await tickets_in(sort=Sort.DUE, limit=2)
    for sort in (Sort.DUE_LAST, Sort.NEWEST, Sort.URGENT):
        with pytest.raises(BadCursor):
            await tickets_in(sort=sort, limit=2, cursor=page.next)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"sort": Sort.DUE}, "ticket_due"),
        ({"sort": Sort.DUE_LAST}, "ticket_due"),
        ({"sort": Sort.URGENT}, "ticket_urgency"),
        ({"sort": Sort.OLDEST}, "ticket_open"),
        ({"due": Due.LATE, "sort": Sort.DUE}, "ticket_due"),
        ({"state": [State.RESOLVED]}, "ticket_in_state"),
    ],
)
async def test_every_order_walks_an_index_of_its_own(five, asked, index):
    heard = []
    async with connection() as held:
        with held.query_logger(lambda record: heard.append((record.query, record.args))):
            await tickets_in(**asked)
            await asyncio.sleep(0)
        ((sql, args),) = heard
        await held.execute(
            "set local enable_seqscan = off; set local enable_sort = off; set local enable_bitmapscan = off; set local plan_cache_mode = force_generic_plan"
        )
        plan = "\n".join(row[0] for row in await held.fetch(f"explain {sql}", *args))
    assert f"using {index} on ticket x" in plan or f"using {index} on ticket" in plan, plan


async def test_the_door_takes_what_a_queue_needs(client, bench, five):
    shown = await client.get(
        "/api/v1/tickets", params={"owner": "nobody", "sort": "due", "priority": ["high", "safety"]}
    )
    assert [five.index(UUID(row["id"])) for row in shown.json()["items"]] == [2, 4]
    refused = await client.get("/api/v1/tickets", params={"state": "closed", "sort": "due"})
    assert (refused.status_code, refused.json()["code"]) == (400, "ended_not_due")
