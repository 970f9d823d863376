"""The one function that decides cover: pure, judged at the reported date, one verdict per line and cost class."""

from collections.abc import Sequence
from dataclasses import replace

from service_desk.warranty.rules.facts import Facts, LineFacts
from service_desk.warranty.rules.finding import Finding
from service_desk.warranty.rules.past import NO_PAST, Past
from service_desk.warranty.rules.sources import (
    NOTHING_BESIDE,
    Beside,
    Offer,
    Voids,
    beside,
    best_offer,
    recovery,
    waits_for_start,
)
from service_desk.warranty.rules.terms import Step, Terms
from service_desk.warranty.rules.unit import VOID, judge
from service_desk.warranty.rules.verdicts import ZERO, Decision, Hint, LineVerdict, summed_up
from service_desk.warranty.rules.vocabulary import (
    PRIORITY,
    UNDECIDED,
    CostClass,
    Payer,
    Reason,
    SourceKind,
    Verdict,
)


def decide(facts: Facts, lines: Sequence[LineFacts]) -> Decision:
    """The verdict for `lines` (at least one) of a fault reported on `facts.reported_on`.

    Never reads a clock, a zone or today's policy: the same facts give the same decision for ever.
    """
    unit = facts.unit
    past = Past.of(unit.history, facts.reported_on) if unit.history else NO_PAST
    known = beside(facts, past) if unit.sources else NOTHING_BESIDE
    parts: dict[str, tuple[LineFacts, Finding]] = {}
    for line in lines:
        if line.follows is None and CostClass.PARTS in line.classes:
            parts[line.key] = line, judge(facts, past, line, CostClass.PARTS, None)
    by_key = {line.key: line for line in lines}
    verdicts = []
    for line in lines:
        for cost_class in line.classes:
            if cost_class is CostClass.PARTS and line.key in parts:
                found = parts[line.key][1]
            else:
                found = judge(facts, past, line, cost_class, parts.get(line.follows) if line.follows else None)
            part = by_key.get(line.follows) if line.follows else None
            verdicts.append(_verdict(facts, past, known, line, cost_class, part, found))
    return summed_up(facts.reported_on, verdicts, unit.terms.policy.label if unit.terms is not None else "")


def _verdict(
    facts: Facts,
    past: Past,
    known: Beside,
    line: LineFacts,
    cost_class: CostClass,
    part: LineFacts | None,
    found: Finding,
) -> LineVerdict:
    """LINE-6: the source that leaves the customer the smallest share; a tie goes to the lowest priority number."""
    if known is not NOTHING_BESIDE or past.services:
        voids = _voids(facts, line, part, found)
        best = best_offer(facts, past, known, line, cost_class, part, voids)
        if best is not None and _goes_before(best, facts.unit.terms, found):
            return _by_source(line, cost_class, best, found)
        if found.reason is Reason.NO_TERM and waits_for_start(known, cost_class, voids):
            found = _waiting(facts, found)
    if found.covers:
        return _by_unit(facts, known, line, cost_class, found)
    verdict = Verdict.UNDECIDED if found.reason in UNDECIDED else Verdict.NOT_COVERED
    return _line_verdict(line, cost_class, found, verdict, Payer.CUSTOMER)


def _voids(facts: Facts, line: LineFacts, part: LineFacts | None, found: Finding) -> Voids:
    misused = (facts.circumstances.misuse or line.misuse) and facts.circumstances.override is None
    follows = found.failed(frozenset({Reason.FOLLOWS_PART}))
    part_misused = follows and part is not None and part.misuse is not None
    return Voids(misuse=bool(misused or part_misused), excluded=follows or found.failed(VOID))


def _goes_before(best: Offer, terms: Terms | None, found: Finding) -> bool:
    if not found.covers:
        return True
    own = terms.policy.priorities[SourceKind.UNIT] if terms is not None else PRIORITY[SourceKind.UNIT]
    return (-best.percent, best.priority) < (-found.percent, own)


def _waiting(facts: Facts, found: Finding) -> Finding:
    """SET-6: a sold extension covers the class, and nobody knows yet from when."""
    terms = facts.unit.terms
    open_terms = [each for terms_of in terms.open.values() for each in terms_of] if terms is not None else []
    asked = dict.fromkeys(f"{each.basis}:{each.why}" for term in open_terms for each in term.start.skipped)
    step = Step("START-4", {"asked": " ".join(asked)})
    return replace(found, reason=Reason.NO_START, hints=(Hint(Reason.NO_TERM), *found.hints), steps=(step,))


def _by_source(line: LineFacts, cost_class: CostClass, offer: Offer, found: Finding) -> LineVerdict:
    return LineVerdict(
        line=line.key,
        cost_class=cost_class,
        verdict=Verdict.COVERED,
        percent=offer.percent,
        payer=offer.payer,
        reason=offer.reason,
        rule=offer.rule,
        start=offer.starts_on,
        last_on=offer.ends_on,
        evidence=offer.evidence,
        hints=(Hint(found.reason), *found.hints),
        steps=(*found.steps, Step("LINE-6", {"source": offer.kind, "evidence": offer.evidence})),
        source_id=offer.source_id,
    )


def _by_unit(facts: Facts, known: Beside, line: LineFacts, cost_class: CostClass, found: Finding) -> LineVerdict:
    """Payer warranty; whether a vendor bears it in the end is a second layer (LINE-8)."""
    verdict = _line_verdict(line, cost_class, found, Verdict.COVERED, Payer.WARRANTY)
    if not known.vendors:
        return verdict
    recover, ended = recovery(known, cost_class, facts.reported_on)
    if ended is None:
        return replace(verdict, recover=recover)
    hint = Hint(Reason.VENDOR_EXPIRED, {"last_on": ended.ends_on.isoformat(), "evidence": ended.label})
    return replace(verdict, recover=recover, hints=(*verdict.hints, hint))


def _line_verdict(
    line: LineFacts, cost_class: CostClass, found: Finding, verdict: Verdict, payer: Payer
) -> LineVerdict:
    return LineVerdict(
        line=line.key,
        cost_class=cost_class,
        verdict=verdict,
        percent=found.percent if verdict is Verdict.COVERED else ZERO,
        payer=payer,
        reason=found.reason,
        rule=found.rule,
        start=found.start,
        last_on=found.last_on,
        evidence=found.evidence,
        hints=found.hints,
        steps=found.steps,
    )
