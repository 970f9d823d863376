"""The unit warranty of one line and cost class: the checks of LINE-9 in their order, and the positive reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from service_desk.warranty.rules.facts import Facts, LineFacts
from service_desk.warranty.rules.finding import Finding, no_window, start_hints, told_once, with_circumstances
from service_desk.warranty.rules.ladder import climb, reach
from service_desk.warranty.rules.past import Past
from service_desk.warranty.rules.terms import Open, Rung, Step, Terms, Window
from service_desk.warranty.rules.verdicts import ZERO, Hint
from service_desk.warranty.rules.vocabulary import RANK, CostClass, Reason

T = TypeVar("T")
VOID = frozenset({Reason.EXCLUDED, Reason.MISUSE})


@dataclass(frozen=True, slots=True)
class _Judged:
    window: Window
    rungs: tuple[Rung, ...]
    fails: tuple[Hint, ...]
    rung: Rung | None  # the first that reaches the day; None: past all of them, or in the grace

    @property
    def reason(self) -> Reason:
        return self.rung.reason if self.rung is not None else Reason.GRACE


@dataclass(frozen=True, slots=True)
class _Asked:
    """One line and class, and the terms that it is judged by. `names`: what a component's term may know it by."""

    line: LineFacts
    cost_class: CostClass
    names: frozenset[str]

    def of(self, terms: Terms) -> tuple[tuple[Window, ...], tuple[Open, ...]]:
        """LINE-2: an excluded component's own term stands alone; any other goes beside those of the unit."""
        windows, wanting = terms.windows.get(self.cost_class, ()), terms.open.get(self.cost_class, ())
        if not self.names:
            return windows, wanting
        own, own_open = _named(terms.components, self), _named(terms.open_components, self)
        if (own or own_open) and not terms.policy.exclusions.isdisjoint(self.names):
            return own, own_open
        return own + windows, own_open + wanting


def judge(
    facts: Facts, past: Past, line: LineFacts, cost_class: CostClass, part: tuple[LineFacts, Finding] | None
) -> Finding:
    """The unit warranty alone. `part` is the part line that a labour line belongs to, with its finding."""
    if not facts.unit.known:
        return Finding(Reason.UNKNOWN_UNIT, "LINE-10")
    names = line.part_names
    if part is not None and cost_class is not CostClass.PARTS:
        names = names | part[0].part_names
    asked = _Asked(line, cost_class, names)
    wide = _line_wide(facts, asked, part[1] if part is not None else None)
    terms = facts.unit.terms
    if terms is None:
        return Finding(Reason.NO_POLICY, "LINE-10", hints=wide)
    windows, wanting = asked.of(terms)
    if windows:
        found = _by_windows(facts, terms, past, asked, windows, wanting, wide)
    else:
        found = no_window(terms, cost_class, wanting, wide)
    return found if terms.proven is None else _proof_hint(terms, terms.proven, past, asked, found)


def _by_windows(
    facts: Facts, terms: Terms, past: Past, asked: _Asked, windows: Sequence[Window], wanting: Sequence[Open],
    wide: tuple[Hint, ...],
) -> Finding:  # fmt: skip
    # A replaced part gives cover to the part alone.
    part_id = asked.line.part_id if asked.cost_class is CostClass.PARTS else None
    judged = [_judge(facts, terms, window, climb(terms, window, past, part_id)) for window in windows]
    covering = [each for each in judged if not each.fails]
    if covering and not wide:
        return with_circumstances(facts, terms, asked.line, _covered(terms, covering, windows))
    # Of the terms that do not help, the one that came furthest through the checks tells most.
    chosen = max(covering or judged, key=lambda each: (_rank(each.fails), each.rungs[-1].last_on))
    others = [hint for each in judged if each is not chosen for hint in each.fails]
    if wanting:
        others.append(Hint(Reason.NO_START))
    main, *rest = (*chosen.fails, *wide)
    hints = sorted((*rest, *others), key=lambda hint: RANK[hint.reason])
    steps = (Step("LINE-9", {"reason": main.reason, **main.params}),) if main.params else ()
    return _finding(chosen, main.reason, told_once((*hints, *start_hints(windows)), but=main.reason), steps)


