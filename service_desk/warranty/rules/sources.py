"""Cover beside the unit warranty: campaigns, rework, repair warranty, extensions, contracts (LINE-6, RPW-1, RPT-1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from service_desk.warranty.rules.dates import Period, deadline, last_day, window_end
from service_desk.warranty.rules.facts import Extension, Facts, LineFacts, Service, Source
from service_desk.warranty.rules.policy import HUNDRED, Policy
from service_desk.warranty.rules.terms import Terms
from service_desk.warranty.rules.vocabulary import (
    PRIORITY,
    SOURCE_PAYER,
    SOURCE_REASON,
    CostClass,
    Payer,
    Reason,
    SourceKind,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One source that would bear `percent` of a line."""

    kind: SourceKind
    percent: Decimal
    priority: int
    payer: Payer
    reason: Reason
    rule: str
    starts_on: date
    ends_on: date
    evidence: str = ""
    source_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Voids:
    """What takes a line out of some sources: misuse all but campaigns; an exclusion the extension too (LINE-3, LINE-5)."""

    misuse: bool
    excluded: bool


def offers(
    facts: Facts, line: LineFacts, cost_class: CostClass, part: LineFacts | None, voids: Voids, base_end: date | None
) -> Iterator[Offer]:
    """Every source in force for this line and class. `base_end` is the end of the class's unit cover, later days included."""
    for source in facts.unit.sources:
        if source.kind is SourceKind.VENDOR or _void(source.kind, voids):
            continue
        percent = source.percents.get(cost_class)
        if not percent or not _matches(source, line, cost_class, part):
            continue
        ends_on = extension_end(source, base_end)
        if source.starts_on <= facts.reported_on <= ends_on:
            yield Offer(
                source.kind,
                percent,
                source.priority,
                source.payer,
                SOURCE_REASON[source.kind],
                "LINE-6",
                source.starts_on,
                ends_on,
                source.label,
                source.source_id,
            )
    if facts.unit.history and not voids.misuse and (again := repeated(facts, line)) is not None:
        yield again


def _void(kind: SourceKind, voids: Voids) -> bool:
    if kind is SourceKind.CAMPAIGN:
        return False
    return voids.misuse or (voids.excluded and kind is SourceKind.EXTENSION)


def _matches(source: Source, line: LineFacts, cost_class: CostClass, part: LineFacts | None) -> bool:
    if source.part_ids:
        own = line.part_id if part is None else part.part_id
        return own is not None and own in source.part_ids
    if source.symptom_group is not None:
        return cost_class is CostClass.LABOUR and part is None and line.symptom_group == source.symptom_group
    return True


def extension_end(source: Source, base_end: date | None) -> date:
    """A sold extension keeps its full length when later days moved the end of the base cover; its start never moves."""
    extension = source.extension
    if extension is None or base_end is None:
        return source.ends_on
    begins = max(base_end + timedelta(days=1), extension.purchased_on)
    return max(source.ends_on, last_day(begins, extension.period))


def repeated(facts: Facts, line: LineFacts) -> Offer | None:
    """RPT-1: the same fault again within the policy's days after a repair. Chains point to the first order (RPT-3)."""
    terms = facts.unit.terms
    rule = terms.policy.repeat if terms is not None else None
    if terms is None or rule is None or line.another_fault:
        return None
    first: Service | None = None
    reported = facts.reported_on
    for service in sorted(facts.unit.history, key=lambda each: each.handed_back_on, reverse=True):
        if service.on_earlier_unit:
            continue
        same = rule.any_fault or (bool(service.symptom_group) and service.symptom_group == line.symptom_group)
        if (
            service.attempt
            and same
            and service.handed_back_on <= reported <= deadline(service.handed_back_on, rule.days)
        ):
            first, reported = service, service.reported_on
    if first is None:
        return None
    return Offer(
        SourceKind.REWORK,
        HUNDRED,
        terms.policy.priorities[SourceKind.REWORK],
        SOURCE_PAYER[SourceKind.REWORK],
        Reason.REWORK,
        "RPT-1",
        first.handed_back_on,
        deadline(first.handed_back_on, rule.days),
        first.order_number,
        first.order_id,
    )


def repair_warranty(policy: Policy, service: Service) -> Source | None:
    """REPL-4: the cover on fitted parts and the work, made at the hand-back; None where the policy gives none."""
    days = policy.repair_warranty_days
    if not days or not service.attempt:
        return None
    return Source(
        kind=SourceKind.REPAIR_WARRANTY,
        payer=SOURCE_PAYER[SourceKind.REPAIR_WARRANTY],
        priority=policy.priorities[SourceKind.REPAIR_WARRANTY],
        starts_on=service.handed_back_on,
        ends_on=window_end(service.handed_back_on, days),
        percents={CostClass.PARTS: HUNDRED, CostClass.LABOUR: HUNDRED},
        part_ids=service.part_ids,
        symptom_group=None if service.part_ids else service.symptom_group,
        label=service.order_number,
        source_id=service.order_id,
    )


def extension(
    terms: Terms, period: Period, purchased_on: date, percents: dict[CostClass, Decimal], label: str, source_id: UUID
) -> Source:
    """A sold extension: from the day after the last base class ends, or from its purchase if that is later."""
    base = terms.last_base_end()
    starts_on = purchased_on if base is None else max(base + timedelta(days=1), purchased_on)
    return Source(
        kind=SourceKind.EXTENSION,
        payer=SOURCE_PAYER[SourceKind.EXTENSION],
        priority=PRIORITY[SourceKind.EXTENSION],
        starts_on=starts_on,
        ends_on=last_day(starts_on, period),
        percents=percents,
        label=label,
        source_id=source_id,
        extension=Extension(period, purchased_on),
    )
