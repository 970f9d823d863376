"""Each rule of the trade page by its name, and what was settled afterwards (SET-1 to SET-11, DATE-7), told to both engines.

The data: tests/golden/rule_cases.json and settled_cases.json. SET-8, SET-9 and SET-12 need a database: test_kept.py.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from service_desk.warranty.rules import CostClass, decide
from tests.warranty import cases, naive

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
ROWS = [row for name in ("rule_cases", "settled_cases") for row in json.loads((GOLDEN / f"{name}.json").read_text())]
PLAIN = {
    "pack": None, "product_class": "tool", "history": [], "sources": [], "misuse": None, "override": False, "readings": {},
    "box_complete": None,
    "lines": [{"key": "fault", "classes": ["parts", "labour", "travel"], "part": None, "names": [], "follows": None,
               "misuse": None, "group": None}],
}  # fmt: skip


def place(name):
    key, _, cost_class = name.rpartition(".")
    return key or "fault", cost_class


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_rule(row):
    case = PLAIN | row
    decision = decide(cases.facts(case), cases.lines(case))
    second = naive.decided(case)
    for name, (verdict, percent, payer, reason, last_on) in row["expect"].items():
        key, cost_class = place(name)
        line = decision.of(CostClass(cost_class), key)
        wanted = (verdict, Decimal(percent), payer, reason, date.fromisoformat(last_on) if last_on else None)
        assert (line.verdict, line.percent, line.payer, line.reason, line.last_on) == wanted
        assert second[key, cost_class][:5] == wanted
        assert row.get("rules", {}).get(name, line.rule) == line.rule
        assert row.get("starts", {}).get(name, str(line.start)) == str(line.start)
        assert row.get("recover", {}).get(name, line.recover) == line.recover
        assert set(row.get("hints", {}).get(name, ())) <= {hint.reason for hint in line.hints}
        if told := row.get("hint_params", {}).get(name):
            of, param, value = told
            assert line.hint(of).params[param] == value
