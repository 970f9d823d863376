"""How far a term reaches after what happened since the sale: days lost, repairs, replacements (SUSP, EXT, REPL)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from service_desk.warranty.rules.dates import Interval, days_in, extend, last_day, window_end
from service_desk.warranty.rules.facts import Service
from service_desk.warranty.rules.policy import Replacement, ReplacementRule, Suspension
from service_desk.warranty.rules.terms import Origin, Rung, Step, Terms, Window
from service_desk.warranty.rules.vocabulary import Reason


def climb(terms: Terms, window: Window, settled: Sequence[Service], part_id: UUID | None) -> tuple[Rung, ...]:
    """The rungs of a term with steps 3 to 5 of the end: suspension, after repair, replacement."""
    rungs = list(window.rungs)
    if settled:
        _suspend(terms, settled, rungs)
        _after_repair(terms, window, settled, rungs)
        _replace(terms, window, settled, part_id, rungs)
    return tuple(rungs)


def suspended_days(rule: Suspension | None, last_on: date, services: Iterable[Service]) -> int:
    """SUSP-1: days in the union of the intervals that began while the cover, as it then stood, was running."""
    if rule is None:
        return 0
    counted: list[tuple[Interval, date]] = []
    for service in sorted(services, key=lambda each: each.out_of_use(rule).first):
        if rule.only_covered and not service.covered:
            continue
        out = service.out_of_use(rule)
        given_back = [earlier for earlier, back_on in counted if back_on <= out.first]
        if out.first <= last_on + timedelta(days=days_in(given_back)):
            counted.append((out, service.handed_back_on))
    return days_in(interval for interval, _ in counted)


def _days(terms: Terms, last_on: date, services: Sequence[Service]) -> tuple[int, str]:
    """Where policy and pack both suspend, the larger number counts."""
    mine = suspended_days(terms.policy.suspension, last_on, services)
    if terms.pack is None or terms.pack.suspension is None:
        return mine, f"{terms.policy.label} SUSP-1"
    rule, suspension = terms.pack.suspension
    law = suspended_days(suspension, last_on, services)
    return (law, f"{terms.pack.label} {rule}") if law >= mine else (mine, f"{terms.policy.label} SUSP-1")


def _suspend(terms: Terms, settled: Sequence[Service], rungs: list[Rung]) -> None:
    before = rungs[-1].last_on
    days, rule = _days(terms, before, settled)
    if days:
        _add(rungs, Reason.SUSPENDED_DAYS, before + timedelta(days=days), rule, days=str(days))


def _after_repair(terms: Terms, window: Window, settled: Sequence[Service], rungs: list[Rung]) -> None:
    """EXT-1: once per unit, for a covered defect reported in the legal guarantee and repaired; an exchange adds nothing."""
    law = terms.pack.after_repair if terms.pack is not None else None
    if law is None or terms.pack is None or window.origin is not Origin.PACK:
        return
    if (terms.sold_on or window.begins) < law.sold_from:
        return
    remedies = [
        each
        for each in sorted(settled, key=lambda each: each.handed_back_on)
        if each.covered
        and each.attempt
        and not each.exchanged
        and window.begins <= each.reported_on <= rungs[-1].last_on
    ]
    for service in remedies[: law.times]:
        last_on = extend(rungs[-1].last_on, law.months)
        rule = f"{terms.pack.label} {law.rule}"
        _add(rungs, Reason.EXTENDED_AFTER_REPAIR, last_on, rule, order=service.order_number)


def _replace(terms: Terms, window: Window, settled: Sequence[Service], part_id: UUID | None, rungs: list[Rung]) -> None:
    """REPL-1, 2, 3, 5, for replacements made under cover; an exchanged unit starts anew also where a pack says so."""
    for service in sorted(settled, key=lambda each: each.handed_back_on):
        if not service.covered:
            continue
        if service.exchanged:
            reason, rules = Reason.RESTARTED, [(terms.policy.exchanged_unit, terms.policy.label)]
            if terms.pack is not None and terms.pack.restart:
                rules.append((Replacement(ReplacementRule.FRESH), f"{terms.pack.label} {terms.pack.restart}"))
        elif part_id in service.part_ids and not service.on_earlier_unit:
            reason, rules = Reason.REPLACED_PART, [(terms.policy.replaced_part, terms.policy.label)]
        else:
            continue
        others = [each for each in settled if each is not service]
        own_end = _without(terms, window, others, rungs)
        for replacement, label in rules:
            last_on = replaced_until(replacement, own_end, service, window)
            if last_on > rungs[-1].last_on:
                _add(rungs, reason, last_on, f"{label} {replacement.rule}", order=service.order_number)


def _without(terms: Terms, window: Window, others: Sequence[Service], rungs: Sequence[Rung]) -> date:
    """E: the last covered day without the repair's own days out of use."""
    extended = [rung for rung in rungs if rung.reason is Reason.EXTENDED_AFTER_REPAIR]
    end = window.last_on + timedelta(days=_days(terms, window.last_on, others)[0])
    return max([end, *(rung.last_on for rung in extended)])


def replaced_until(replacement: Replacement, own_end: date, service: Service, window: Window) -> date:
    """The last day of a replaced part or exchanged unit. `own_end` is E, the hand-back H (section 5)."""
    handed, days = service.handed_back_on, replacement.days
    match replacement.rule:
        case ReplacementRule.REST:
            return own_end
        case ReplacementRule.FRESH:
            return max(own_end, last_day(handed, window.period, window.first_day_counts))
        case ReplacementRule.LONGER_OF_REST_AND_DAYS:
            return max(own_end, window_end(handed, days))
        case ReplacementRule.LONGEST_WITH_DOWNTIME:
            down = timedelta(days=days_in([service.out_of_use()]))
            return max(own_end, window_end(handed, days), own_end + down)


def _add(rungs: list[Rung], reason: Reason, last_on: date, rule: str, **params: str) -> None:
    before = rungs[-1].last_on
    step = Step(rule, {**params, "before": before.isoformat(), "after": last_on.isoformat()})
    rungs.append(Rung(reason, last_on, step))
