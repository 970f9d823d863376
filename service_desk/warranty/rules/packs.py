"""Country rule packs: a floor of cover for consumer sales, as data (LAW-1 to LAW-4). To be confirmed by counsel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from service_desk.foundation.written import Either
from service_desk.products.rules import Basis
from service_desk.warranty.rules import parsing as read
from service_desk.warranty.rules import policy_json
from service_desk.warranty.rules.dates import Period
from service_desk.warranty.rules.policy import MeterLimit, Suspension

EVERY_CLASS = "goods"
_NAMES = ("pack", "version", "status", "first_day_counts", "rules", "countries")


class RuleKind(StrEnum):
    """What a rule of a pack is about."""

    TERM = "term"
    START_FALLBACK = "start_fallback"
    SUSPEND = "suspend"
    EXTEND_AFTER_REPAIR = "extend_after_repair"
    RESTART_ON_EXCHANGE = "restart_on_exchange"
    RETURN_WINDOW = "return_window"
    EXCHANGE_WINDOW = "exchange_window"
    ATTEMPTS = "attempts"
    DAYS_OUT = "days_out"
    PARTS_WAIT = "parts_wait"
    REPAIR_LIMIT = "repair_limit"
    STOP_HOURS = "stop_hours"
    PARTS_SUPPLY_YEARS = "parts_supply_years"
    FORM = "form"
    DUTY = "duty"


_KINDS = tuple(map(str, RuleKind))


@dataclass(frozen=True, slots=True)
class PackTerm:
    rule: str
    product_class: str
    basis: Basis
    period: Period
    meters: tuple[MeterLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Fallback:
    """A candidate used when no other is usable."""

    rule: str
    product_class: str
    basis: Basis
    offset_days: int


@dataclass(frozen=True, slots=True)
class AfterRepair:
    """EXT-1: `months` more on the pack's floor, for units sold from `sold_from` on."""

    rule: str
    months: int
    times: int
    sold_from: date


@dataclass(frozen=True, eq=False)
class Pack:
    """One version; compared by identity, like a policy. `rules` holds all of them, the counters too."""

    label: str
    first_day_counts: bool
    terms: tuple[PackTerm, ...]
    fallbacks: tuple[Fallback, ...]
    suspension: tuple[str, Suspension] | None
    after_repair: AfterRepair | None
    restart: str | None  # id of the rule that starts an exchanged unit's term anew
    rules: tuple[Mapping[str, Any], ...]


def parse_pack(content: Any) -> Pack:
    """A Pack from its JSON; raises BadTerms. Every rule needs an id, a kind and a source."""
    value = read.mapping(content, "pack", _NAMES)
    rules = tuple(
        _rule(each, f"pack.rules.{n}") for n, each in enumerate(read.listed(value.get("rules"), "pack.rules"))
    )
    of_kind = {kind: [each for each in rules if each["kind"] == kind] for kind in _KINDS}
    suspend, restart, extend = of_kind["suspend"], of_kind["restart_on_exchange"], of_kind["extend_after_repair"]
    return Pack(
        label=f"{read.word(value.get('pack'), 'pack.pack', 12)} v{read.whole(value.get('version'), 'pack.version', least=1)}",
        first_day_counts=read.yes_no(value.get("first_day_counts", True), "pack.first_day_counts"),
        terms=tuple(_term(each) for each in of_kind["term"]),
        fallbacks=tuple(_fallback(each) for each in of_kind["start_fallback"]),
        suspension=_suspend(suspend[0]) if suspend else None,
        after_repair=_after_repair(extend[0]) if extend else None,
        restart=restart[0]["id"] if restart else None,
        rules=rules,
    )


def _rule(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise read.bad(place, "write a rule as an object")
    for name in ("id", "kind", "source"):
        read.word(value.get(name), f"{place}.{name}", 200)
    if value["kind"] not in _KINDS:
        raise read.bad(f"{place}.kind", "use {known}", known=Either(_KINDS))
    return value


def _term(value: Mapping[str, Any]) -> PackTerm:
    place = f"pack.{value['id']}"
    return PackTerm(
        value["id"],
        value.get("class", EVERY_CLASS),
        read.member(Basis, value.get("start"), f"{place}.start"),
        read.period(value, place),
        policy_json.meters(value.get("meter", {}), f"{place}.meter"),
    )


def _fallback(value: Mapping[str, Any]) -> Fallback:
    place = f"pack.{value['id']}"
    return Fallback(
        value["id"],
        value.get("class", EVERY_CLASS),
        read.member(Basis, value.get("basis"), f"{place}.basis"),
        read.whole(value.get("offset_days", 0), f"{place}.offset_days"),
    )


def _suspend(value: Mapping[str, Any]) -> tuple[str, Suspension]:
    shape = {name: value[name] for name in ("from", "to", "ends", "only_covered_repairs") if name in value}
    return value["id"], policy_json.suspension(shape, f"pack.{value['id']}")


def _after_repair(value: Mapping[str, Any]) -> AfterRepair:
    place = f"pack.{value['id']}"
    try:
        sold_from = date.fromisoformat(value.get("sold_from", "0001-01-01"))
    except (TypeError, ValueError):
        raise read.bad(f"{place}.sold_from", "write a day like 2026-07-31") from None
    return AfterRepair(
        value["id"],
        read.whole(value.get("months"), f"{place}.months", least=1, most=120),
        read.whole(value.get("times", 1), f"{place}.times", least=1, most=10),
        sold_from,
    )
