"""What switching a country pack on would mean for the units of a policy, before anybody does it."""

from dataclasses import dataclass
from datetime import date

from service_desk.products.rules import Basis
from service_desk.warranty.rules.freeze import freeze
from service_desk.warranty.rules.packs import Pack, RuleKind
from service_desk.warranty.rules.policy import Policy
from service_desk.warranty.rules.start import Candidate
from service_desk.warranty.rules.vocabulary import CLASSES, CostClass


@dataclass(frozen=True, slots=True)
class Cover:
    """A unit of `product_class` that is sold, delivered and put to use on one day: its last day without and with the pack.
    Empty: no cover. `rule` is the pack's rule that gives the later day; empty where the policy's own term is as long.
    """

    product_class: str
    cost_class: CostClass
    without: date | None
    with_pack: date | None
    rule: str


@dataclass(frozen=True, slots=True)
class PackRule:
    """A rule that does more than give a term: it lengthens one, warns of a remedy that falls due, or is a duty to tell."""

    id: str
    kind: RuleKind
    source: str
    says: str


@dataclass(frozen=True, slots=True)
class PackEffect:
    policy: str
    pack: str
    sold_on: date
    cover: list[Cover]
    rules: list[PackRule]


def effect(policy: Policy, pack: Pack, sold_on: date) -> PackEffect:
    """For each product class that the pack names, and for one that it does not (`goods`)."""
    dates = tuple(Candidate(basis, sold_on, "invoice", "", proof_accepted=True) for basis in Basis)
    named = {term.product_class for term in pack.terms} | {rule.get("class", "goods") for rule in pack.rules}
    cover = [each for name in sorted({"goods", *named}) for each in _cover(policy, pack, dates, name)]
    rules = [
        PackRule(each["id"], RuleKind(each["kind"]), each["source"], _says(each))
        for each in pack.rules
        if each["kind"] != "term"
    ]
    return PackEffect(policy.label, pack.label, sold_on, cover, rules)


def _cover(policy: Policy, pack: Pack, dates: tuple[Candidate, ...], product_class: str) -> list[Cover]:
    alone, together = freeze(policy, dates), freeze(policy, dates, pack, product_class)
    found = []
    for cost_class in CLASSES:
        without, with_pack = alone.last_on(cost_class), together.last_on(cost_class)
        longer = with_pack is not None and (without is None or with_pack > without)
        rule = next((term.rule for term in pack.terms if term.product_class in {product_class, "goods"}), "")
        found.append(Cover(product_class, cost_class, without, with_pack, rule if longer else ""))
    return found


def _says(rule: object) -> str:
    assert isinstance(rule, dict)
    if rule["kind"] in {RuleKind.DUTY, RuleKind.FORM}:
        return str(rule.get("text") or rule.get("name") or "")
    shown = {name: value for name, value in rule.items() if name not in {"id", "kind", "source", "status"}}
    return ", ".join(f"{name} {_word(value)}" for name, value in shown.items())


def _word(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, list) else str(value)
