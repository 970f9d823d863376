"""What is known of a unit for a decision: frozen terms, other cover and history, in one statement."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from asyncpg import Record

from service_desk.foundation import clock
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.money import Money
from service_desk.products.rules import Basis
from service_desk.warranty.queries.policies import pack_for, pack_version, policy_version
from service_desk.warranty.rules import (
    VIRTUAL_LINE,
    WITHOUT_POLICY,
    Candidate,
    CostClass,
    Decision,
    Extension,
    Facts,
    LineFacts,
    Payer,
    Period,
    Service,
    Source,
    SourceKind,
    Terms,
    UnitFacts,
    decide,
    freeze,
)
from service_desk.warranty.rules.counters import Counter, attempts, days_out
from service_desk.warranty.rules.snapshot import LastDays, PackVersion, PolicyVersion, candidates, thaw

# Hot: once per ticket. The two lists are empty for nearly every unit and cost an index probe each. An exchanged unit
# goes on with the history of those it replaces. Of a unit that was in stock again, only its present life counts (SET-8).
_UNIT: Final = """
select t.id as terms_id, t.policy_version_id, t.pack_id, t.product_class, t.dates::text as dates, t.start_on, t.taken_at,
       t.parts_last_on, t.labour_last_on, t.travel_last_on,
       case when t.id is null then i.replaces_id end as takes_over,
       t.id is not null and exists (select 1 from item_date d where d.item_id = i.id and d.recorded_at > t.taken_at) as dated,
       (select jsonb_agg(jsonb_build_array(s.kind, s.payer, s.priority, s.starts_on, s.ends_on, s.percents,
                         s.matches - array['buyer', 'price'], s.source_id) order by s.id)
          from cover_source s where s.item_id = i.id and s.withdrawn_at is null) as sources,
       (select jsonb_agg(jsonb_build_array(h.order_id, h.order_number, h.reported_on, h.handed_back_on, h.received_on,
                         h.ready_on, h.symptom_group, h.outcome, h.part_ids, h.attempt, h.covered, h.item_id <> i.id)
                 order by h.handed_back_on, h.id)
          from service_history h
         where h.item_id = any(case when i.replaces_id is null then array[i.id] else array(
                 with recursive line (id, replaces_id) as (
                   select i.id, i.replaces_id
                   union select e.id, e.replaces_id from service_item e join line on e.id = line.replaces_id)
                 select id from line) end)
           and not exists (select 1 from unit_return r where r.item_id = h.item_id
                 and (h.recorded_at <= r.returned_at or h.reported_on < r.returned_on)
                   = (h.item_id = i.id or r.returned_at <= i.created_at))) as history
  from service_item i left join item_terms t on t.item_id = i.id and t.closed_at is null
 where i.id = $1"""


_KEPT: Final = """
select policy_version_id, pack_id, product_class, dates::text as dates, parts_last_on, labour_last_on, travel_last_on
  from item_terms where id = $1"""
# A person's unit, that has no terms of its own and was sold where a pack may be in force.
_SALE: Final = """
select i.country_of_sale, p.product_class,
       coalesce((select jsonb_agg(jsonb_build_array(d.basis, d.on_date, d.evidence_kind, d.evidence, d.proof_accepted)
                   order by d.recorded_at, d.id) from item_date d where d.item_id = i.id), '[]')::text as dates
  from service_item i join product p on p.id = i.product_id join party o on o.id = i.owner_id
 where i.id = $1 and o.kind = 'person' and i.country_of_sale is not null"""
_SOLD_BY: Final = (Basis.INVOICE, Basis.PURCHASE, Basis.DELIVER, Basis.SHIP)


@dataclass(frozen=True, slots=True)
class FrozenTerms:
    """The open snapshot of a unit."""

    id: UUID
    version: PolicyVersion
    pack: PackVersion | None
    product_class: str | None
    terms: Terms
    start_on: date | None
    last_on: LastDays
    taken_at: datetime


async def facts_for(item_id: UUID) -> UnitFacts:
    """The unit as `decide` reads it. Raises NotFound."""
    return (await known_of(item_id)).unit


@dataclass(frozen=True, slots=True)
class Known:
    """A unit as `decide` reads it; `kept` is what `kept_unit` needs to read the same again.

    `dated`: a date was told since its terms were taken. `takes_over`: it has none and was given for this unit.
    """

    unit: UnitFacts
    kept: dict[str, Any]
    dated: bool = False
    takes_over: UUID | None = None


async def known_of(item_id: UUID) -> Known:
    """What is known of a unit now. Raises NotFound."""
    row = await _unit(item_id)
    kept: dict[str, Any] = {name: row[name] for name in ("sources", "history") if row[name]}
    if row["terms_id"] is not None:
        kept["terms"] = str(row["terms_id"])
        terms: Terms | None = await _terms(row)
    else:
        terms = await _floor(item_id, kept)
    return Known(_unit_facts(terms, kept, row["policy_version_id"]), kept, row["dated"], row["takes_over"])


def _unit_facts(terms: Terms | None, kept: Mapping[str, Any], policy_version_id: UUID | None) -> UnitFacts:
    return UnitFacts(
        known=True,
        terms=terms,
        sources=tuple(source_of(each) for each in kept.get("sources", ())),
        history=tuple(service_of(each) for each in kept.get("history", ())),
        policy_version_id=policy_version_id,
    )


async def kept_unit(kept: Mapping[str, Any]) -> UnitFacts:
    """The unit as it was when `known_of` told of it."""
    if "terms" in kept:
        row = await fetchrow(_KEPT, UUID(kept["terms"]))
        if row is None:
            raise NotFound(kind="warranty terms", key=kept["terms"])
        return _unit_facts(await _terms(row), kept, row["policy_version_id"])
    return _unit_facts(await _kept_floor(kept["floor"]) if "floor" in kept else None, kept, None)


async def _floor(item_id: UUID, kept: dict[str, Any]) -> Terms | None:
    """SET-9: a consumer's unit that was sold without a policy has the floor of the law that was in force at its sale."""
    row = await fetchrow(_SALE, item_id)
    if row is None:
        return None
    dates = candidates(row["dates"])
    pack = await pack_for(row["country_of_sale"], sale_date(dates) or clock.today("UTC"))
    if pack is None:
        return None
    kept["floor"] = {"pack": str(pack.id), "product_class": row["product_class"], "dates": json.loads(row["dates"])}
    return freeze(WITHOUT_POLICY, dates, pack.pack, row["product_class"])


