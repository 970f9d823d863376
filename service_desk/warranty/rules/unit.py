"""The unit warranty of one line and cost class: the checks of LINE-9 in their order, and the positive reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from service_desk.warranty.rules.facts import Facts, LineFacts, Service
from service_desk.warranty.rules.finding import Finding, no_window, proof_hint, start_hint, with_circumstances
from service_desk.warranty.rules.ladder import climb
from service_desk.warranty.rules.terms import Rung, Step, Terms, Window
from service_desk.warranty.rules.verdicts import ZERO, Hint
from service_desk.warranty.rules.vocabulary import RANK, CostClass, Reason

VOID = frozenset({Reason.EXCLUDED, Reason.MISUSE})


@dataclass(frozen=True, slots=True)
class _Judged:
    window: Window
    rungs: tuple[Rung, ...]
    fails: tuple[Reason, ...]
    rung: Rung | None  # the first that reaches the day; None: past all of them, or in the grace

    @property
    def reason(self) -> Reason:
        return self.rung.reason if self.rung is not None else Reason.GRACE


def judge(facts: Facts, line: LineFacts, cost_class: CostClass, part: Finding | None) -> Finding:
    """The unit warranty alone. `part` is the finding of the part line that a labour line belongs to."""
    if not facts.unit.known:
        return Finding(Reason.UNKNOWN_UNIT, "LINE-10")
    wide = _line_wide(facts, line, cost_class, part)
    terms = facts.unit.terms
    if terms is None:
        return Finding(Reason.NO_POLICY, "LINE-10", hints=wide)
    windows = _windows(terms, line, cost_class, wide)
    if not windows:
        return no_window(terms, cost_class, wide)
    settled = _settled(facts)
    part_id = line.part_id if cost_class is CostClass.PARTS else None  # a replaced part gives cover to the part alone
    judged = [_judge(facts, terms, window, settled, part_id) for window in windows]
    covering = [each for each in judged if not each.fails]
    if covering and not wide:
        chosen = min(covering, key=lambda each: (-each.window.percent, RANK[each.reason]))
        return with_circumstances(facts, terms, line, proof_hint(terms, cost_class, _covered(terms, chosen)))
    # Of the terms that do not help, the one that came furthest through the checks tells most.
    chosen = max(covering or judged, key=lambda each: (_rank(each.fails), each.rungs[-1].last_on))
    main, *others = (*(Hint(reason) for reason in chosen.fails), *wide)
    steps = (Step("LINE-9", {"reason": main.reason, **main.params}),) if main.params else ()
    found = _finding(chosen, main.reason, (*others, *start_hint(chosen.window)), steps)
    return proof_hint(terms, cost_class, found)


def _line_wide(facts: Facts, line: LineFacts, cost_class: CostClass, part: Finding | None) -> tuple[Hint, ...]:
    """The checks that do not depend on a term: misuse, exclusion, and labour that follows its part."""
    hints = []
    misuse = facts.circumstances.misuse or line.misuse
    if misuse and facts.circumstances.override is None:
        hints.append(Hint(Reason.MISUSE, {"defect": misuse}))
    terms = facts.unit.terms
    if terms is not None and cost_class is CostClass.PARTS and not terms.policy.exclusions.isdisjoint(line.part_names):
        own = any(name in line.part_names for name, _ in terms.components.get(cost_class, ()))
        if not own:
            listed = min(terms.policy.exclusions & line.part_names)
            hints.append(Hint(Reason.EXCLUDED, {"component": listed}))
    if cost_class is CostClass.LABOUR and part is not None and part.failed(VOID):
        hints.append(Hint(Reason.FOLLOWS_PART, {"line": line.follows or ""}))
    return tuple(hints)


def _windows(terms: Terms, line: LineFacts, cost_class: CostClass, wide: tuple[Hint, ...]) -> tuple[Window, ...]:
    general = terms.windows.get(cost_class, ())
    if not line.part_names:
        return general
    own = tuple(window for name, window in terms.components.get(cost_class, ()) if name in line.part_names)
    listed = not terms.policy.exclusions.isdisjoint(line.part_names)
    return own if own and listed else own + general  # LINE-2: an excluded component's own term stands alone


def _settled(facts: Facts) -> Sequence[Service]:
    """An order's own days never help its own verdict: only what was handed back by the day of the report."""
    history = facts.unit.history
    return [each for each in history if each.handed_back_on <= facts.reported_on] if history else ()


def _judge(facts: Facts, terms: Terms, window: Window, settled: Sequence[Service], part_id: UUID | None) -> _Judged:
    rungs = climb(terms, window, settled, part_id) if settled else window.rungs
    day = facts.reported_on
    rung = next((each for each in rungs if day <= each.last_on), None)
    fails = []
    if day < window.begins:
        fails.append(Reason.NOT_STARTED)
    if rung is None and day > rungs[-1].last_on + timedelta(days=terms.policy.grace_days):
        fails.append(Reason.EXPIRED)
    if window.meters:
        fails += _meter_fails(window, facts.circumstances.readings)
    return _Judged(window, rungs, tuple(fails), rung)


def _meter_fails(window: Window, readings: Mapping[str, Decimal]) -> list[Reason]:
    fails = []
    if any(meter.unit not in readings for meter in window.meters):
        fails.append(Reason.METER_MISSING)
    if any(readings.get(meter.unit, ZERO) > meter.limit for meter in window.meters):
        fails.append(Reason.METER_OVER)
    return fails


def _rank(fails: Sequence[Reason]) -> int:
    return RANK[fails[0]] if fails else len(RANK)


def _covered(terms: Terms, chosen: _Judged) -> Finding:
    steps: tuple[Step, ...] = ()
    if chosen.rung is None:
        days = terms.policy.grace_days
        steps = (Step("DATE-4", {"days": str(days), "before": chosen.rungs[-1].last_on.isoformat()}),)
    return _finding(chosen, chosen.reason, start_hint(chosen.window), steps, chosen.window.percent)


def _finding(
    chosen: _Judged, reason: Reason, hints: tuple[Hint, ...], steps: tuple[Step, ...] = (), percent: Decimal = ZERO
) -> Finding:
    window = chosen.window
    return Finding(
        reason=reason,
        rule=window.rule,
        percent=percent,
        start=window.begins,
        last_on=chosen.rungs[-1].last_on,
        evidence=window.start.evidence,
        hints=hints,
        steps=(window.opening, *(rung.step for rung in chosen.rungs), *steps),
    )
