"""The one function that decides cover: pure, judged at the reported date, one verdict per line and cost class."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from service_desk.warranty.rules.facts import Facts, LineFacts
from service_desk.warranty.rules.finding import Finding
from service_desk.warranty.rules.sources import Offer, Voids, offers
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
    by_key = {line.key: line for line in lines}
    parts: dict[str, Finding] = {}
    for line in lines:
        if line.follows is None and CostClass.PARTS in line.classes:
            parts[line.key] = judge(facts, line, CostClass.PARTS, None)
    verdicts = []
    for line in lines:
        part_line = by_key.get(line.follows) if line.follows is not None else None
        for cost_class in line.classes:
            found = parts.get(line.key) if cost_class is CostClass.PARTS else None
            if found is None:
                found = judge(facts, line, cost_class, parts.get(line.follows) if line.follows else None)
            verdicts.append(_verdict(facts, line, cost_class, part_line, found))
    terms = facts.unit.terms
    return summed_up(facts.reported_on, verdicts, terms.policy.label if terms is not None else "")


def _verdict(
    facts: Facts, line: LineFacts, cost_class: CostClass, part: LineFacts | None, found: Finding
) -> LineVerdict:
    """LINE-6: the source that leaves the customer the smallest share; a tie goes to the lowest priority number."""
    unit = facts.unit
    if unit.sources or unit.history:
        best = _best_offer(facts, line, cost_class, part, found)
        if best is not None:
            return _by_source(line, cost_class, best, found)
    if found.covers:
        return _by_unit(facts, line, cost_class, found)
    verdict = Verdict.UNDECIDED if found.reason in UNDECIDED else Verdict.NOT_COVERED
    return _line_verdict(line, cost_class, found, verdict, Payer.CUSTOMER)


def _best_offer(
    facts: Facts, line: LineFacts, cost_class: CostClass, part: LineFacts | None, found: Finding
) -> Offer | None:
    """The best source beside the unit warranty, if it goes before it."""
    misused = (facts.circumstances.misuse or line.misuse) and facts.circumstances.override is None
    follows = found.failed(frozenset({Reason.FOLLOWS_PART}))
    part_misused = follows and part is not None and part.misuse is not None
    voids = Voids(misuse=bool(misused or part_misused), excluded=follows or found.failed(VOID))
    terms = facts.unit.terms
    base_end = _base_end(terms, found)
    best = min(
        offers(facts, line, cost_class, part, voids, base_end),
        key=lambda offer: (-offer.percent, offer.priority),
        default=None,
    )
    if best is None or not found.covers:
        return best
    own = terms.policy.priorities[SourceKind.UNIT] if terms is not None else PRIORITY[SourceKind.UNIT]
    return best if (-best.percent, best.priority) < (-found.percent, own) else None


def _base_end(terms: Terms | None, found: Finding) -> date | None:
    """Where the base cover of the unit ends now: the end of step 1, moved by the later steps of this class."""
    base = terms.last_base_end() if terms is not None else None
    if base is None or found.last_on is None:
        return base
    return max(base, found.last_on)


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


def _by_unit(facts: Facts, line: LineFacts, cost_class: CostClass, found: Finding) -> LineVerdict:
    """Payer warranty; whether a vendor bears it in the end is a second layer (LINE-8)."""
    verdict = _line_verdict(line, cost_class, found, Verdict.COVERED, Payer.WARRANTY)
    vendors = [source for source in facts.unit.sources if source.kind is SourceKind.VENDOR]
    if not vendors:
        return verdict
    vendor = max(vendors, key=lambda source: source.ends_on)
    if vendor.starts_on <= facts.reported_on <= vendor.ends_on:
        return replace(verdict, recover=True)
    hint = Hint(Reason.VENDOR_EXPIRED, {"last_on": vendor.ends_on.isoformat(), "evidence": vendor.label})
    return replace(verdict, recover=False, hints=(*verdict.hints, hint))


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
