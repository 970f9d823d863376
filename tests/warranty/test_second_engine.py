"""Two engines, one page: `decide` beside a naive one on generated cases. Where they differ, the page says who is right."""

import random

import pytest

from service_desk.warranty.rules import decide
from tests.warranty import cases, naive


def told(case):
    decision = decide(cases.facts(case), cases.lines(case))
    return {
        (each.line, str(each.cost_class)): (
            str(each.verdict), each.percent, str(each.payer), str(each.reason), each.last_on, each.recover,
        )
        for each in decision.lines
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_both_engines_say_the_same(seed):
    rng = random.Random(seed)
    for _ in range(250):
        case = cases.made(rng)
        assert told(case) == naive.decided(case), case