async def _kept_floor(floor: Mapping[str, Any]) -> Terms:
    pack = await pack_version(UUID(floor["pack"]))
    return freeze(WITHOUT_POLICY, candidates(json.dumps(floor["dates"])), pack.pack, floor["product_class"])


def sale_date(dates: Sequence[Candidate]) -> date | None:
    """The day of the sale as the best of the unit's dates tells it."""
    return next((each.on for basis in _SOLD_BY for each in dates if each.basis is basis), None)


async def terms_of(item_id: UUID) -> FrozenTerms | None:
    """The open snapshot; None for a unit that was sold without a policy, or lies in stock. Raises NotFound."""
    row = await _unit(item_id)
    if row["terms_id"] is None:
        return None
    version, pack = await _versions(row)
    return FrozenTerms(
        row["terms_id"], version, pack, row["product_class"], await _terms(row), row["start_on"], _last_on(row),
        row["taken_at"],
    )  # fmt: skip


async def cover_of(item_id: UUID, reported_on: date, lines: Sequence[LineFacts] = (VIRTUAL_LINE,)) -> Decision:
    """What the decision would be for a fault reported on a day; nothing is stored."""
    return decide(Facts(reported_on, await facts_for(item_id)), lines)


async def _unit(item_id: UUID) -> Record:
    row = await fetchrow(_UNIT, item_id)
    if row is None:
        raise NotFound(kind="item", key=item_id)
    return row


async def _versions(row: Record) -> tuple[PolicyVersion, PackVersion | None]:
    pack = await pack_version(row["pack_id"]) if row["pack_id"] is not None else None
    return await policy_version(row["policy_version_id"]), pack


async def _terms(row: Record) -> Terms:
    version, pack = await _versions(row)
    return thaw(version, row["dates"], _last_on(row), pack, row["product_class"])


def _last_on(row: Record) -> LastDays:
    return row["parts_last_on"], row["labour_last_on"], row["travel_last_on"]


