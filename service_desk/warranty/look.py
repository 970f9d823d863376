"""What a page needs to draw a decision: see templates/_verdict.html."""

from typing import Any

from service_desk.warranty.rules.explain import reason_words
from service_desk.warranty.rules.verdicts import Decision, LineVerdict
from service_desk.warranty.rules.vocabulary import CostClass, Payer, Verdict


def shown(decision: Decision | None, language: str) -> dict[str, Any]:
    """`covered_until`: the last day of the longest cover; `because`: a line's reason as a sentence."""

    def because(line: LineVerdict) -> str:
        step = next((step.params for step in line.steps if step.rule == "LINE-9"), {})
        return reason_words(line.reason, language, step)

    lines = decision.lines if decision else ()
    last = [line.last_on for line in lines if line.verdict is Verdict.COVERED and line.last_on]
    return {"decision": decision, "covered_until": max(last, default=None), "because": because,
            "CostClass": CostClass, "Payer": Payer}  # fmt: skip
