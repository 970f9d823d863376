"""What the unit warranty comes to for one line and class, and the hints beside it (START-8, START-3, DOA-1, LINE-5)."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from service_desk.warranty.rules.dates import window_end
from service_desk.warranty.rules.facts import Facts, LineFacts
from service_desk.warranty.rules.start import best, ranked
from service_desk.warranty.rules.terms import Step, Terms, Window
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


def no_window(terms: Terms, cost_class: CostClass, hints: tuple[Hint, ...]) -> Finding:
    """NO_START with the proofs that would settle it (START-4); NO_TERM where the policy has nothing for the class."""
    unsettled = terms.unsettled.get(cost_class)
    if unsettled is None:
        return Finding(Reason.NO_TERM, f"{terms.policy.label} {cost_class}", hints=hints)
    asked = " ".join(f"{each.basis}:{each.why}" for each in unsettled.skipped)
    step = Step("START-4", {"asked": asked})
    found = Finding(Reason.NO_START, f"{terms.policy.label} {cost_class}", hints=hints, steps=(step,))
    return proof_hint(terms, cost_class, found)


def start_hint(window: Window) -> tuple[Hint, ...]:
    start = window.start
    if start.uncapped is None or start.cap_basis is None:
        return ()
    params = {"basis": start.cap_basis, "before": start.uncapped.isoformat(), "after": start.on.isoformat()}
    return (Hint(Reason.START_CAPPED, params),)


def proof_hint(terms: Terms, cost_class: CostClass, found: Finding) -> Finding:
    """START-8: what the cover would be if the missing proof came, where that settles the start or moves the end later."""
    if terms.proven is None:
        return found
    now, then = terms.last_on(cost_class), terms.proven.last_on(cost_class)
    if then is None or (now is not None and then <= now):
        return found
    asked = {entry.basis for entry in terms.policy.start.entries if entry.proof_required}
    lacking = [each.basis for each in terms.dates if each.basis in asked and not each.proof_accepted]
    hint = Hint(Reason.PROOF_MISSING, {"basis": " ".join(lacking), "last_on": then.isoformat()})
    return replace(found, hints=(*found.hints, hint))


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
