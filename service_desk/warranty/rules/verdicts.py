"""What a decision says: per line and cost class a verdict, its payer, and the reasons as rule ids with parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from service_desk.foundation.money import Money
from service_desk.warranty.rules.terms import Step
from service_desk.warranty.rules.vocabulary import CostClass, Payer, Reason, Verdict

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Hint:
    """A reason beside the main one, with what there is to say about it."""

    reason: Reason
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineVerdict:
    """`percent` of the line is borne by `payer`, the rest by the customer. `start` and `last_on` are those of `rule`.

    `recover` says whether a vendor's own warranty lets us claim the cost back; None where no vendor is known.
    """

    line: str
    cost_class: CostClass
    verdict: Verdict
    percent: Decimal
    payer: Payer
    reason: Reason
    rule: str
    start: date | None = None
    last_on: date | None = None
    evidence: str = ""
    hints: tuple[Hint, ...] = ()
    steps: tuple[Step, ...] = ()
    source_id: UUID | None = None
    recover: bool | None = None

    def hint(self, reason: Reason) -> Hint | None:
        return next((hint for hint in self.hints if hint.reason == reason), None)

    def shares(self, total: Money) -> dict[Payer, Money]:
        """Who pays how much of `total`: the payer's share half-up, the customer the rest, so the sum is exact (DATE-9)."""
        if self.payer is Payer.CUSTOMER or not self.percent:
            return {Payer.CUSTOMER: total}
        share = total.share(self.percent)
        rest = total - share
        return {self.payer: share, Payer.CUSTOMER: rest} if rest.amount else {self.payer: share}


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer. `verdict` and `reason` sum it up: the best verdict of any class, and its first reason."""

    reported_on: date
    verdict: Verdict
    reason: Reason
    lines: tuple[LineVerdict, ...]
    policy: str = ""

    def of(self, cost_class: CostClass, line: str | None = None) -> LineVerdict:
        """The verdict of a class, of the first line that has it unless `line` names one. KeyError if there is none."""
        for verdict in self.lines:
            if verdict.cost_class is cost_class and line in (None, verdict.line):
                return verdict
        raise KeyError(cost_class, line)

    @property
    def exchange_offered(self) -> bool:
        return any(verdict.reason is Reason.DOA for verdict in self.lines)


_BEST = {Verdict.COVERED: 0, Verdict.UNDECIDED: 1, Verdict.NOT_COVERED: 2}


def summed_up(reported_on: date, lines: Iterable[LineVerdict], policy: str = "") -> Decision:
    """A Decision over `lines`, of which there is at least one."""
    lines = tuple(lines)
    # A class without any term says less about the fault than one whose term has ended.
    first = min(lines, key=lambda each: (_BEST[each.verdict], each.reason is Reason.NO_TERM))
    return Decision(reported_on, first.verdict, first.reason, lines, policy)
