"""Where the warranty starts: candidates, proofs, caps, registration (trade page, section 2)."""

from datetime import date

import pytest

from service_desk.products.rules import Basis
from service_desk.warranty.rules import (
    VIRTUAL_LINE,
    Candidate,
    CostClass,
    Facts,
    UnitFacts,
    decide,
    freeze,
    parse_policy,
)
from service_desk.warranty.rules.dates import Period
from service_desk.warranty.rules.policy import Cap, StartEntry, StartMode, StartRule
from service_desk.warranty.rules.start import NoStart, choose_start
from tests.warranty.policies import POLICIES

MADE, SHIPPED, SOLD = date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10)


def on(basis, day, *, proof=False):
    return Candidate(Basis(basis), day, "receipt", f"{basis}-1", proof)


def rule(mode, *bases, cap=None):
    return StartRule(StartMode(mode), tuple(StartEntry(Basis(basis)) for basis in bases), cap)


DATES = (on("manufacture", MADE), on("ship", SHIPPED), on("invoice", SOLD))


@pytest.mark.parametrize(("mode", "start"), [("first_of", SHIPPED), ("latest_of", SOLD), ("earliest_of", MADE)])
def test_the_mode_picks_among_the_usable_dates(mode, start):
    assert choose_start(rule(mode, "ship", "invoice", "manufacture"), DATES).on == start


def test_offsets_are_added_before_the_dates_are_compared():
    late = StartRule(StartMode.LATEST_OF, (StartEntry(Basis.SHIP, 90), StartEntry(Basis.INVOICE)))
    assert choose_start(late, DATES).on == date(2024, 5, 10)


def test_a_date_before_the_manufacture_is_not_usable_and_is_listed():
    early = (on("manufacture", SHIPPED), on("invoice", MADE))
    found = choose_start(rule("first_of", "invoice", "ship"), early)
    assert isinstance(found, NoStart)
    assert [(each.basis, each.why) for each in found.skipped] == [
        ("invoice", "before_manufacture"),
        ("ship", "missing"),
    ]


def test_an_accepted_proof_goes_before_a_bare_date_recorded_later():
    both = (on("invoice", SOLD, proof=True), on("invoice", date(2025, 1, 1)))
    assert choose_start(rule("first_of", "invoice"), both).on == SOLD


def test_of_two_bare_dates_the_one_recorded_later_stands():
    assert choose_start(rule("first_of", "invoice"), (on("invoice", MADE), on("invoice", SOLD))).on == SOLD


def test_a_proof_that_is_asked_for_must_be_accepted():
    asked = StartRule(StartMode.FIRST_OF, (StartEntry(Basis.INVOICE, proof_required=True), StartEntry(Basis.SHIP)))
    assert choose_start(asked, DATES).basis == "ship"
    assert choose_start(asked, (*DATES, on("invoice", SOLD, proof=True))).basis == "invoice"


def test_a_cap_holds_only_where_its_date_is_known():
    capped = rule("first_of", "invoice", cap=Cap(Basis.SHIP, Period(0, 10)))
    assert choose_start(capped, DATES).on == date(2024, 2, 20)
    assert choose_start(capped, (on("invoice", SOLD),)).on == SOLD


def terms(policy, *dates, **changes):
    return freeze(parse_policy("X v1", POLICIES[policy] | changes), tuple(dates))


def judged(terms, day):
    return decide(Facts(day, UnitFacts(True, terms)), [VIRTUAL_LINE]).of(CostClass.PARTS)


def test_no_date_lists_the_proofs_that_would_settle_it_and_never_falls_back_to_today():
    verdict = judged(terms("D"), SOLD)
    assert verdict.steps[0].params["asked"] == "activate:missing invoice:missing"
    assert (verdict.verdict, verdict.start, verdict.last_on) == ("undecided", None, None)


BY_REGISTRATION = {"start": {"mode": "first_of", "candidates": [{"basis": "register"}, {"basis": "invoice"}]}}


def test_a_registration_as_a_start_extends_both_ways():
    late = terms("A", on("invoice", SOLD), on("register", date(2024, 4, 10)), **BY_REGISTRATION)
    window = late.windows[CostClass.PARTS][0]
    assert (window.begins, window.last_on) == (SOLD, date(2026, 4, 9))


def test_a_registration_shortens_only_where_the_policy_says_so():
    early = (on("invoice", SOLD), on("register", MADE))
    assert terms("A", *early, **BY_REGISTRATION).last_on(CostClass.PARTS) == date(2026, 3, 9)
    shortened = terms("A", *early, **BY_REGISTRATION, registration_may_shorten=True)
    assert shortened.last_on(CostClass.PARTS) == date(2026, 1, 9)


def test_a_registration_before_the_start_earns_the_bonus():
    assert terms("L", on("invoice", SOLD), on("register", MADE)).last_on(CostClass.PARTS) == date(2027, 3, 9)


def test_a_missing_proof_is_no_hint_where_it_would_not_help():
    asked = {"start": {"candidates": [{"basis": "purchase", "proof_required": True}, {"basis": "ship"}]}}
    earlier = terms("A", on("ship", SHIPPED), on("purchase", MADE), **asked)
    assert judged(earlier, SHIPPED).hint("PROOF_MISSING") is None


def test_a_start_that_is_not_the_first_choice_says_so():
    assert judged(terms("A", on("ship", SHIPPED)), SHIPPED).reason == "START_FALLBACK"
