"""Freezing: from a policy version and a unit's dates to its terms (START, LINE-1, LAW-2, steps 1 and 2 of the end)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from service_desk.products.rules import Basis
from service_desk.warranty.rules.dates import Period, last_day, window_end
from service_desk.warranty.rules.packs import EVERY_CLASS, Pack
from service_desk.warranty.rules.policy import HUNDRED, Bonus, MeterLimit, Policy, StartEntry, StartMode, StartRule
from service_desk.warranty.rules.start import Candidate, NoStart, Start, best, choose_start, ranked
from service_desk.warranty.rules.terms import Open, Origin, Rung, Step, Terms, Window
from service_desk.warranty.rules.vocabulary import CLASSES, CostClass, Reason


@lru_cache(maxsize=2048)
def freeze(policy: Policy, dates: tuple[Candidate, ...], pack: Pack | None = None, product_class: str = "") -> Terms:
    """The terms of a unit sold under `policy` (and under `pack`, for its product class), from its dates.

    Memoised: units of one policy sold on one day with the same evidence share one result.
    """
    windows: dict[CostClass, tuple[Window, ...]] = {}
    unsettled: dict[CostClass, tuple[Open, ...]] = {}
    general = _span(policy, policy.start, dates)
    for cost_class, term in policy.classes.items():
        if not term.period or not term.percent:
            continue  # LINE-1: no term, not zero days
        span = general if term.start is None else _span(policy, term.start, dates)
        rule = f"{policy.label} {cost_class}"
        if isinstance(span, NoStart):
            unsettled[cost_class] = (Open(rule, span),)
        else:
            window = _window(rule, Origin.CLASS, span, term, policy.first_day_counts)
            windows[cost_class] = (_with_bonus(window, policy.bonus, dates),)
    if pack is not None:
        floor, wanting = _floor(pack, dates, product_class)
        if floor:
            windows = {cost_class: windows.get(cost_class, ()) + floor for cost_class in CLASSES}
        if wanting:
            unsettled = {cost_class: unsettled.get(cost_class, ()) + wanting for cost_class in CLASSES}
    components, open_components = _components(policy, general)
    return Terms(
        policy=policy,
        pack=pack,
        dates=dates,
        start=general.start if isinstance(general, _Span) else general,
        sold_on=_sold_on(dates),
        windows=windows,
        components=components,
        open=unsettled,
        open_components=open_components,
        proven=_proven(policy, dates, pack, product_class),
    )


class _Term(Protocol):
    """What a class, a component and a pack's rule have in common."""

    @property
    def period(self) -> Period: ...
    @property
    def percent(self) -> Decimal: ...
    @property
    def meters(self) -> tuple[MeterLimit, ...]: ...


@dataclass(frozen=True, slots=True)
class _Span:
    """Where the cover begins, and from where its end is counted: two days only where a registration is involved."""

    start: Start
    counted_from: date


def _span(policy: Policy, rule: StartRule, dates: tuple[Candidate, ...]) -> _Span | NoStart:
    """START-6: a registration may extend, never shorten."""
    start = choose_start(rule, dates)
    if isinstance(start, NoStart):
        return start
    if policy.registration_may_shorten or not any(entry.basis is Basis.REGISTER for entry in rule.entries):
        return _Span(start, start.on)
    other = choose_start(rule, dates, leave_out=Basis.REGISTER)
    if isinstance(other, NoStart):
        return _Span(start, start.on)
    return _Span(min(start, other, key=lambda each: each.on), max(start.on, other.on))


def _window(rule: str, origin: Origin, span: _Span, term: _Term, first_day_counts: bool) -> Window:
    end = last_day(span.counted_from, term.period, first_day_counts)
    reason = Reason.IN_PERIOD
    if origin is Origin.COMPONENT:
        reason = Reason.COMPONENT_TERM
    elif span.start.fallback:
        reason = Reason.START_FALLBACK
    step = Step(
        "DATE-1",
        {
            "start": span.counted_from.isoformat(),
            "months": str(term.period.months),
            "days": str(term.period.days),
            "after": end.isoformat(),
        },
    )
    return Window(
        rule=rule,
        origin=origin,
        start=span.start,
        begins=span.start.on,
        counted_from=span.counted_from,
        period=term.period,
        first_day_counts=first_day_counts,
        percent=term.percent,
        meters=term.meters,
        opening=Step("START-1", {"basis": span.start.basis.value, "on": span.start.on.isoformat()}),
        rungs=(Rung(reason, end, step),),
    )


