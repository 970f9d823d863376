"""Whatever is done with stock, balances are the sum of the moves, and none is ever below zero."""

from collections import Counter
from contextlib import suppress
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import atomic, fetch
from service_desk.foundation.errors import DeskError
from service_desk.parts.actions import adjust, count, move, return_part
from tests.parts.conftest import build_store

VERBS = st.sampled_from(["receive", "issue", "return", "move", "adjust", "count"])
STEPS = st.lists(
    st.tuples(
        VERBS,
        st.sampled_from(["screw", "cable", "battery", "pump"]),
        st.sampled_from(["warehouse", "van"]),
        st.sampled_from(["1", "2", "5", "0.5", "0"]),
        st.sampled_from(["A", "B", ""]),
        st.integers(-3, 3),
    ),
    min_size=5,
    max_size=25,
)


MOVES = """
select m.*, f.kind as f, t.kind as t from stock_move m join location f on f.id = m.from_id join location t on t.id = m.to_id"""


async def act(store, issued, step):
    verb, name, place, quantity, mark, change = step
    part, here = getattr(store, name), getattr(store, place)
    there = store.van if here == store.warehouse else store.warehouse
    marks = {"lot": mark, "serial": mark}
    at = {"part_id": part, "location_id": here, "by": SYSTEM, **marks}
    match verb:
        case "receive":
            await store.receive(part, quantity, str(abs(change)), where=here, **marks)
        case "issue":
            issued.append(await store.issue(part, quantity, where=here, **marks))
        case "return" if issued:
            await return_part(
                move_id=issued[change % len(issued)].move_id, quantity=Decimal(quantity), location_id=here, by=SYSTEM
            )
        case "move":
            await move(part_id=part, from_id=here, to_id=there, quantity=Decimal(quantity), by=SYSTEM, **marks)
        case "adjust":
            await adjust(change=Decimal(change), reason="found", **at)
        case "count":
            await count(counted=Decimal(quantity), reason="count", **at)


async def balances_by_moves() -> Counter:
    sums = Counter()
    for row in await fetch(MOVES):
        for kind, place, sign in ((row["f"], row["from_id"], -1), (row["t"], row["to_id"], 1)):
            if kind in {"warehouse", "van", "bench"}:
                sums[row["product_id"], place, row["lot"], row["serial"]] += sign * row["quantity"]
    return Counter({key: value for key, value in sums.items() if value})


async def play(steps):
    store, issued = await build_store(), []
    for step in steps:
        with suppress(DeskError):
            async with atomic():
                await act(store, issued, step)
    rows = await fetch("select * from stock")
    assert all(row["quantity"] >= 0 for row in rows)
    held = {(r["product_id"], r["location_id"], r["lot"], r["serial"]): r["quantity"] for r in rows if r["quantity"]}
    assert held == dict(await balances_by_moves())


@settings(max_examples=40, database=None)
@given(steps=STEPS)
async def test_balances_are_the_sum_of_the_moves(pool, steps):
    async with atomic() as transaction:
        transaction.harness = True
        try:
            await play(steps)
        finally:
            await transaction.rollback()
