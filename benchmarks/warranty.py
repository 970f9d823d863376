"""The verdict: what one decision costs, with and without a long history. `make bench-warranty`; figures in out/warranty.json."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from benchmarks.measure import Figure, write
from service_desk.products.rules import Basis
from service_desk.warranty.rules import (
    CLASSES,
    Candidate,
    CostClass,
    Facts,
    LineFacts,
    Period,
    Service,
    UnitFacts,
    decide,
    extension,
    freeze,
    parse_pack,
    parse_policy,
    repair_warranty,
)
from service_desk.warranty.starter import starter_packs

SOLD, REPORTED = date(2026, 9, 10), date(2027, 11, 20)
BATTERY, DISPLAY, ORDER = UUID(int=1), UUID(int=2), UUID(int=3)
TERM = {"months": 24}
POLICY = {
    "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}, {"basis": "ship"}]},
    "classes": dict.fromkeys(("parts", "labour", "travel"), TERM),
    "components": [{"component": "battery", "months": 36}],
    "exclusions": ["bulb"],
    "suspension": {"from": "received", "to": "handed_back", "ends": "first_only"},
    "replaced_part": {"rule": "REPL-5", "days": 90},
    "repair_warranty_days": 90,
    "repeat": {"days": 30},
}
LINES = (
    LineFacts("part", (CostClass.PARTS,), BATTERY, frozenset({"battery"}), symptom_group="1"),
    LineFacts("work", (CostClass.LABOUR,), follows="part", symptom_group="1"),
    LineFacts("other", (CostClass.PARTS,), DISPLAY, frozenset({"display"}), symptom_group="1"),
    LineFacts("journey", (CostClass.TRAVEL,), symptom_group="1"),
)


def facts(orders: int) -> Facts:
    """A unit under a policy and the EU pack, with so many repairs of one part under cover, two days apart, and an extension."""
    dates = tuple(Candidate(basis, SOLD, "invoice", "RE-1", True) for basis in (Basis.INVOICE, Basis.DELIVER))
    terms = freeze(parse_policy("B v1", POLICY), dates, parse_pack(starter_packs()["EU 1"]))
    history = tuple(repaired(n) for n in range(orders))
    granted = [each for each in (repair_warranty(terms.policy, service) for service in history) if each is not None]
    if orders:
        whole = dict.fromkeys(CLASSES, Decimal(100))
        granted.append(extension(terms, Period(12), SOLD, whole, "X-1", ORDER))
    return Facts(REPORTED, UnitFacts(True, terms, tuple(granted), history))


def repaired(n: int) -> Service:
    """Every third overlaps the one before it."""
    out = SOLD + timedelta(days=2 * n)
    back = out + timedelta(days=4 if n % 3 == 0 else 1)
    return Service(UUID(int=100 + n), f"R-{n}", out, back, out, back, "2", "repaired", frozenset({BATTERY}), True, True)


def milliseconds(act: Callable[[], object], rounds: int) -> float:
    """CPU time of one call, the best of seven rounds: other work on the machine only ever slows them."""
    best = float("inf")
    for _ in range(7):
        begun = time.process_time()
        for _ in range(rounds):
            act()
        best = min(best, (time.process_time() - begun) / rounds)
    return best * 1000


def decide_ms(orders: int, rounds: int) -> float:
    asked = facts(orders)
    return milliseconds(lambda: decide(asked, LINES), rounds)


def main() -> None:
    four, half, many = (decide_ms(orders, rounds) for orders, rounds in ((0, 400), (100, 10), (200, 10)))
    write(
        "warranty",
        [
            Figure("decide_four_lines_ms", four, "ms", "two parts, work, a journey; policy and pack", 0.15),
            Figure("decide_200_orders_ms", many, "ms", "the same with 200 repairs of one part, REPL-5", 5.0),
            Figure("growth_100_to_200", many / half, "times", "linear in history would be 2", 2.6),
            Figure("replay_per_s", 1000 / four, "decisions/s", "decisions made again, without the database"),
        ],
    )


if __name__ == "__main__":
    main()
