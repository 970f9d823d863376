"""The golden cases: a changed verdict is a changed row in tests/golden/warranty_cases.json, reviewed as such."""

import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from service_desk.foundation.money import Money
from service_desk.foundation.written import written_day
from service_desk.products.rules import Basis
from service_desk.warranty.rules import (
    CLASSES,
    Candidate,
    Circumstances,
    CostClass,
    Facts,
    LineFacts,
    Override,
    Payer,
    Period,
    Service,
    Source,
    SourceKind,
    UnitFacts,
    decide,
    explain,
    extension,
    freeze,
    local_date,
    parse_pack,
    parse_policy,
    repair_warranty,
)

# EXPLAIN
from service_desk.warranty.rules.goodwill import AboveYourLimit, granted, offered, within
from service_desk.warranty.rules.vocabulary import PRIORITY
from service_desk.warranty.starter import starter_packs

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = json.loads((ROOT / "tests/golden/warranty_cases.json").read_text())
SOMEONE = UUID(int=7)


@cache
def pack(code):
    return parse_pack(starter_packs()[f"{code} 1"])


def part_id(name):
    return uuid5(UUID(int=0), name) if name else None


def day(text):
    return None if text is None else date.fromisoformat(text)


def terms_of(case):
    name = case["policy"]
    terms = GOLDEN["policies"][name] | case.get("policy_with", {})
    label = name if " " in name else f"{name} v1"
    dates = tuple(
        Candidate(Basis(basis), day(on), "invoice", f"doc-{basis}", basis in case.get("proofs", ()))
        for basis, on in case["unit"].items()
    )
    law = GOLDEN["packs"].get(name)
    return freeze(parse_policy(label, terms), dates, pack(law) if law else None)


def service(row):
    return Service(
        order_id=SOMEONE,
        order_number="R-1",
        reported_on=day(row["reported_on"]),
        handed_back_on=day(row["handed_back_on"]),
        received_on=day(row.get("received_on")),
        symptom_group=row.get("symptom_group", ""),
        outcome=row.get("outcome", "repaired"),
        part_ids=frozenset(part_id(name) for name in row.get("parts", ())),
        attempt=row.get("attempt", False),
        covered=row.get("covered", False),
    )


def source(row):
    percents = row.get("percents", dict.fromkeys(CLASSES, 100))
    return Source(
        kind=SourceKind(row["kind"]),
        payer=Payer(row["payer"]),
        priority=PRIORITY.get(SourceKind(row["kind"]), 0),
        starts_on=day(row["starts_on"]),
        ends_on=day(row["ends_on"]),
        percents={CostClass(name): Decimal(percent) for name, percent in percents.items()},
        part_ids=frozenset(part_id(name) for name in row.get("parts", ())),
        label=row["label"],
    )


def sold_extension(terms, row):
    percents = {CostClass(name): Decimal(percent) for name, percent in row["percents"].items()}
    return extension(terms, Period(row["months"]), day(row["purchased_on"]), percents, row["label"], SOMEONE)


def unit_of(case):
    if case.get("unknown"):
        return UnitFacts(known=False)
    terms = terms_of(case)
    history = tuple(service(row) for row in case.get("history", ()))
    granted = (repair_warranty(terms.policy, each) for each in history)
    sources = [*(source(row) for row in case.get("sources", ())), *(each for each in granted if each)]
    if "extension" in case:
        sources.append(sold_extension(terms, case["extension"]))
    return UnitFacts(True, terms, tuple(sources), history)


def line(row):
    return LineFacts(
        key=row["key"],
        classes=tuple(CostClass(name) for name in row.get("classes", CLASSES)),
        part_id=part_id(row.get("part")),
        part_names=frozenset({row["part"]} if "part" in row else ()),
        follows=row.get("follows"),
        symptom_group=row.get("symptom_group"),
    )


def decided(case):
    zone = case.get("centre_tz", "Europe/Berlin")
    on = (
        local_date(datetime.fromisoformat(case["reported_at"]), zone)
        if "reported_at" in case
        else day(case["reported_on"])
    )
    circumstances = Circumstances(
        readings={unit: Decimal(reading) for unit, reading in case.get("readings", {}).items()},
        misuse=case.get("misuse"),
        override=Override(case["override"], SOMEONE) if "override" in case else None,
        box_complete=case.get("box_complete"),
    )
    lines = [line(row) for row in case.get("lines", [{"key": "fault"}])]
    return decide(Facts(on, unit_of(case), circumstances), lines)


def verdicts_of(case, decision):
    """Each expected verdict of a case with the one that was reached."""
    for key, wanted in case["expect"].items():
        if key not in {"reported_on", "exchange_offered"}:
            line_key, _, name = key.rpartition(".")
            yield wanted, decision.of(CostClass(name), line_key or None)


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["id"])
def test_golden_case(case):
    decision = decided(case)
    if "reported_on" in case["expect"]:
        assert decision.reported_on == day(case["expect"]["reported_on"])
    if "exchange_offered" in case["expect"]:
        assert decision.exchange_offered is case["expect"]["exchange_offered"]
    for wanted, got in verdicts_of(case, decision):
        assert (got.verdict, got.payer, got.reason) == (wanted["verdict"], wanted["payer"], wanted["reason"])
        check_details(case, wanted, got)


def check_details(case, wanted, got):
    if "last_day" in wanted:
        assert got.last_on == day(wanted["last_day"])
    if "start" in wanted:
        assert got.start == day(wanted["start"])
    assert wanted.get("rule", "") in got.rule
    assert str(got.percent) == wanted.get("percent", str(got.percent))
    assert wanted.get("recover") is None or got.recover is wanted["recover"]
    for reason, params in wanted.get("hints", {}).items():
        assert params.items() <= got.hint(reason).params.items()
    if "shares" in wanted:
        total = Money(Decimal(case["amounts"][got.cost_class]), "EUR")
        assert {p: str(m.amount) for p, m in got.shares(total).items()} == wanted["shares"]
    if "goodwill" in wanted:
        check_goodwill(wanted["goodwill"], got)


def check_goodwill(wanted, got):
    total, limit = (Money(Decimal(wanted[name]), "EUR") for name in ("total", "limit"))
    percent = Decimal(wanted["percent"])
    owed = got.shares(total)[Payer.CUSTOMER]
    share = offered(owed, percent)
    if "refused" in wanted:
        with pytest.raises(AboveYourLimit):
            within(share, limit)
        return
    within(share, limit)
    assert {"goodwill": str(share.amount), "customer": str((owed - share).amount)} == wanted["shares"]
    line_verdict = granted(got, percent, "ten days late")
    assert (line_verdict.reason, line_verdict.percent) == ("GOODWILL", percent)


@pytest.mark.parametrize("language", ["en", "fa", "ar", "zh", "ru"])
@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["id"])
def test_the_explanation_names_rule_dates_and_evidence(case, language):
    decision = decided(case)
    text = "\n".join(explain(decision, language))
    for _, got in verdicts_of(case, decision):
        assert got.rule in text
        assert got.reason in text
        for shown in (got.start, got.last_on):
            assert shown is None or written_day(shown, language) in text
        assert got.evidence in text


def test_all_sixty_one_cases_are_there():
    assert [case["id"] for case in GOLDEN["cases"]] == [f"WC-{n:02}" for n in range(1, 62)]
