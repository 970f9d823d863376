"""The order's own rules, without a database."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import Money
from service_desk.repairs.rules import (
    CHANGEABLE,
    MOVES,
    LineFacts,
    Outcome,
    Share,
    State,
    by_hand,
    fitted_parts,
    line_minutes,
    line_words,
    overall,
    part_of,
    reversal_of,
    shares_from,
    shares_of,
    sources,
    stored,
)
from service_desk.timesheets.rules import KnownActivity

PART = uuid7()


def line(quantity="1", amount="10", **given):
    facts = {
        "id": uuid7(), "repair_item_id": uuid7(), "item_id": None, "seq": 1, "kind": "part", "product_id": PART, "sku": "P",
        "product_class": "", "part_line_id": None, "text": "", "quantity": Decimal(quantity), "minutes": None, "uom": "pcs",
        "unit_price": None, "amount": Decimal(amount), "currency": "EUR", "cost": Decimal(3), "cost_currency": "EUR", "cost_rate": None,
        "verdict": "", "reason": "", "payer": "", "shares": (), "move_id": None, "time_entry_id": None, "lot": "",
        "serial": "", "old_serial": "", "reverses_id": None, "closing": None, "written_at": datetime.now(UTC), "voided_at": None,
    }  # fmt: skip
    return LineFacts(**(facts | given))


def test_every_state_can_be_reached_and_only_the_ends_are_final():
    assert {state for targets in MOVES.values() for state in targets} == set(State) - {State.RECEIVED}
    assert {state for state, targets in MOVES.items() if not targets} == {State.HANDED_OVER, State.CANCELLED}


def test_a_closed_order_goes_to_the_customer_or_is_reopened():
    assert MOVES[State.CLOSED] == {State.HANDED_OVER, State.REPAIRING}


@pytest.mark.parametrize("target", [State.CLOSED, State.HANDED_OVER, State.CANCELLED, State.AWAITING_APPROVAL])
def test_nobody_jumps_by_hand_over_an_act(target):
    assert all(target not in by_hand(state) for state in State)


def test_an_order_that_waits_for_the_customer_is_not_moved_by_hand():
    assert by_hand(State.AWAITING_APPROVAL) == frozenset()


def test_closing_is_possible_only_from_the_bench_or_after_the_check():
    assert sources(State.CLOSED) == {State.DIAGNOSING, State.REPAIRING, State.QUALITY_CHECK} <= CHANGEABLE


def test_an_order_ended_as_well_as_its_best_item():
    assert overall([Outcome.DECLINED, Outcome.REPAIRED]) == Outcome.REPAIRED


def test_half_covered_labour_is_split_to_the_cent():
    assert shares_of(Money(Decimal("90.55"), "EUR"), "warranty", Decimal(50)) == (
        Share("warranty", Decimal(50), Decimal("45.28")), Share("customer", Decimal(50), Decimal("45.27")),
    )  # fmt: skip


def test_what_nobody_covers_is_the_customers():
    assert shares_of(Money(Decimal(40), "EUR"), "customer", Decimal(0)) == (
        Share("customer", Decimal(100), Decimal(40)),
    )


@given(st.decimals("0", "100000", places=2), st.decimals("0", "100", places=2), st.sampled_from(["EUR", "IRR", "KWD"]))
def test_shares_always_add_up_to_the_line(amount, percent, currency):
    total = Money(amount, currency).rounded()
    shares = shares_of(total, "warranty", percent)
    assert sum(share.amount for share in shares) == total.amount
    assert sum(share.percent for share in shares) == 100
    assert shares_from(stored(shares)) == shares


@given(st.integers(1, 40), st.decimals("0", "9999", places=2), st.decimals("0", "100", places=1), st.data())
def test_a_line_reversed_piece_by_piece_leaves_nothing_for_any_payer(pieces, amount, percent, data):
    shares = shares_of(Money(amount, "EUR"), "warranty", percent)
    whole, left, reversed_before = line(str(pieces), str(amount), shares=shares), pieces, []
    while left:
        taken = data.draw(st.integers(1, left))
        back = reversal_of(whole, reversed_before, Decimal(taken))
        assert back.amount == sum(share.amount for share in back.shares)
        gone = tuple(replace(share, amount=-share.amount) for share in back.shares)
        reversed_before.append(line(str(-taken), str(-back.amount), cost=-back.cost, reverses_id=whole.id, shares=gone))
        left -= taken
    assert whole.amount + sum(each.amount for each in reversed_before) == 0
    assert whole.cost + sum(each.cost for each in reversed_before) == 0
    for share in whole.shares:
        assert part_of([whole, *reversed_before], share.payer) == 0


def test_a_part_that_came_back_entirely_is_not_in_the_unit():
    assert fitted_parts([line("2"), line("-2")]) == frozenset()
    assert fitted_parts([line("2"), line("-1")]) == {PART}


def test_an_unpriced_line_matters_only_to_a_customer_who_pays():
    customer, warranty = Share("customer", Decimal(100), Decimal(0)), Share("warranty", Decimal(100), Decimal(0))
    assert (line(shares=(customer,)).unpriced, line(shares=(warranty,)).unpriced) == (True, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_time_on_a_line_is_told_by_its_activity_in_the_readers_language(language):
    told = {activity: line_words("labour", activity.value, language) for activity in KnownActivity}
    assert all(name[:1] == name[:1].upper() for name in told.values())
    if language != "en":
        assert [name for name in told.values() if re.search("[A-Za-z]", name)] == []


def test_a_line_without_a_name_is_called_by_its_kind_and_a_typed_one_as_typed():
    assert [line_words("labour", text, "fa") for text in ("", "labour", "repair")] == ["اجرت", "اجرت", "تعمیر"]
    assert line_words("expense", "Hotel for one night", "ru") == "Hotel for one night"
    assert line_words("travel", "journey", "ru") == "Выезд"
    assert line_words("labour", "oil_change", "en") == "oil change"
    assert line_words("part", "repair", "fa") == "repair"  # what the catalogue calls it


def test_a_line_of_hours_counts_minutes_and_one_of_pieces_none():
    assert line_minutes("labour", 85, Decimal("1.4167"), "h") == 85
    assert line_minutes("labour", None, Decimal("1.5"), "h") == 90
    assert line_minutes("labour", None, Decimal(1), "pcs") is line_minutes("travel", None, Decimal(1), "") is None
