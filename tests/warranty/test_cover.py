"""Cover per line: components, exclusions, meters, misuse, overlap of sources, packs (sections 4 to 7)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_desk.foundation.money import Money
from service_desk.products.rules import Basis
from service_desk.warranty.rules import (
    CLASSES,
    PRIORITY,
    SOURCE_PAYER,
    VIRTUAL_LINE,
    Candidate,
    Circumstances,
    CostClass,
    Facts,
    LineFacts,
    Payer,
    Service,
    Source,
    SourceKind,
    UnitFacts,
    Verdict,
    decide,
    freeze,
    parse_pack,
    parse_policy,
)
from service_desk.warranty.rules.ladder import climb, replaced_until
from service_desk.warranty.rules.past import Past
from service_desk.warranty.rules.policy import Replacement, ReplacementRule
from tests.warranty.policies import POLICIES, months

SOLD = date(2024, 3, 15)
LATE = date(2026, 4, 2)  # parts of policy A have ended
DISPLAY = UUID(int=1)


def sold(terms=POLICIES["A"], pack=None, basis="invoice", on=SOLD, product_class="", **changes):
    dates = (Candidate(Basis(basis), on),)
    return freeze(parse_policy("X v1", terms | changes), dates, pack, product_class)


def judge(terms, day, *lines, sources=(), history=(), **found):
    facts = Facts(day, UnitFacts(True, terms, tuple(sources), tuple(history)), Circumstances(**found))
    return decide(facts, lines or [VIRTUAL_LINE])


def source(kind="contract", percent=100, **more):
    kind = SourceKind(kind)
    defaults = {
        "payer": SOURCE_PAYER[kind],
        "priority": PRIORITY[kind],
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2028, 1, 1),
        "percents": dict.fromkeys(CLASSES, Decimal(percent)),
    }
    return Source(kind, **(defaults | more))


def service(handed_back_on, out=1, **more):
    began = handed_back_on - timedelta(days=out - 1)
    return Service(UUID(int=9), "R-9", began, handed_back_on, began, **more)


def part(name, **more):
    return LineFacts(name, (CostClass.PARTS,), part_names=frozenset({name}), **more)


def test_an_excluded_component_with_a_term_of_its_own_has_that_one_alone():
    terms = sold(exclusions=["battery"], components=[{"component": "battery", "months": 6}])
    assert judge(terms, date(2024, 9, 14), part("battery")).reason == "COMPONENT_TERM"
    assert judge(terms, date(2024, 9, 15), part("battery")).reason == "EXPIRED"


def test_a_component_term_that_is_not_longer_leaves_the_units_term():
    terms = sold(components=[{"component": "fan", "months": 6}])
    assert judge(terms, date(2025, 1, 1), part("fan")).reason == "IN_PERIOD"


def test_labour_of_an_expired_part_follows_its_own_term():
    terms = sold(POLICIES["A"] | {"classes": {"parts": {"months": 1}, "labour": {"months": 12}}})
    work = LineFacts("work", (CostClass.LABOUR,), follows="fan")
    decision = judge(terms, date(2024, 9, 1), part("fan"), work)
    assert [line.reason for line in decision.lines] == ["EXPIRED", "IN_PERIOD"]


def test_labour_follows_a_part_whose_exclusion_is_only_a_hint():
    terms = sold(
        POLICIES["A"] | {"exclusions": ["battery"], "classes": {"parts": {"months": 1}, "labour": {"months": 12}}}
    )
    work = LineFacts("work", (CostClass.LABOUR,), follows="battery")
    assert [line.reason for line in judge(terms, date(2024, 9, 1), part("battery"), work).lines] == [
        "EXPIRED",
        "FOLLOWS_PART",
    ]


def test_a_misuse_of_one_line_leaves_the_others():
    decision = judge(sold(), SOLD, part("display", misuse="D21"), part("fan"))
    assert [line.reason for line in decision.lines] == ["MISUSE", "IN_PERIOD"]


def test_misuse_takes_every_source_away_but_a_campaign():
    day = date(2025, 1, 1)
    assert judge(sold(), day, sources=[source("contract")], misuse="D22").reason == "MISUSE"
    assert judge(sold(), day, sources=[source("campaign")], misuse="D22").reason == "CAMPAIGN"


def test_a_contract_has_its_own_list_but_an_extension_shares_the_exclusions():
    terms = sold(exclusions=["battery"])
    assert judge(terms, SOLD, part("battery"), sources=[source("extension")]).reason == "EXCLUDED"
    assert judge(terms, SOLD, part("battery"), sources=[source("contract")]).reason == "CONTRACT"


def test_the_smallest_customer_share_wins_and_a_tie_goes_to_the_priority():
    assert judge(sold(), SOLD, sources=[source("contract", 100)]).reason == "IN_PERIOD"
    half = sold(POLICIES["F"])
    assert judge(half, SOLD, sources=[source("contract", 80)]).of(CostClass.LABOUR).percent == 80
    assert judge(sold(), LATE, sources=[source("contract", 100), source("extension", 100)]).reason == "EXTENDED"


def test_priorities_are_editable():
    first = source("contract", 100, priority=1)
    assert judge(sold(), SOLD, sources=[first]).reason == "CONTRACT"


def test_an_undecided_unit_stands_back_and_becomes_a_hint():
    nothing = freeze(parse_policy("X v1", POLICIES["A"]), ())
    verdict = judge(nothing, SOLD, sources=[source("contract")]).lines[0]
    assert (verdict.reason, verdict.hint("NO_START") is not None) == ("CONTRACT", True)


def test_a_cover_of_nothing_is_no_source():
    assert judge(sold(), LATE, sources=[source("contract", 0)]).reason == "EXPIRED"


def test_a_class_at_no_percent_has_no_term():
    terms = sold(POLICIES["A"] | {"classes": {"parts": {"months": 24, "percent": 0}}})
    assert {line.reason for line in judge(terms, SOLD).lines} == {"NO_TERM"}


def test_checks_run_in_their_order_and_the_later_failures_are_hints():
    terms = sold(POLICIES["G"], basis="deliver")
    verdict = judge(terms, date(2030, 1, 1), misuse="D22").of(CostClass.PARTS)
    assert [verdict.reason, *(hint.reason for hint in verdict.hints)] == ["EXPIRED", "METER_MISSING", "MISUSE"]


EU = parse_pack({"pack": "EU", "version": 1, "rules": [
    {"id": "EU-1", "kind": "term", "class": "goods", "start": "deliver", "months": 24, "source": "law"},
    {"id": "EU-2", "kind": "extend_after_repair", "months": 12, "times": 1, "source": "law"}]})  # fmt: skip
CN = parse_pack({"pack": "CN", "version": 1, "rules": [
    {"id": "CN-1", "kind": "term", "class": "mobile_phone", "start": "invoice", "months": 12, "source": "law"},
    {"id": "CN-2", "kind": "start_fallback", "class": "mobile_phone", "basis": "manufacture", "offset_days": 90, "source": "law"},
    {"id": "CN-8", "kind": "suspend", "from": "received", "to": "ready", "ends": "both", "source": "law"}]})  # fmt: skip


def test_a_pack_is_a_floor_and_never_lowers_the_policy():
    short, long = (sold(months(n) | {"start": {"candidates": [{"basis": "deliver"}]}}, EU, "deliver") for n in (6, 36))
    assert judge(short, date(2024, 4, 1)).lines[0].rule == "EU v1 EU-1"  # the later end is the one to tell (SET-5)
    assert judge(short, date(2026, 3, 14)).of(CostClass.TRAVEL).rule == "EU v1 EU-1"
    assert judge(long, date(2024, 4, 1)).lines[0].rule == "X v1 parts"


def test_a_packs_substitute_date_is_used_when_no_other_is():
    terms = sold(months(6), CN, "manufacture", product_class="mobile_phone")
    verdict = judge(terms, date(2025, 6, 12)).lines[0]
    assert (verdict.reason, verdict.rule, verdict.start) == ("START_FALLBACK", "CN v1 CN-2", date(2024, 6, 13))


def test_a_pack_of_another_product_class_gives_nothing():
    assert judge(sold(months(6), CN, "manufacture", product_class="tool"), SOLD).reason == "NO_START"


def test_only_a_covered_repair_in_the_legal_guarantee_lengthens_it():
    terms = sold(months(6), EU, "deliver")
    late = service(date(2026, 3, 20), out=1, attempt=True, covered=True)
    paid = service(date(2025, 3, 20), attempt=True)
    for history in ([late], [paid]):
        assert judge(terms, date(2026, 4, 1), history=history).reason == "EXPIRED"


def test_policy_and_pack_suspend_and_the_larger_number_counts():
    first_only = {"suspension": {"from": "received", "to": "handed_back", "ends": "first_only"}}
    terms = sold(months(12) | first_only, CN)
    back = replace(service(date(2024, 6, 30), out=10), ready_on=date(2024, 6, 25))
    assert judge(terms, date(2025, 3, 23), history=[back]).reason == "SUSPENDED_DAYS"
    assert judge(terms, date(2025, 3, 24), history=[back]).reason == "EXPIRED"


def test_an_orders_own_days_never_help_its_own_verdict():
    terms = sold(months(12) | {"suspension": {}})
    still_out = service(date(2025, 3, 30), out=30)
    assert judge(terms, date(2025, 3, 20), history=[still_out]).reason == "EXPIRED"


def test_nothing_revives_a_cover_that_has_ended():
    terms = sold(months(12) | {"suspension": {}})
    after = service(date(2025, 4, 20), out=20)
    assert judge(terms, date(2025, 4, 25), history=[after]).reason == "EXPIRED"


@pytest.mark.parametrize(
    ("rule", "days", "last"),
    [
        (ReplacementRule.REST, 0, "2026-03-14"),
        (ReplacementRule.FRESH, 0, "2028-02-19"),
        (ReplacementRule.LONGER_OF_REST_AND_DAYS, 90, "2026-05-20"),
        (ReplacementRule.LONGEST_WITH_DOWNTIME, 30, "2026-04-04"),
    ],
)
def test_the_vector_of_replaced_parts(rule, days, last):
    window = sold().windows[CostClass.PARTS][0]
    fitted = service(date(2026, 2, 20), out=21)
    assert replaced_until(Replacement(rule, days), window.last_on, fitted, window, 21) == date.fromisoformat(last)


def test_a_part_fitted_at_the_customers_cost_gets_no_longer_warranty():
    terms = sold(replaced_part={"rule": "REPL-2"})
    paid = service(date(2026, 2, 20), part_ids=frozenset({DISPLAY}), attempt=True)
    assert judge(terms, LATE, LineFacts(part_id=DISPLAY), history=[paid]).reason == "EXPIRED"


def test_chains_of_repeats_point_to_the_first_order():
    terms = sold(repeat={"days": 30})
    first = replace(service(date(2026, 5, 10)), symptom_group="3", attempt=True, order_number="R-1")
    second = replace(service(date(2026, 6, 5), out=5), symptom_group="3", attempt=True, order_number="R-2")
    verdict = judge(terms, date(2026, 7, 1), LineFacts(symptom_group="3"), history=[first, second]).lines[0]
    assert (verdict.reason, verdict.evidence) == ("REWORK", "R-1")


def test_a_fault_proven_to_be_another_one_is_taken_out_of_the_chain():
    terms = sold(repeat={"days": 30})
    back = replace(service(date(2026, 6, 1)), symptom_group="3", attempt=True)
    line = LineFacts(symptom_group="3", another_fault=True)
    assert judge(terms, date(2026, 6, 10), line, history=[back]).reason == "EXPIRED"


def test_the_summary_is_the_best_verdict_of_any_class():
    assert judge(sold(), date(2026, 3, 14)).verdict is Verdict.COVERED
    assert judge(sold(), LATE).reason == "EXPIRED"


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False)


@given(AMOUNTS, st.integers(0, 10_000), st.sampled_from(["EUR", "IRR", "KWD", "CNY"]))
def test_shares_add_up_to_the_total_in_every_currency(amount, basis_points, currency):
    total = Money(amount, currency).rounded()
    covered = judge(sold(), SOLD).lines[0]
    shares = replace(covered, percent=Decimal(basis_points) / 100).shares(total)
    assert sum(share.amount for share in shares.values()) == total.amount


HISTORIES = st.lists(st.tuples(st.dates(SOLD, date(2027, 1, 1)), st.integers(1, 60)), max_size=5)
SUSPENDED = sold(months(12) | {"suspension": {"from": "requested"}})


@given(HISTORIES, st.tuples(st.dates(SOLD, date(2027, 1, 1)), st.integers(1, 60)))
def test_one_more_interval_out_of_use_never_shortens_cover(known, more):
    before = [service(back, out) for back, out in known]
    after = [*before, service(*more)]
    window = SUSPENDED.windows[CostClass.PARTS][0]
    reach = [climb(SUSPENDED, window, Past.of(history), None)[-1].last_on for history in (before, after)]
    assert reach[0] <= reach[1]


SOURCES = st.lists(
    st.builds(source, st.sampled_from(["contract", "extension", "campaign"]), st.integers(0, 100)), max_size=4
)


@given(st.dates(SOLD, LATE), SOURCES, st.integers(0, 100), st.sampled_from(CLASSES))
def test_one_more_source_never_raises_the_customers_share(day, known, percent, cost_class):
    terms = sold(POLICIES["F"])
    before = judge(terms, day, sources=known).of(cost_class).percent
    assert judge(terms, day, sources=[*known, source("contract", percent)]).of(cost_class).percent >= before


@given(st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.booleans())
def test_a_line_that_is_not_covered_is_the_customers(day, misuse):
    for line in judge(sold(), day, misuse="D22" if misuse else None).lines:
        assert (line.payer is Payer.CUSTOMER) == (line.verdict is not Verdict.COVERED)
