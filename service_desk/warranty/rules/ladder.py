"""How far a term reaches after what happened since the sale: days lost, repairs, replacements (SUSP, EXT, REPL)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from service_desk.warranty.rules.dates import extend, last_day, window_end
from service_desk.warranty.rules.facts import Service
from service_desk.warranty.rules.past import Past
from service_desk.warranty.rules.policy import Replacement, ReplacementRule
from service_desk.warranty.rules.suspension import Suspended
from service_desk.warranty.rules.terms import Origin, Rung, Step, Terms, Window
from service_desk.warranty.rules.vocabulary import CostClass, Reason


def climb(terms: Terms, window: Window, past: Past, part_id: UUID | None) -> tuple[Rung, ...]:
    """The rungs of a term with steps 3 to 5 of the end: suspension, after repair, replacement."""
    if not past.services:
        return window.rungs
    key = (id(window), part_id if part_id in past.fitted else None)
    if (known := past.rungs.get(key)) is not None:
        return known[1]
    rungs = list(window.rungs)
    _suspend(terms, window, past, rungs)
    _after_repair(terms, window, past, rungs)
    _replace(terms, window, past, part_id, rungs)
    past.rungs[key] = window, tuple(rungs)  # the window is kept, so that its id() stays its own
    return past.rungs[key][1]


def reach(terms: Terms, windows: Iterable[Window], past: Past, part_id: UUID | None) -> date | None:
    """The last day of the longest of these terms, later steps included."""
    return max((climb(terms, window, past, part_id)[-1].last_on for window in windows), default=None)


def base_cover(terms: Terms, past: Past) -> tuple[date, date] | None:
    """The end of the last base class by step 1, and where the later steps of that class move it (SET-6).

    A line's own component term or replaced part moves nothing. None: no class has a base term with a known start.
    """
    ends: Mapping[CostClass, date] = {
        cost_class: max(window.base_last_on for window in windows)
        for cost_class, windows in terms.windows.items()
        if windows
    }
    if not ends:
        return None
    base = max(ends.values())
    moved = [reach(terms, terms.windows[cost_class], past, None) for cost_class, end in ends.items() if end == base]
    return base, max(end for end in moved if end is not None)


def _suspensions(terms: Terms, window: Window, past: Past) -> list[tuple[str, Suspended]]:
    """What policy and pack reckon; where both suspend, the larger number counts, the pack's if they are equal."""
    found = []
    if terms.pack is not None and terms.pack.suspension is not None:
        rule, suspension = terms.pack.suspension
        found.append((f"{terms.pack.label} {rule}", past.suspended(suspension, window.begins, window.last_on)))
    if terms.policy.suspension is not None:
        own = past.suspended(terms.policy.suspension, window.begins, window.last_on)
        found.append((f"{terms.policy.label} SUSP-1", own))
    return found


def _suspend(terms: Terms, window: Window, past: Past, rungs: list[Rung]) -> None:
    found = _suspensions(terms, window, past)
    if not found:
        return
    rule, most = max(found, key=lambda each: each[1].days)
    if most.days:
        last_on = window.last_on + timedelta(days=most.days)
        _add(rungs, Reason.SUSPENDED_DAYS, last_on, rule, days=str(most.days))


def _after_repair(terms: Terms, window: Window, past: Past, rungs: list[Rung]) -> None:
    """EXT-1: once per unit, for a covered defect reported in the legal guarantee and repaired; an exchange adds nothing."""
    law = terms.pack.after_repair if terms.pack is not None else None
    if law is None or terms.pack is None or window.origin is not Origin.PACK:
        return
    if (terms.sold_on or window.begins) < law.sold_from:
        return
    remedies = [each for each in past.remedies if window.begins <= each.reported_on <= rungs[-1].last_on]
    for service in remedies[: law.times]:
        last_on = extend(rungs[-1].last_on, law.months)
        rule = f"{terms.pack.label} {law.rule}"
        _add(rungs, Reason.EXTENDED_AFTER_REPAIR, last_on, rule, order=service.order_number)


def _replace(terms: Terms, window: Window, past: Past, part_id: UUID | None, rungs: list[Rung]) -> None:
    """REPL-1, 2, 3, 5, for replacements made under cover; an exchanged unit starts anew also where a pack says so."""
    if not past.exchanges and part_id not in past.fitted:
        return
    extended = max((rung.last_on for rung in rungs if rung.reason is Reason.EXTENDED_AFTER_REPAIR), default=date.min)
    found = _suspensions(terms, window, past)
    for service in past.replacing(part_id):
        if service.exchanged:
            reason, rules = Reason.RESTARTED, [(terms.policy.exchanged_unit, terms.policy.label)]
            if terms.pack is not None and terms.pack.restart:
                rules.append((Replacement(ReplacementRule.FRESH), f"{terms.pack.label} {terms.pack.restart}"))
        else:
            reason, rules = Reason.REPLACED_PART, [(terms.policy.replaced_part, terms.policy.label)]
        for replacement, label in rules:
            if replacement.rule is ReplacementRule.REST:
                continue  # E is never later than where the term stands
            down = past.days_down(service, window.begins)
            # E by the cheap reckoning is never too early: where even that reaches no further, the exact one cannot.
            days = 0
            for _, lost in found:
                days = max(days, lost.at_most_without(service))
            until = replaced_until(replacement, _end(window, extended, days), service, window, down)
            if until > rungs[-1].last_on and replacement.rule is ReplacementRule.LONGEST_WITH_DOWNTIME:
                days = max((each.without(service) for _, each in found), default=0)
                until = replaced_until(replacement, _end(window, extended, days), service, window, down)
            if until > rungs[-1].last_on:
                _add(rungs, reason, until, f"{label} {replacement.rule}", order=service.order_number)


def _end(window: Window, extended: date, days: int) -> date:
    """E: the last covered day without the repair's own `days` out of use."""
    end = window.last_on + timedelta(days=days)
    return max(extended, end)


def replaced_until(replacement: Replacement, own_end: date, service: Service, window: Window, down: int) -> date:
    """The last day of a replaced part or exchanged unit: `own_end` is E, the hand-back H, `down` D (section 5).

    A fresh period is the term's own, without the registration bonus (SET-2).
    """
    handed = service.handed_back_on
    match replacement.rule:
        case ReplacementRule.REST:
            return own_end
        case ReplacementRule.FRESH:
            return max(own_end, last_day(handed, window.period, window.first_day_counts))
        case ReplacementRule.LONGER_OF_REST_AND_DAYS:
            return max(own_end, window_end(handed, replacement.days))
        case ReplacementRule.LONGEST_WITH_DOWNTIME:
            return max(window_end(handed, replacement.days), own_end + timedelta(days=down))


def _add(rungs: list[Rung], reason: Reason, last_on: date, rule: str, **params: str) -> None:
    before = rungs[-1].last_on
    step = Step(rule, {**params, "before": before.isoformat(), "after": last_on.isoformat()})
    rungs.append(Rung(reason, last_on, step))
