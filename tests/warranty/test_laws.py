"""The laws behind the rules, on generated cases: what must hold whatever the policy, the pack and the history are."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import example, given, settings
from hypothesis import strategies as st

from service_desk.foundation.money import Money
from service_desk.products.rules import Basis
from service_desk.warranty.rules import (
    Candidate,
    CostClass,
    Facts,
    Payer,
    Service,
    Source,
    SourceKind,
    Verdict,
    decide,
    freeze,
    parse_policy,
)
from service_desk.warranty.rules.ladder import base_cover
from service_desk.warranty.rules.past import Past
from service_desk.warranty.rules.policy import Suspension
from service_desk.warranty.rules.suspension import reckon, spans_of
from tests.warranty import cases, naive

ANY = settings(max_examples=150, deadline=None)
CASES = st.integers(0, 10**9).map(lambda seed: cases.made(random.Random(seed)))
WHOLE = dict.fromkeys(CostClass, Decimal(100))


def unit_with(facts, **changes):
    return replace(facts, unit=replace(facts.unit, **changes))


def covering(kind, percent, starts_on, ends_on):
    percents = dict.fromkeys(CostClass, Decimal(percent))
    return Source(SourceKind(kind), Payer.CONTRACT, 60, starts_on, ends_on, percents, label="S-new")


@ANY
@given(CASES, st.sampled_from(["contract", "campaign"]), st.integers(1, 100), st.integers(0, 400), st.integers(0, 800))
def test_one_more_source_never_makes_cover_worse(case, kind, percent, before, after):
    facts, lines = cases.facts(case), cases.lines(case)
    day = facts.reported_on
    more = covering(kind, percent, day - timedelta(days=before), day + timedelta(days=after))
    now = decide(facts, lines)
    then = decide(unit_with(facts, sources=(*facts.unit.sources, more)), lines)
    for was, becomes in zip(now.lines, then.lines, strict=True):
        assert becomes.percent >= was.percent
        if was.verdict is Verdict.COVERED:
            assert becomes.verdict is Verdict.COVERED


@ANY
@given(CASES, st.integers(0, 400))
def test_one_more_repair_warranty_never_makes_the_end_earlier(case, more_days):
    facts, line = cases.facts(case), cases.lines(case)[:1]
    day = facts.reported_on
    one, other = (covering("repair_warranty", 100, day, day + timedelta(days=days)) for days in (100, more_days))
    ends = [
        next(each.last_on for each in decide(unit_with(facts, sources=sources), line).lines)
        for sources in ((one,), (other, one))
        if decide(unit_with(facts, sources=sources), line).lines[0].reason == "REPAIR_WARRANTY"
    ]
    assert ends == sorted(ends)


@ANY
@given(CASES)
def test_a_later_step_never_opens_a_gap_before_an_extension(case):
    """The extension begins no later than the day after the base cover ended by its first step, and runs past where it ends now."""
    facts = cases.facts(case)
    terms = facts.unit.terms
    if (base := base_cover(terms, Past())) is None:
        return
    ended = base[0]
    history = tuple(each for each in facts.unit.history if each.handed_back_on <= ended)
    _, moved = base_cover(terms, Past.of(history))
    line = replace(cases.lines(case)[0], misuse=None, part_names=frozenset())
    for source in facts.unit.sources:
        if source.extension is None or source.extension.purchased_on > ended + timedelta(days=1):
            continue
        unit = replace(facts.unit, history=history, sources=(replace(source, percents=WHOLE),))
        for day in (ended + timedelta(days=1), moved, moved + timedelta(days=1)):
            assert decide(Facts(max(day, ended + timedelta(days=1)), unit), [line]).verdict is Verdict.COVERED


@ANY
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(case, rng):
    facts, lines = cases.facts(case), cases.lines(case)
    history, sources, shuffled = list(facts.unit.history), list(facts.unit.sources), list(lines)
    for each in (history, sources, shuffled):
        rng.shuffle(each)
    then = decide(unit_with(facts, history=tuple(history), sources=tuple(sources)), shuffled)
    now = {(each.line, each.cost_class): each for each in decide(facts, lines).lines}
    assert {(each.line, each.cost_class): each for each in then.lines} == now


@ANY
@given(CASES, st.decimals(0, 10**6, places=3), st.sampled_from(["EUR", "IRR", "KWD"]))
def test_shares_sum_to_the_line(case, amount, currency):
    total = Money(amount, currency).rounded()
    for each in decide(cases.facts(case), cases.lines(case)).lines:
        assert sum(share.amount for share in each.shares(total).values()) == total.amount


@ANY
@given(CASES)
def test_undecided_only_where_a_named_fact_would_decide_it(case):
    """Give the fact that an undecided line asks for, and it is decided, or asks for the next one."""
    facts, lines = cases.facts(case), cases.lines(case)
    asking = {each.reason: each for each in decide(facts, lines).lines if each.verdict is Verdict.UNDECIDED}
    for reason, line in asking.items():
        given_facts = supplied(facts, case, line, reason)
        then = decide(given_facts, lines).of(line.cost_class, line.line)
        assert (then.reason, then.verdict) != (reason, Verdict.UNDECIDED)


def supplied(facts, case, line, reason):
    if reason == "METER_MISSING":
        named = next(step.params["meter"] for step in line.steps if step.rule == "LINE-9").split()
        readings = {**facts.circumstances.readings, **dict.fromkeys(named, Decimal(1))}
        return replace(facts, circumstances=replace(facts.circumstances, readings=readings))
    if reason == "NOT_STARTED":
        return replace(facts, reported_on=line.start)
    assert reason == "NO_START"
    asked = next(step.params["asked"] for step in line.steps if step.rule == "START-4").split()
    bases = [each.partition(":")[0] for each in asked]
    assert bases
    known = tuple(each for each in facts.unit.terms.dates if each.basis not in {*bases, "manufacture"})
    dates = (*known, *(Candidate(Basis(basis), date(2025, 3, 1), "receipt", "x", True) for basis in bases))
    old = facts.unit.terms
    terms = freeze(old.policy, dates, old.pack, case["product_class"])
    return unit_with(facts, terms=terms)


@given(st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.integers(1, 60), st.integers(0, 40))
def test_the_first_day_not_counted_moves_an_end_by_exactly_one_day(sold, months, days):
    ends = []
    for counts in (True, False):
        term = {"months": months, "days": days}
        given_terms = {"start": {"candidates": [{"basis": "invoice"}]}, "classes": {"parts": term},
                       "bonus": {"months": 6, "window_days": 30}, "first_day_counts": counts}  # fmt: skip
        dates = (Candidate(Basis.INVOICE, sold), Candidate(Basis.REGISTER, sold))
        window = freeze(parse_policy("X v1", given_terms), dates).windows[CostClass.PARTS][0]
        ends.append([rung.last_on for rung in window.rungs])
    assert [later - earlier for earlier, later in zip(*ends, strict=True)] == [timedelta(days=1)] * 2


DAYS = st.tuples(st.integers(-40, 900), st.integers(0, 60), st.integers(0, 20))
SOLD = date(2025, 1, 1)


@ANY
@given(st.lists(DAYS, max_size=25), st.booleans(), st.integers(30, 400))
@example(
    [(0, 1, 0), (0, 35, 20), (54, 1, 0)], False, 53
)  # overlapped by one that was not back yet when the third began
def test_days_lost_are_those_of_a_reckoning_day_by_day(orders, both_ends, length):
    """Also without any one of them, as a replaced part asks for it."""
    rule = Suspension(begins="received", until="ready", both_ends=both_ends)
    last_on = SOLD + timedelta(days=length)
    services = [service(n, *order) for n, order in enumerate(orders)]
    plain = {"from": "received", "to": "ready", "ends": "both" if both_ends else "first_only"}
    rows = [
        {"reported_on": str(s.reported_on), "received_on": str(s.received_on), "ready_on": str(s.ready_on),
         "handed_back_on": str(s.handed_back_on), "covered": True}
        for s in services
    ]  # fmt: skip
    lost = reckon(spans_of(rule, SOLD, services), last_on)
    assert lost.days == naive.days_lost(plain, SOLD, last_on, rows)
    for place, each in enumerate(services):
        others = rows[:place] + rows[place + 1 :]
        assert lost.without(each) == naive.days_lost(plain, SOLD, last_on, others)
        assert lost.at_most_without(each) >= lost.without(each)


def service(n, first, out, waiting):
    received = SOLD + timedelta(days=first)
    ready = received + timedelta(days=out)
    back = ready + timedelta(days=waiting)
    return Service(UUID(int=n), f"R-{n}", received, back, received, ready, covered=True)
