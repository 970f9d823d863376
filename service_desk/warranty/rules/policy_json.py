"""A policy version from its JSON terms (section 2 to 6 of the trade page); refuses what it does not know."""

from collections.abc import Callable, Mapping
from typing import Any

from service_desk.foundation.written import Either
from service_desk.products.rules import Basis
from service_desk.warranty.rules import parsing as read
from service_desk.warranty.rules.policy import (
    HUNDRED,
    Bonus,
    Cap,
    ClassTerm,
    ComponentTerm,
    Doa,
    MeterLimit,
    Policy,
    Repeat,
    Replacement,
    ReplacementRule,
    StartEntry,
    StartMode,
    StartRule,
    Suspension,
)
from service_desk.warranty.rules.vocabulary import PRIORITY, CostClass, SourceKind

_TERM = ("months", "days", "percent", "meters", "start")
_NAMES = (
    "start",
    "classes",
    "components",
    "exclusions",
    "first_day_counts",
    "grace_days",
    "registration_may_shorten",
    "bonus",
    "suspension",
    "replaced_part",
    "exchanged_unit",
    "repair_warranty_days",
    "repeat",
    "doa",
    "priorities",
)


def parse_policy(label: str, terms: Any) -> Policy:
    """The Policy of a version; raises BadTerms with the place of the mistake."""
    value = read.mapping(terms, "terms", _NAMES)
    if "start" not in value or "classes" not in value:
        raise read.bad("terms", "a policy needs 'start' and 'classes'")
    optional: dict[str, Any] = {
        name: parse(value[name], f"terms.{name}")
        for name, parse in _OPTIONAL.items()
        if name in value and value[name] is not None
    }
    return Policy(
        label=label,
        start=_start(value["start"], "terms.start"),
        classes=_classes(value["classes"], "terms.classes"),
        **optional,
    )


def _start(value: Any, place: str) -> StartRule:
    value = read.mapping(value, place, ("mode", "candidates", "cap"))
    entries = tuple(
        _entry(each, f"{place}.candidates.{n}")
        for n, each in enumerate(read.listed(value.get("candidates"), f"{place}.candidates"))
    )
    if not entries:
        raise read.bad(f"{place}.candidates", "name at least one date from which the warranty may start")
    cap = value.get("cap")
    mode = read.member(StartMode, value.get("mode", "first_of"), f"{place}.mode")
    return StartRule(mode, entries, None if cap is None else _cap(cap, f"{place}.cap"))


def _entry(value: Any, place: str) -> StartEntry:
    value = read.mapping(value, place, ("basis", "offset_days", "proof_required"))
    return StartEntry(
        read.member(Basis, value.get("basis"), f"{place}.basis"),
        read.whole(value.get("offset_days", 0), f"{place}.offset_days"),
        read.yes_no(value.get("proof_required", False), f"{place}.proof_required"),
    )


def _cap(value: Any, place: str) -> Cap:
    value = read.mapping(value, place, ("basis", "months", "days"))
    return Cap(read.member(Basis, value.get("basis"), f"{place}.basis"), read.period(value, place))


def _classes(value: Any, place: str) -> dict[CostClass, ClassTerm]:
    value = read.mapping(value, place, tuple(CostClass))
    return {CostClass(name): _class(term, f"{place}.{name}") for name, term in value.items() if term is not None}


def _class(value: Any, place: str) -> ClassTerm:
    value = read.mapping(value, place, _TERM)
    start = value.get("start")
    return ClassTerm(
        read.period(value, place),
        read.decimal(value.get("percent", HUNDRED), f"{place}.percent", most=100),
        meters(value.get("meters", {}), f"{place}.meters"),
        None if start is None else _start(start, f"{place}.start"),
    )


