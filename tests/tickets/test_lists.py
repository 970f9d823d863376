"""The open list and the search: newest first, only what one may see, page by page."""

import asyncio
from datetime import timedelta

import pytest

from service_desk.foundation import clock
from service_desk.foundation.db import connection
from service_desk.foundation.ids import uuid7
from service_desk.foundation.paging import BadCursor, BadLimit, encode
from service_desk.tickets import actions, queries
from service_desk.tickets.rules import State
from tests.queues import tickets_in
from tests.world import NOON


@pytest.fixture
async def three(bench, opened):
    """Three tickets, a minute apart, the first one first."""
    ids = []
    for minute, words in enumerate(["洗衣机E12漏水", "دستگاه روشن نمی‌شود", "It leaks oil"]):
        with clock.at(NOON + timedelta(minutes=minute)):
            ids.append((await opened(serial="S1", party_id=bench.world.ada, words=words)).id)
    return ids


async def test_the_newest_open_tickets_come_first(three):
    page = await tickets_in()
    assert ([row.id for row in page.items], page.next) == (three[::-1], None)
    assert (page.items[0].sku, page.items[0].party_name, page.items[0].serial) == ("D-100", "Ada Lovelace", "S1")


async def test_a_page_goes_on_where_the_last_one_ended(three):
    first = await tickets_in(limit=2)
    second = await tickets_in(limit=2, cursor=first.next)
    assert [row.id for row in (*first.items, *second.items)] == three[::-1]


async def test_resolved_tickets_leave_the_open_list(bench, three):
    await actions.move_ticket(ticket_id=three[0], to=State.RESOLVED, by=bench.world.cy)
    assert three[0] not in [row.id for row in (await tickets_in()).items]
    assert [row.id for row in (await tickets_in(state=State.RESOLVED)).items] == [three[0]]


async def test_another_centre_sees_none_of_it(bench, three):
    tehran = frozenset({bench.world.teh})
    assert (await tickets_in(tehran)).items == []
    assert (await tickets_in(tehran, words="leaks")).items == []


@pytest.mark.parametrize(("asked", "place"), [("leaks OIL", 2), ("E12", 0), ("漏水", 0), ("نمی شود", 1), ("نمیشود", 1)])
async def test_words_of_any_language_are_found(three, asked, place):
    assert [row.id for row in (await tickets_in(words=asked)).items] == [three[place]]


async def test_a_number_finds_its_ticket(three):
    number = (await queries.ticket(three[1])).number
    assert [row.id for row in (await tickets_in(words=f" {number.lower()} ")).items] == [three[1]]


async def test_a_search_for_signs_finds_nothing(three):
    assert (await tickets_in(words="!?")).items == []


async def test_a_foreign_page_mark_is_refused(three):
    with pytest.raises(BadCursor):
        await tickets_in(cursor="abc")
    with pytest.raises(BadLimit):
        await tickets_in(limit=0)


async def test_the_list_is_one_statement(three):
    asked = []
    async with connection() as held:
        with held.query_logger(asked.append):
            await tickets_in()
            await asyncio.sleep(0)  # the logger is called by the loop
    assert len(asked) == 1


async def test_the_history_of_a_unit_is_read_page_by_page(bench, three):
    first = await queries.tickets_of_item(bench.world.s1, centres=None, limit=2)
    rest = await queries.tickets_of_item(bench.world.s1, centres=None, limit=2, cursor=first.next)
    assert [row.id for row in (*first.items, *rest.items)] == three[::-1]
    assert rest.next is None


@pytest.mark.parametrize(
    "given", [{}, {"cursor": encode("2026-11-25T12:00:00+00:00", uuid7())}, {"centres": frozenset({uuid7()})}]
)
async def test_the_open_list_walks_its_own_index_whatever_the_plan(three, given):
    """What makes it cost the same at ten thousand tickets and at a million."""
    asked = []
    async with connection() as held:
        with held.query_logger(lambda record: asked.append((record.query, record.args))):
            await tickets_in(**given)
            await asyncio.sleep(0)
        ((sql, args),) = asked
        await held.execute(
            "set local enable_seqscan = off; set local enable_sort = off; set local plan_cache_mode = force_generic_plan"
        )
        plan = "\n".join(row[0] for row in await held.fetch(f"explain {sql}", *args))
    assert "using ticket_open" in plan, plan
