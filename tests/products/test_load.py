"""Bulk load: what is new is copied, what is there is found, one event tells of a batch."""

import asyncio
from datetime import date
from decimal import Decimal

import asyncpg
import pytest

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.products import queries
from service_desk.products.actions import ItemRow, load_items
from service_desk.products.actions.load import LoadedDate

SHIPPED = LoadedDate("ship", date(2020, 1, 31), "maker", proof_accepted=True)


def _rows(product_id, *serials, **more):
    return [ItemRow(product_id, serial, **more) for serial in serials]


async def test_new_items_come_with_dates_and_owners(world):
    rows = _rows(world.drill, "N1", owner_id=world.ada, owner_since=date(2020, 2, 1), dates=(SHIPPED,))
    loaded = await load_items(rows, by=SYSTEM)
    (found,) = await queries.find_by_serial("N1")
    assert (found.id, found.owner_name) == (loaded.ids[0], "Ada Lovelace")
    assert [d.on_date for d in await queries.item_dates(found.id)] == [date(2020, 1, 31)]
    assert [o.since for o in await queries.owners(found.id)] == [date(2020, 2, 1)]


async def test_known_and_repeated_rows_are_counted_not_added(world):
    loaded = await load_items(_rows(world.drill, "S1", "N1", "N1", "N2"), by=SYSTEM)
    assert loaded.added == [False, True, False, True]
    assert loaded.ids[0] == world.s1
    assert loaded.ids[1] == loaded.ids[2]
    assert (loaded.new, loaded.existing) == (2, 2)


async def test_a_second_run_adds_nothing(world):
    tin = ItemRow(world.grease, batch="L-7", quantity=Decimal("2.5"), id=uuid7())
    rows = [*_rows(world.drill, "N1", "N2", dates=(SHIPPED,)), tin]
    first, second = [await load_items(rows, by=SYSTEM) for _ in range(2)]
    assert (second.new, second.ids) == (0, first.ids)
    assert await fetchval("select count(*) from item_date where item_id = any($1)", first.ids) == 2


async def test_a_batch_records_one_event(world):
    await load_items(_rows(world.drill, *(f"N{n}" for n in range(50))), by=SYSTEM)
    events = await fetch("select payload from event where kind = 'items_loaded'")
    assert [(e["payload"]["added"], e["payload"]["already_there"]) for e in events] == [(50, 0)]


async def test_a_bad_row_leaves_nothing_of_its_batch(world):
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await load_items([*_rows(world.drill, "N1"), ItemRow(uuid7(), "N2")], by=SYSTEM)
    assert await queries.find_by_serial("N1") == []


async def test_two_loaders_at_once_share_the_work(committed_world):
    rows = _rows(committed_world.drill, *(f"N{n}" for n in range(500)))
    one, other = await asyncio.gather(load_items(rows, by=SYSTEM), load_items(rows, by=SYSTEM))
    assert one.new + other.new == 500
    assert one.ids == other.ids