def meters(value: Any, place: str) -> tuple[MeterLimit, ...]:
    if not isinstance(value, Mapping):
        raise read.bad(place, "write limits as names and numbers, such as km: 30000")
    return tuple(
        MeterLimit(read.word(name, place, 20), read.decimal(limit, f"{place}.{name}", most=10**12))
        for name, limit in value.items()
    )


def _components(value: Any, place: str) -> tuple[ComponentTerm, ...]:
    return tuple(_component(each, f"{place}.{n}") for n, each in enumerate(read.listed(value, place)))


def _component(value: Any, place: str) -> ComponentTerm:
    value = read.mapping(value, place, ("component", "classes", *_TERM[:-1]))
    classes = read.listed(value.get("classes", ["parts"]), f"{place}.classes")
    return ComponentTerm(
        read.word(value.get("component"), f"{place}.component"),
        tuple(read.member(CostClass, each, f"{place}.classes") for each in classes),
        read.period(value, place),
        read.decimal(value.get("percent", HUNDRED), f"{place}.percent", most=100),
        meters(value.get("meters", {}), f"{place}.meters"),
    )


def _exclusions(value: Any, place: str) -> frozenset[str]:
    return frozenset(read.word(each, place) for each in read.listed(value, place))


def _bonus(value: Any, place: str) -> Bonus:
    value = read.mapping(value, place, ("months", "days", "window_days"))
    return Bonus(read.period(value, place), read.whole(value.get("window_days"), f"{place}.window_days", least=1))


def suspension(value: Any, place: str) -> Suspension:
    """Also the shape of a pack's rule of this kind."""
    value = read.mapping(value, place, ("from", "to", "ends", "only_covered_repairs"))
    choices = {"from": ("requested", "received"), "to": ("ready", "handed_back"), "ends": ("both", "first_only")}
    for name, allowed in choices.items():
        if name in value and value[name] not in allowed:
            raise read.bad(f"{place}.{name}", "use {known}", known=Either(allowed))
    return Suspension(
        value.get("from", "received"),
        value.get("to", "handed_back"),
        value.get("ends", "both") == "both",
        read.yes_no(value.get("only_covered_repairs", False), f"{place}.only_covered_repairs"),
    )


def _replacement(value: Any, place: str) -> Replacement:
    value = read.mapping(value, place, ("rule", "days"))
    rule = read.member(ReplacementRule, value.get("rule"), f"{place}.rule")
    needs_days = rule in {ReplacementRule.LONGER_OF_REST_AND_DAYS, ReplacementRule.LONGEST_WITH_DOWNTIME}
    return Replacement(rule, read.whole(value.get("days", 0), f"{place}.days", least=int(needs_days)))


def _repeat(value: Any, place: str) -> Repeat:
    value = read.mapping(value, place, ("days", "any_fault"))
    return Repeat(
        read.whole(value.get("days"), f"{place}.days"),
        read.yes_no(value.get("any_fault", False), f"{place}.any_fault"),
    )


def _doa(value: Any, place: str) -> Doa:
    value = read.mapping(value, place, ("days", "basis"))
    return Doa(
        read.whole(value.get("days"), f"{place}.days", least=1),
        read.member(Basis, value.get("basis", "invoice"), f"{place}.basis"),
    )


def _priorities(value: Any, place: str) -> dict[SourceKind, int]:
    value = read.mapping(value, place, tuple(PRIORITY))
    return {**PRIORITY, **{SourceKind(name): read.whole(n, f"{place}.{name}", most=999) for name, n in value.items()}}


_OPTIONAL: Mapping[str, Callable[[Any, str], Any]] = {
    "components": _components,
    "exclusions": _exclusions,
    "first_day_counts": read.yes_no,
    "grace_days": read.whole,
    "registration_may_shorten": read.yes_no,
    "bonus": _bonus,
    "suspension": suspension,
    "replaced_part": _replacement,
    "exchanged_unit": _replacement,
    "repair_warranty_days": read.whole,
    "repeat": _repeat,
    "doa": _doa,
    "priorities": _priorities,
}
