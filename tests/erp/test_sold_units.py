"""A unit that is sold out of our own stock leaves desk and books together."""

from decimal import Decimal

import pytest

from service_desk import worker
from service_desk.erp import queries
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import fetch, fetchrow
from service_desk.parts import actions as parts
from service_desk.products import actions as products
from tests.world import build_world


@pytest.fixture
async def desk(committed_db):
    return await build_world()


async def test_a_sale_from_stock_is_posted_and_desk_and_books_agree(desk):
    drill = await products.create_product(sku="DR-9", name={"en": "Drill"}, tracking="serial", by=SYSTEM)
    await parts.receive(
        part_id=drill,
        location_id=desk.shelf,
        quantity=Decimal(1),
        serial="D-1",
        unit_cost=Decimal(40),
        currency="EUR",
        by=desk.cy,
    )
    unit = await products.register_item(product_id=drill, serial="D-1", by=SYSTEM)
    await parts.sell_from_stock(drill, "D-1", unit, True, desk.cy)
    await worker.settle_everything()
    assert {row["state"] for row in await fetch("select distinct state from posting")} == {"verified"}
    assert await queries.stock_matches()
    assert await queries.ledger_balanced()
    assert tuple(await fetchrow("select sum(quantity), sum(value) from book_balance where item = 'DR-9'")) == (0, 0)