def _line_wide(facts: Facts, asked: _Asked, part: Finding | None) -> tuple[Hint, ...]:
    """The checks that do not depend on a term: misuse, exclusion, and labour that follows its part."""
    hints: list[Hint] = []
    line, terms = asked.line, facts.unit.terms
    misuse = facts.circumstances.misuse or line.misuse
    if misuse and facts.circumstances.override is None:
        hints.append(Hint(Reason.MISUSE, {"defect": misuse}))
    if terms is not None and asked.cost_class is CostClass.PARTS and line.part_names:
        listed = terms.policy.exclusions & line.part_names
        if listed and not _named(terms.components, asked) and not _named(terms.open_components, asked):
            hints.append(Hint(Reason.EXCLUDED, {"component": min(listed)}))
    if asked.cost_class is CostClass.LABOUR and part is not None and part.failed(VOID):
        hints.append(Hint(Reason.FOLLOWS_PART, {"line": line.follows or ""}))
    return tuple(hints)


def _named(terms: Mapping[CostClass, tuple[tuple[str, T], ...]], asked: _Asked) -> tuple[T, ...]:
    return tuple(term for name, term in terms.get(asked.cost_class, ()) if name in asked.names)


def _judge(facts: Facts, terms: Terms, window: Window, rungs: tuple[Rung, ...]) -> _Judged:
    day = facts.reported_on
    rung = next((each for each in rungs if day <= each.last_on), None)
    fails = []
    if day < window.begins:
        fails.append(Hint(Reason.NOT_STARTED))
    if rung is None and day > rungs[-1].last_on + timedelta(days=terms.policy.grace_days):
        fails.append(Hint(Reason.EXPIRED))
    if window.meters:
        fails += _meter_fails(window, facts.circumstances.readings)
    return _Judged(window, rungs, tuple(fails), rung)


def _meter_fails(window: Window, readings: Mapping[str, Decimal]) -> list[Hint]:
    fails = []
    missing = [meter.unit for meter in window.meters if meter.unit not in readings]
    if missing:
        fails.append(Hint(Reason.METER_MISSING, {"meter": " ".join(missing)}))
    if any(readings.get(meter.unit, ZERO) > meter.limit for meter in window.meters):
        fails.append(Hint(Reason.METER_OVER))
    return fails


def _rank(fails: Sequence[Hint]) -> int:
    return RANK[fails[0].reason] if fails else len(RANK)


def _covered(terms: Terms, covering: Sequence[_Judged], windows: Sequence[Window]) -> Finding:
    """The first positive reason at the winning percentage; the dates are those of the term that ends last (SET-5)."""
    percent = max(each.window.percent for each in covering)
    best = [each for each in covering if each.window.percent == percent]
    first = min(best, key=lambda each: RANK[each.reason])
    shown = max(best, key=lambda each: (each.rungs[-1].last_on, each is first))
    steps: tuple[Step, ...] = ()
    if first.rung is None:
        days = terms.policy.grace_days
        steps = (Step("DATE-4", {"days": str(days), "before": first.rungs[-1].last_on.isoformat()}),)
    return _finding(shown, first.reason, told_once(start_hints(windows)), steps, percent)


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


def _proof_hint(terms: Terms, proven: Terms, past: Past, asked: _Asked, found: Finding) -> Finding:
    """START-8: what the cover would be if the missing proof came, where that settles the start or moves the end later.

    Both ends are reckoned with the later steps (SET-10).
    """
    part_id = asked.line.part_id if asked.cost_class is CostClass.PARTS else None
    now, then = (reach(each, asked.of(each)[0], past, part_id) for each in (terms, proven))
    if then is None or (now is not None and then <= now):
        return found
    own = terms.policy.classes.get(asked.cost_class)
    rules = (terms.policy.start, own.start) if own is not None and own.start is not None else (terms.policy.start,)
    wanted = {entry.basis for rule in rules for entry in rule.entries if entry.proof_required}
    lacking = dict.fromkeys(each.basis for each in terms.dates if each.basis in wanted and not each.proof_accepted)
    hint = Hint(Reason.PROOF_MISSING, {"basis": " ".join(lacking), "last_on": then.isoformat()})
    return found.beside(hint)
