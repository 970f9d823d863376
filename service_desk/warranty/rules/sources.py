"""Cover beside the unit warranty: campaigns, rework, repair warranty, extensions, contracts (LINE-6, RPW-1, RPT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from service_desk.warranty.rules.dates import Period, deadline, last_day, window_end
from service_desk.warranty.rules.facts import Extension, Facts, LineFacts, Service, Source
from service_desk.warranty.rules.ladder import base_cover
from service_desk.warranty.rules.past import Past
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


@dataclass(frozen=True, slots=True)
class Beside:
    """The cover beside the unit warranty that could help on the day of the report, found once for all lines.

    `unstarted`: sold extensions that begin after a base cover whose own start is not known (SET-6).
    """

    offers: Sequence[tuple[Source, Offer]]
    unstarted: Sequence[Source]
    vendors: Sequence[Source]


NOTHING_BESIDE = Beside((), (), ())


def beside(facts: Facts, past: Past) -> Beside:
    """What is in force on the day of the report."""
    offers: list[tuple[Source, Offer]] = []
    unstarted, vendors = [], []
    terms, day = facts.unit.terms, facts.reported_on
    base = base_cover(terms, past) if terms is not None and any(s.extension for s in facts.unit.sources) else None
    for source in facts.unit.sources:
        if source.kind is SourceKind.VENDOR:
            vendors.append(source)
            continue
        starts_on, ends_on = source.starts_on, source.ends_on
        if source.extension is not None and terms is not None:
            if base is None and any(terms.open.values()):
                if source.extension.purchased_on <= day:
                    unstarted.append(source)
                continue
            starts_on, ends_on = extension_days(source.extension, base)
        if starts_on <= day <= ends_on:
            offers.append((source, _offer(source, terms, starts_on, ends_on)))
    return Beside(offers, unstarted, vendors)


def _offer(source: Source, terms: Terms | None, starts_on: date, ends_on: date) -> Offer:
    return Offer(
        source.kind,
        HUNDRED,
        priority_of(source, terms),
        source.payer,
        SOURCE_REASON[source.kind],
        "LINE-6",
        starts_on,
        ends_on,
        source.label,
        source.source_id,
    )


def priority_of(source: Source, terms: Terms | None) -> int:
    """SET-11: the number that the policy gives this kind of cover; else the source's own."""
    if terms is None:
        return source.priority
    ruled = terms.policy.priorities[source.kind]
    return ruled if ruled != PRIORITY[source.kind] else source.priority


def best_offer(
    facts: Facts,
    past: Past,
    known: Beside,
    line: LineFacts,
    cost_class: CostClass,
    part: LineFacts | None,
    voids: Voids,
) -> Offer | None:
    """LINE-6: of the sources for this line and class the one that leaves the customer least; a tie goes to the lowest
    priority number, then to the one that ends last (SET-5)."""
    found = []
    for source, offer in known.offers:
        percent = source.percents.get(cost_class)
        if percent and not _void(source.kind, voids) and _matches(source, line, cost_class, part):
            found.append(offer if percent == HUNDRED else replace(offer, percent=percent))
    if past.services and not voids.misuse and (again := repeated(facts, past, line)) is not None:
        found.append(again)
    return min(found, key=_rank, default=None)


def _rank(offer: Offer) -> tuple[Decimal, int, int, str, str, str]:
    """Total, so that the order of facts does not matter."""
    return (
        -offer.percent, offer.priority, -offer.ends_on.toordinal(), offer.kind, offer.evidence, str(offer.source_id),
    )  # fmt: skip


def waits_for_start(known: Beside, cost_class: CostClass, voids: Voids) -> bool:
    """Whether a sold extension would cover the line and class if the start of the base cover were known."""
    return not voids.misuse and not voids.excluded and any(each.percents.get(cost_class) for each in known.unstarted)


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


def extension_days(sold: Extension, base: tuple[date, date] | None) -> tuple[date, date]:
    """SET-6: from the day after the last base class ends by step 1 (or its purchase, if later) with its full length; later
    steps that moved that end move the end of the extension, never its start. No base: from its purchase."""
    if base is None:
        return sold.purchased_on, last_day(sold.purchased_on, sold.period)
    begins, moved = (max(end + timedelta(days=1), sold.purchased_on) for end in base)
    return begins, last_day(moved, sold.period)


def repeated(facts: Facts, past: Past, line: LineFacts) -> Offer | None:
    """RPT-1: the same fault again within the policy's days after a repair. Chains point to the first order (RPT-3)."""
    terms = facts.unit.terms
    rule = terms.policy.repeat if terms is not None else None
    if terms is None or rule is None or line.another_fault:
        return None
    first: Service | None = None
    until = reported = facts.reported_on
    for service in reversed(past.services):
        due = deadline(service.handed_back_on, rule.days)
        if due < reported:
            break  # and so was every one before it
        if service.on_earlier_unit or not service.attempt:
            continue
        same = rule.any_fault or (bool(service.symptom_group) and service.symptom_group == line.symptom_group)
        if same and service.handed_back_on <= reported:
            until = due if first is None else until
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
        until,
        first.order_number,
        first.order_id,
    )


def recovery(known: Beside, cost_class: CostClass, day: date) -> tuple[bool, Source | None]:
    """LINE-8, SET-11: whether a vendor bears the class, by its own dates and percents; else the one that ended last."""
    bearing = [each for each in known.vendors if each.percents.get(cost_class)]
    if any(each.starts_on <= day <= each.ends_on for each in bearing):
        return True, None
    ended = [each for each in bearing if each.ends_on < day]
    return False, max(ended, key=lambda each: (each.ends_on, each.label), default=None)


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
    """A sold extension with its days as they are known now; a decision reckons them again (SET-6)."""
    sold, base = Extension(period, purchased_on), terms.last_base_end()
    starts_on, ends_on = extension_days(sold, (base, base) if base is not None else None)
    return Source(
        kind=SourceKind.EXTENSION,
        payer=SOURCE_PAYER[SourceKind.EXTENSION],
        priority=terms.policy.priorities[SourceKind.EXTENSION],
        starts_on=starts_on,
        ends_on=ends_on,
        percents=percents,
        label=label,
        source_id=source_id,
        extension=sold,
    )
