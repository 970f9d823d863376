"""What the unit warranty comes to for one line and class, and the hints beside it (START-3, START-4, DOA-1, LINE-5)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from service_desk.warranty.rules.dates import window_end
from service_desk.warranty.rules.facts import Facts, LineFacts
from service_desk.warranty.rules.policy import WITHOUT_POLICY
from service_desk.warranty.rules.start import best, ranked
from service_desk.warranty.rules.terms import Open, Step, Terms, Window
from service_desk.warranty.rules.verdicts import ZERO, Hint
from service_desk.warranty.rules.vocabulary import CostClass, Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """`percent` above 0: covered for `reason`. Else `reason` is the first check that failed, the others are hints."""

    reason: Reason
    rule: str
    percent: Decimal = ZERO
    start: date | None = None
    last_on: date | None = None
    evidence: str = ""
    hints: tuple[Hint, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def covers(self) -> bool:
        return self.percent > 0

    def failed(self, reasons: frozenset[Reason]) -> bool:
        """Whether one of `reasons` took the cover away, as the main reason or a hint."""
        return not self.covers and (self.reason in reasons or any(hint.reason in reasons for hint in self.hints))

    def beside(self, hint: Hint) -> "Finding":
        return replace(self, hints=(*self.hints, hint))


def no_window(terms: Terms, cost_class: CostClass, wanting: Sequence[Open], hints: tuple[Hint, ...]) -> Finding:
    """NO_START with the proofs that would settle it (START-4, SET-3); NO_TERM where nothing is given for the class."""
    if not wanting:
        if terms.policy is WITHOUT_POLICY:
            return Finding(Reason.NO_POLICY, "LINE-10", hints=hints)
        return Finding(Reason.NO_TERM, f"{terms.policy.label} {cost_class}", hints=hints)
    asked = dict.fromkeys(f"{each.basis}:{each.why}" for term in wanting for each in term.start.skipped)
    step = Step("START-4", {"asked": " ".join(asked)})
    return Finding(Reason.NO_START, wanting[0].rule, hints=hints, steps=(step,))


def start_hints(windows: Iterable[Window]) -> Iterator[Hint]:
    """START-3: a cap is always told, of whichever term (SET-10)."""
    for start in (window.start for window in windows):
        if start.uncapped is not None and start.cap_basis is not None:
            params = {"basis": start.cap_basis, "before": start.uncapped.isoformat(), "after": start.on.isoformat()}
            yield Hint(Reason.START_CAPPED, params)


def told_once(hints: Iterable[Hint], but: Reason | None = None) -> tuple[Hint, ...]:
    """Each reason once, the first of its kind, and without the main one."""
    kept: dict[Reason, Hint] = {}
    for hint in hints:
        if hint.reason is not but:
            kept.setdefault(hint.reason, hint)
    return tuple(kept.values())


def with_circumstances(facts: Facts, terms: Terms, line: LineFacts, found: Finding) -> Finding:
    """OVERRIDE, else DOA, replaces the positive reason, which becomes a hint (LINE-9)."""
    kept = Hint(found.reason)
    misuse, override = facts.circumstances.misuse or line.misuse, facts.circumstances.override
    if misuse and override is not None:
        hints = (Hint(Reason.MISUSE, {"defect": misuse}), kept, *found.hints)
        step = Step("LINE-5", {"note": override.note, "by": str(override.by)})
        return replace(found, reason=Reason.OVERRIDE, hints=hints, steps=(*found.steps, step))
    if terms.policy.doa is None:
        return found
    dead = _dead_on_arrival(facts, terms)
    if dead is None:
        return found
    complete, step = dead
    if complete:
        return replace(found, reason=Reason.DOA, hints=(kept, *found.hints), steps=(*found.steps, step))
    return replace(found, hints=(*found.hints, Hint(Reason.DOA_INCOMPLETE, step.params)))


def _dead_on_arrival(facts: Facts, terms: Terms) -> tuple[bool, Step] | None:
    """DOA-1: inside the window, and whether its proof and the complete box are there."""
    doa = terms.policy.doa
    basis = best(ranked(terms.dates), doa.basis) if doa else None
    if doa is None or basis is None:
        return None
    until = window_end(basis.on, doa.days)
    if not basis.on <= facts.reported_on <= until:
        return None
    step = Step("DOA-1", {"basis": doa.basis, "on": basis.on.isoformat(), "after": until.isoformat()})
    return basis.proof_accepted and facts.circumstances.box_complete is True, step
