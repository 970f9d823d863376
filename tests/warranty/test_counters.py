"""Counters of the law, with the starter packs as they are shipped (cases RC-01 to RC-10)."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from service_desk.warranty.rules import Interval, Service, parse_pack
from service_desk.warranty.rules.counters import attempts, days_out, elapsed_days, elapsed_hours
from service_desk.warranty.starter import starter_packs

RULES = {rule["id"]: rule for pack in starter_packs().values() for rule in pack["rules"]}


def repairs(*attempted, group="3"):
    day = date(2025, 1, 1)
    return [Service(UUID(int=n), f"R-{n}", day, day, symptom_group=group, attempt=a) for n, a in enumerate(attempted)]


def out(*spans):
    return [Interval(date.fromisoformat(first), date.fromisoformat(last)) for first, last in spans]


def test_rc_01_two_repairs_and_a_third_report_are_due_exchange_or_refund():
    counter = attempts(RULES["CN-5"], repairs(True, True), "3", reported_again=True)
    assert (counter.alarm, counter.remedy) == ("due", ("exchange", "refund"))


def test_rc_02_a_declined_repair_does_not_count():
    counter = attempts(RULES["CN-5"], repairs(True, False), "3", reported_again=True)
    assert (counter.count, counter.alarm) == (1, "warning")


@pytest.mark.parametrize(
    ("case", "rule", "since", "today", "alarm"),
    [
        ("RC-03", "CN-6", "2025-03-01", "2025-05-30", "warning"),
        ("RC-03", "CN-6", "2025-03-01", "2025-05-31", "due"),
        ("RC-04", "CN-7", "2025-04-01", "2025-05-01", "warning"),
        ("RC-04", "CN-7", "2025-04-01", "2025-05-02", "due"),
        ("RC-05", "RU-1", "2025-06-02", "2025-07-17", "warning"),
        ("RC-05", "RU-1", "2025-06-02", "2025-07-18", "due"),
    ],
)
def test_a_wait_is_due_the_day_after_its_last_lawful_day(case, rule, since, today, alarm):
    assert elapsed_days(RULES[rule], date.fromisoformat(since), date.fromisoformat(today)).alarm == alarm


@pytest.mark.parametrize(
    ("case", "rule", "spans", "count"),
    [
        (
            "RC-06",
            "US-3",
            [("2025-01-10", "2025-01-21"), ("2025-03-03", "2025-03-20"), ("2025-03-15", "2025-03-18")],
            30,
        ),
        ("RC-07", "US-3-MA", [("2025-03-03", "2025-03-21")], 15),
        ("RC-08", "US-3-NJ", [("2025-05-01", "2025-05-08"), ("2025-06-10", "2025-06-21")], 20),
    ],
)
def test_days_out_of_use_are_due_at_their_number(case, rule, spans, count):
    counter = days_out(RULES[rule], out(*spans), weekend=(5, 6))
    assert (counter.count, counter.alarm) == (count, "due")


def test_rc_09_a_safety_fault_is_due_after_two():
    history = repairs(True, True, group="9")
    assert attempts(RULES["US-2"], history, "9", reported_again=True, safety=True).alarm == "due"
    assert attempts(RULES["US-2"], history, "9", reported_again=True, safety=False) is None


@pytest.mark.parametrize(("minute", "alarm"), [(0, "warning"), (1, "due")])
def test_rc_10_a_standstill_counts_to_the_minute(minute, alarm):
    since, now = datetime(2025, 5, 4, 9, tzinfo=UTC), datetime(2025, 5, 6, 9, minute, tzinfo=UTC)
    assert elapsed_hours(RULES["IR-5"], since, now).alarm == alarm


def test_attempts_warn_one_before_they_are_due_also_without_a_report():
    assert attempts(RULES["CN-5"], repairs(True), "3", reported_again=False).alarm == "warning"
    assert attempts(RULES["CN-5"], repairs(True, True), "4", reported_again=True).alarm == "none"


def test_every_shipped_pack_is_read_and_every_rule_names_its_source():
    assert [parse_pack(pack).label for pack in starter_packs().values()] == [
        "CN v1",
        "EU v1",
        "IR v1",
        "RU v1",
        "US v1",
    ]
    assert all(rule["source"] for rule in RULES.values())
    assert {pack["status"] for pack in starter_packs().values()} == {"to be confirmed by counsel"}