def source_of(row: Sequence[Any]) -> Source:
    """A row of cover_source as the statement above lists its columns."""
    kind, payer, priority, starts_on, ends_on, percents, matches, source_id = row
    extension = matches.get("extension")
    return Source(
        kind=SourceKind(kind),
        payer=Payer(payer),
        priority=priority,
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on),
        percents={CostClass(name): Decimal(percent) for name, percent in percents.items()},
        part_ids=frozenset(UUID(part) for part in matches.get("part_ids", ())),
        symptom_group=matches.get("symptom_group"),
        label=matches.get("label", ""),
        source_id=UUID(source_id),
        extension=_extension(extension) if extension else None,
    )


def _extension(value: Sequence[Any]) -> Extension:
    months, days, purchased_on = value
    return Extension(Period(months, days), date.fromisoformat(purchased_on))


def service_of(row: Sequence[Any]) -> Service:
    """A row of service_history as the statement above lists its columns."""
    order_id, number, reported, handed_back, received, ready, group, outcome, part_ids, attempt, covered, earlier = row
    return Service(
        order_id=UUID(order_id),
        order_number=number,
        reported_on=date.fromisoformat(reported),
        handed_back_on=date.fromisoformat(handed_back),
        received_on=date.fromisoformat(received) if received else None,
        ready_on=date.fromisoformat(ready) if ready else None,
        symptom_group=group,
        outcome=outcome,
        part_ids=frozenset(UUID(part) for part in part_ids),
        attempt=attempt,
        covered=covered,
        on_earlier_unit=earlier,
    )


class CoverFacts(msgspec.Struct):
    """Cover beside the unit warranty. `buyer_id` and `price` where it was sold; `withdrawn_at` and `why` where it was ended."""

    id: UUID
    kind: SourceKind
    payer: Payer
    priority: int
    starts_on: date
    ends_on: date
    percents: dict[CostClass, Decimal]
    label: str
    part_ids: list[UUID]
    symptom_group: str | None
    buyer_id: UUID | None
    price: Money | None
    recorded_at: datetime
    recorded_by: UUID
    withdrawn_at: datetime | None
    why: str | None


_COVER: Final = """
select id, kind, payer, priority, starts_on, ends_on, percents, matches, recorded_at, recorded_by, withdrawn_at
  from cover_source where item_id = $1 order by starts_on, id"""


async def cover_sources(item_id: UUID) -> list[CoverFacts]:
    """Everything recorded on a unit beside its own warranty, by first day, what was withdrawn too. Raises NotFound."""
    await _unit(item_id)
    return [_cover(row, row["matches"]) for row in await fetch(_COVER, item_id)]


def _cover(row: Record, matches: Mapping[str, Any]) -> CoverFacts:
    price, buyer = matches.get("price"), matches.get("buyer")
    return CoverFacts(
        id=row["id"],
        kind=SourceKind(row["kind"]),
        payer=Payer(row["payer"]),
        priority=row["priority"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        percents={CostClass(name): Decimal(percent) for name, percent in row["percents"].items()},
        label=matches.get("label", ""),
        part_ids=[UUID(part) for part in matches.get("part_ids", ())],
        symptom_group=matches.get("symptom_group"),
        buyer_id=UUID(buyer) if buyer else None,
        price=Money(Decimal(price[0]), price[1]) if price else None,
        recorded_at=row["recorded_at"],
        recorded_by=row["recorded_by"],
        withdrawn_at=row["withdrawn_at"],
        why=matches.get("withdrawn"),
    )


async def counters_of(
    item_id: UUID, *, weekend: Collection[int] = (), holidays: Collection[date] = ()
) -> list[tuple[str, Counter]]:
    """What the law of the country counts on a unit: (fault group or '', counter). Empty without a switched-on pack.

    Repairs handed back are counted; `weekend` and `holidays` are those of the place, for rules of working days.
    """
    frozen = await terms_of(item_id)
    if frozen is None or frozen.pack is None:
        return []
    history = (await facts_for(item_id)).history
    groups = sorted({service.symptom_group for service in history if service.attempt and service.symptom_group})
    found: list[tuple[str, Counter]] = []
    for rule in frozen.pack.pack.rules:
        if rule["kind"] == "attempts":
            counted = ((group, attempts(rule, history, group, reported_again=False)) for group in groups)
            found += [(group, counter) for group, counter in counted if counter is not None]
        elif rule["kind"] == "days_out":
            spans = [service.out_of_use() for service in history]
            found.append(("", days_out(rule, spans, weekend=weekend, holidays=holidays)))
    return found