def _with_bonus(window: Window, bonus: Bonus | None, dates: tuple[Candidate, ...]) -> Window:
    """START-6: registered by the end of its window (before the start counts as inside) lengthens the term."""
    registered = best(ranked(dates), Basis.REGISTER) if bonus else None
    if bonus is None or registered is None or registered.on > window_end(window.begins, bonus.window_days):
        return window
    end = last_day(window.counted_from, window.period.plus(bonus.period), window.first_day_counts)
    step = Step(
        "START-6",
        {"on": registered.on.isoformat(), "before": window.last_on.isoformat(), "after": end.isoformat()},
    )
    return replace(window, rungs=(*window.rungs, Rung(Reason.REGISTERED, end, step)))


@dataclass(frozen=True, slots=True)
class _PackShare:
    """LAW-2: a pack's term pays all of every class."""

    period: Period
    meters: tuple[MeterLimit, ...]
    percent: Decimal = HUNDRED


def _floor(pack: Pack, dates: tuple[Candidate, ...], product_class: str) -> tuple[tuple[Window, ...], tuple[Open, ...]]:
    """The pack's terms from its own start (SET-3, SET-4), and those whose date is missing."""
    wanted = {EVERY_CLASS, product_class}
    found, wanting = [], []
    for term in pack.terms:
        if term.product_class not in wanted:
            continue
        start = choose_start(StartRule(StartMode.FIRST_OF, (StartEntry(term.basis),)), dates)
        rule = f"{pack.label} {term.rule}"
        if isinstance(start, NoStart):
            start, rule = _fallback(pack, dates, wanted) or (start, rule)
        if isinstance(start, NoStart):
            wanting.append(Open(rule, start))
        else:
            share = _PackShare(term.period, term.meters)
            found.append(_window(rule, Origin.PACK, _Span(start, start.on), share, pack.first_day_counts))
    return tuple(found), tuple(wanting)


def _fallback(pack: Pack, dates: tuple[Candidate, ...], wanted: set[str]) -> tuple[Start, str] | None:
    for fallback in pack.fallbacks:
        if fallback.product_class in wanted:
            entry = StartEntry(fallback.basis, fallback.offset_days)
            start = choose_start(StartRule(StartMode.FIRST_OF, (entry,)), dates)
            if isinstance(start, Start):
                return replace(start, fallback=True), f"{pack.label} {fallback.rule}"
    return None


_Named = Mapping[CostClass, tuple[tuple[str, Window], ...]]
_NamedOpen = Mapping[CostClass, tuple[tuple[str, Open], ...]]


def _components(policy: Policy, span: _Span | NoStart) -> tuple[_Named, _NamedOpen]:
    found: dict[CostClass, tuple[tuple[str, Window], ...]] = {}
    wanting: dict[CostClass, tuple[tuple[str, Open], ...]] = {}
    for term in policy.components:
        if not term.period or not term.percent:
            continue
        rule = f"{policy.label} {term.component}"
        if isinstance(span, NoStart):
            for cost_class in term.classes:
                wanting[cost_class] = (*wanting.get(cost_class, ()), (term.component, Open(rule, span)))
            continue
        window = _window(rule, Origin.COMPONENT, span, term, policy.first_day_counts)
        for cost_class in term.classes:
            found[cost_class] = (*found.get(cost_class, ()), (term.component, window))
    return found, wanting


def _sold_on(dates: tuple[Candidate, ...]) -> date | None:
    """The day of the sale, for rules that hold for units sold from a day on."""
    known = ranked(dates)
    for basis in (Basis.INVOICE, Basis.PURCHASE, Basis.DELIVER):
        if (found := best(known, basis)) is not None:
            return found.on
    return None


def _proven(policy: Policy, dates: tuple[Candidate, ...], pack: Pack | None, product_class: str) -> Terms | None:
    """START-8: only where a known date lacks a proof that the policy asks for."""
    rules = [policy.start, *(term.start for term in policy.classes.values() if term.start)]
    asked = {entry.basis for rule in rules for entry in rule.entries if entry.proof_required}
    if not any(each.basis in asked and not each.proof_accepted for each in dates):
        return None
    accepted = tuple(replace(each, proof_accepted=True) if each.basis in asked else each for each in dates)
    return freeze(policy, accepted, pack, product_class)
