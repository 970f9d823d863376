"""Whatever is done to a repair order, in whatever order: lines, shares, stock, history and closings agree."""

import asyncio
from contextvars import copy_context
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from service_desk.foundation import clock
from service_desk.foundation.db import DB, atomic, fetch
from service_desk.foundation.errors import DeskError
from service_desk.repairs import actions, queries
from service_desk.repairs.rules import MOVES, Answer, LineKind, Planned, State, total
from tests.repairs.bench import IN_COVER, build_bench
from tests.world import NOON, build_world

PLACES = st.integers(0, 8)


class OrderMachine(RuleBasedStateMachine):
    """The real actions on one order, on a connection and a loop of their own, in a transaction that is never committed."""

    @classmethod
    def open(cls):
        cls.runner, cls.context = asyncio.Runner(), copy_context()
        cls.kept, DB.pool = DB.pool, None
        cls.go(cls._begin())

    @classmethod
    async def _begin(cls):
        cls.transaction = atomic()
        await cls.transaction.__aenter__()
        cls.transaction.harness = True
        cls.bench = await build_bench(await build_world())
        cls.by = cls.bench.world.cy

    @classmethod
    def close(cls):
        async def end():
            await cls.transaction.rollback()
            await cls.transaction.__aexit__(None, None, None)

        cls.go(end())
        cls.runner.close()
        DB.pool = cls.kept

    @classmethod
    def go(cls, work):
        return cls.runner.run(work, context=cls.context)

    @classmethod
    def rows(cls, sql, *args):
        async def ask():
            return await fetch(sql, *args)

        return cls.go(ask())

    @initialize(covered=st.booleans())
    def bring_in(self, covered):
        self.moment, self.frozen = NOON, {}
        self.point = self.go(self.transaction.savepoint())
        item = self.bench.world.s1 if covered else self.bench.old
        brought = [actions.Brought(item, "S101")]
        self.order = self.go(
            actions.start(centre_id=self.bench.world.ber, items=brought, reported_at=IN_COVER, by=self.by)
        ).id
        self.attempt(lambda: actions.diagnose(order_id=self.order, defect="D01", repair="R04", by=self.by))

    def teardown(self):
        if hasattr(self, "point"):
            self.go(self.point.rollback_to())

    def attempt(self, act):
        """Done, or refused with a sentence: then nothing changed."""
        self.moment += timedelta(minutes=7)

        async def run():
            before = await self.picture()
            try:
                with clock.at(self.moment):
                    await act()
            except DeskError as refusal:
                assert str(refusal).endswith((".", "?"))  # noqa: PT017  # either outcome is right, a half one is not
                assert await self.picture() == before

        self.go(run())

    async def picture(self):
        counted = await fetch("select product_id, location_id, quantity from stock order by 1, 2, 3")
        return (
            await queries.order(self.order),
            await queries.lines(self.order, voided=True),
            [tuple(row) for row in counted],
        )

    def line(self, place):
        lines = self.go(queries.lines(self.order, voided=True))
        return lines[place % len(lines)].id if lines else None

    @rule(
        part=st.sampled_from(["P-BAT", "P-GRS", "P-SOC", "P-DSP"]),
        quantity=st.sampled_from(["1", "2", "4", "0.5"]),
        serial=st.sampled_from(["", "X1", "X2"]),
    )
    def use(self, part, quantity, serial):
        given = {"lot": "G7"} if part == "P-GRS" else {"serial": serial} if part == "P-DSP" else {}
        self.attempt(
            lambda: actions.use_part(
                order_id=self.order,
                part=part,
                location_id=self.bench.shelf,
                quantity=Decimal(quantity),
                by=self.by,
                **given,
            )
        )

    @rule(place=PLACES, quantity=st.sampled_from([None, "1", "2"]))
    def give_back(self, place, quantity):
        if line := self.line(place):
            self.attempt(lambda: actions.return_part(line_id=line, quantity=quantity and Decimal(quantity), by=self.by))

    @rule(
        kind=st.sampled_from([LineKind.TRAVEL, LineKind.EXPENSE, LineKind.LABOUR]),
        price=st.sampled_from(["0", "35", "7.77", "-1"]),
    )
    def add(self, kind, price):
        self.attempt(
            lambda: actions.add_line(order_id=self.order, kind=kind, text="", unit_price=Decimal(price), by=self.by)
        )

    @rule(place=PLACES, price=st.sampled_from([None, "1.99"]))
    def price_or_void(self, place, price):
        if line := self.line(place):
            void = {"line_id": line, "reason": "typed twice", "by": self.by}
            self.attempt(
                (lambda: actions.price_line(line_id=line, unit_price=Decimal(price), by=self.by))
                if price
                else (lambda: actions.void_line(**void))
            )

    @rule(stop=st.booleans())
    def clock(self, stop):
        act = actions.stop_clock if stop else actions.start_clock
        self.attempt(lambda: act(order_id=self.order, resource_id=self.bench.bo, by=self.by))

    @rule(defect=st.sampled_from(["D01", "D22"]), repair=st.sampled_from([None, "R04", "R13"]))
    def diagnose(self, defect, repair):
        self.attempt(lambda: actions.diagnose(order_id=self.order, defect=defect, repair=repair, by=self.by))

    @rule(answer=st.sampled_from([None, *Answer]))
    def estimate(self, answer):
        async def ask():
            made = await actions.make_estimate(order_id=self.order, lines=[Planned("part", part="P-BAT")], by=self.by)
            if answer is not None:
                await actions.answer_estimate(estimate_id=made.id, answer=answer, by=self.by)

        self.attempt(ask)

    @rule(answer=st.sampled_from(list(Answer)))
    def answer(self, answer):
        sent = self.go(queries.estimates(self.order))
        if sent:
            self.attempt(lambda: actions.answer_estimate(estimate_id=sent[-1].id, answer=answer, by=self.by))

    @rule(to=st.sampled_from(list(State)), passed=st.sampled_from([None, True, False]))
    def move(self, to, passed):
        if passed is None:
            self.attempt(lambda: actions.move_order(order_id=self.order, to=to, by=self.by))
        else:
            self.attempt(lambda: actions.pass_check(order_id=self.order, passed=passed, by=self.by))

    @rule(again=st.booleans(), place=PLACES)
    def close_order(self, again, place):
        """Closing alone ends most stories early; with `again` the order is opened at once and a closed line corrected."""
        self.attempt(lambda: actions.close(order_id=self.order, by=self.by))
        if again:
            self.attempt(lambda: actions.reopen(order_id=self.order, note="", by=self.by))
            self.give_back_or_void(place)

    def give_back_or_void(self, place):
        if line := self.line(place):
            self.attempt(lambda: actions.return_part(line_id=line, quantity=Decimal(1), by=self.by))
            self.attempt(lambda: actions.void_line(line_id=line, reason="not done", by=self.by))

    @rule(act=st.sampled_from([actions.hand_over, actions.cancel]))
    def end(self, act):
        self.attempt(lambda: act(order_id=self.order, by=self.by))

    @invariant()
    def shares_add_up(self):
        if hasattr(self, "order"):
            for line in self.go(queries.lines(self.order)):
                assert sum(share.amount for share in line.shares) == line.amount
                assert sum(share.percent for share in line.shares) == 100

    @invariant()
    def no_line_is_reversed_beyond_itself(self):
        if hasattr(self, "order"):
            lines = self.go(queries.lines(self.order))
            for line in lines:
                back = sum(other.quantity for other in lines if other.reverses_id == line.id)
                assert back <= 0 or line.reverses_id
                assert line.reverses_id or line.quantity + back >= 0

    @invariant()
    def parts_on_lines_are_parts_out_of_stock(self):
        if not hasattr(self, "order"):
            return
        out = "sum(case kind when 'issue' then quantity else -quantity end)"
        moved = self.rows(
            f"select product_id, {out} as net from stock_move where subject_id = $1 group by 1", self.order
        )
        on_lines: dict = {}
        for line in self.go(queries.lines(self.order)):
            if line.kind == LineKind.PART:
                on_lines[line.product_id] = on_lines.get(line.product_id, 0) + line.quantity
        assert {k: v for k, v in on_lines.items() if v} == {
            row["product_id"]: row["net"] for row in moved if row["net"]
        }

    @invariant()
    def every_move_was_allowed(self):
        if not hasattr(self, "order"):
            return
        state = State.RECEIVED
        for move in self.go(queries.moves(self.order)):
            assert move.from_state == state
            assert State(move.to_state) in MOVES[state]
            state = State(move.to_state)
        assert state == self.go(queries.order(self.order)).state

    @invariant()
    def what_was_told_is_what_was_closed_and_stays(self):
        if not hasattr(self, "order"):
            return
        lines = {line.id: line for line in self.go(queries.lines(self.order, voided=True)) if line.frozen}
        for key, line in self.frozen.items():
            assert lines[key] == line
        self.frozen = lines
        told = self.rows(
            "select payload from event where kind = 'repair_closed' and subject_id = $1 order by id", self.order
        )
        named = [line["line_id"] for row in told for line in row["payload"]["lines"]]
        assert sorted(named) == sorted(str(key) for key in lines)
        assert sum(Decimal(row["payload"]["total"]) for row in told) == total(lines.values())


@pytest.fixture
def machine(pool):
    OrderMachine.open()
    yield OrderMachine
    OrderMachine.close()


def test_no_sequence_of_acts_breaks_an_order(machine):
    case = machine.TestCase()
    case.settings = settings(
        max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    case.runTest()
