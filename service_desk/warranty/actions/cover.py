"""Cover and history that higher rooms push down: campaigns, contracts, extensions, handed-back orders."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.events.actions import record
from service_desk.faults import queries as faults
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute, fetchval
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import Money
from service_desk.parties import queries as parties
from service_desk.warranty import queries
from service_desk.warranty.actions.terms import NothingFrozen
from service_desk.warranty.rules import (
    CLASSES,
    PRIORITY,
    SOURCE_PAYER,
    CostClass,
    Payer,
    Period,
    Service,
    Source,
    SourceKind,
    extension,
    repair_warranty,
)
from service_desk.warranty.rules.happenings import CoverGranted, CoverWithdrawn, ServiceRecorded

_HUNDRED: Final = Decimal(100)
_INSERT: Final = """
insert into cover_source (id, item_id, kind, payer, priority, starts_on, ends_on, percents, matches, source_kind,
  source_id, recorded_at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
_HISTORY: Final = """
insert into service_history (id, item_id, order_id, order_number, reported_on, received_on, ready_on, handed_back_on,
  symptom_group, outcome, part_ids, attempt, covered, recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
on conflict (order_id, item_id) do nothing returning id"""


_WITHDRAW: Final = """
update cover_source set withdrawn_at = $2, matches = matches || $3 where id = $1 and withdrawn_at is null returning item_id"""


class Withdrawal(StrEnum):
    """Why a cover ends before its last day."""

    ERROR = "error"  # it should never have been recorded
    CANCELLED = "cancelled"  # the customer or we ended it
    REPLACED = "replaced"  # another one takes its place
    RETURNED = "returned"  # the unit went back to stock


class CoverRecorded(Conflict):
    code = "cover_recorded"
    message = "This cover is recorded on the unit already. Withdraw it first if it is to change."


class BackwardsCover(Invalid):
    code = "backwards_cover"
    message = "The cover would end on {ends_on}, before it starts on {starts_on}. Correct the dates."


class UnknownGroup(Invalid):
    code = "unknown_group"
    message = "No symptom is in the group '{given}', so this cover would never hold. Groups of symptoms: {known}."


class NotThePercent(Invalid):
    code = "not_the_percent"
    message = "A cover bears 0 to 100 % of a line, not {percent} %."


async def record_cover_source(
    *,
    item_id: UUID,
    kind: str,
    starts_on: date,
    ends_on: date,
    source_kind: str,
    source_id: UUID,
    by: Actor,
    payer: str | None = None,
    priority: int | None = None,
    percents: Mapping[str, Decimal | int] | None = None,
    part_ids: Collection[UUID] = (),
    symptom_group: str | None = None,
    label: str = "",
) -> UUID:
    """Cover beside the unit warranty, from `starts_on` to `ends_on`, both in. `percents` per cost class, else all of each."""
    of_kind = SourceKind(kind)
    if symptom_group and symptom_group not in (known := await faults.groups()):
        raise UnknownGroup(given=symptom_group, known=", ".join(known) or "-", field="symptom_group")
    source = Source(
        kind=of_kind,
        payer=Payer(payer) if payer else SOURCE_PAYER[of_kind],
        priority=PRIORITY.get(of_kind, 0) if priority is None else priority,
        starts_on=starts_on,
        ends_on=ends_on,
        percents=_percents(percents),
        part_ids=frozenset(part_ids),
        symptom_group=symptom_group,
        label=label.strip(),
        source_id=source_id,
    )
    return await _grant(item_id, source, source_kind, source_id, by)


def _percents(given: Mapping[str, Decimal | int] | None) -> dict[CostClass, Decimal]:
    percents = {CostClass(name): Decimal(percent) for name, percent in (given or dict.fromkeys(CLASSES, 100)).items()}
    for percent in percents.values():
        if not 0 <= percent <= _HUNDRED:
            raise NotThePercent(percent=percent, field="percents")
    return percents


async def sell_extension(
    *,
    item_id: UUID,
    period: Period,
    purchased_on: date,
    classes: Collection[str],
    label: str,
    source_id: UUID,
    by: Actor,
    buyer_id: UUID | None = None,
    price: Money | None = None,
) -> UUID:
    """A sold extension of the unit warranty, from the day after the last base class ends or its purchase if later.

    `buyer_id`: the party it was sold to, `price`: for how much, where they are known. Raises NothingFrozen.
    """
    clock.plausible(purchased_on, "purchased_on")
    async with atomic():
        frozen = await queries.terms_of(item_id)
        if frozen is None:
            raise NothingFrozen
        percents = {CostClass(name): _HUNDRED for name in classes}
        source = extension(frozen.terms, period, purchased_on, percents, label, source_id)
        sale: dict[str, Any] = {}
        if buyer_id is not None:
            sale["buyer"] = str((await parties.party(buyer_id)).id)
        if price is not None:
            sale["price"] = [str(price.amount), price.currency]
        return await _grant(item_id, source, SourceKind.EXTENSION, source_id, by, sale)


async def _grant(
    item_id: UUID, source: Source, source_kind: str, source_id: UUID, by: Actor, sale: Mapping[str, Any] | None = None
) -> UUID:
    """`sale`: to whom and for how much it was sold."""
    if source.ends_on < source.starts_on:
        raise BackwardsCover(starts_on=source.starts_on, ends_on=source.ends_on, field="ends_on")
    key = uuid7()
    percents = {name.value: str(percent) for name, percent in source.percents.items()}
    try:
        async with atomic():
            await execute(
                _INSERT, key, item_id, source.kind, source.payer, source.priority, source.starts_on, source.ends_on,
                percents, _matches(source) | dict(sale or {}), source_kind, source_id, clock.now(), by.id,
            )  # fmt: skip
            fact = CoverGranted(item_id, key, source.kind, source.starts_on, source.ends_on)
            await record(fact, subject=("item", item_id), centre_id=None, by=by)
    except UniqueViolationError:
        raise CoverRecorded from None
    return key


def _matches(source: Source) -> dict[str, Any]:
    """Only what is there, so that an ordinary row stays small."""
    matches: dict[str, Any] = {"label": source.label} if source.label else {}
    if source.part_ids:
        matches["part_ids"] = sorted(str(part) for part in source.part_ids)
    if source.symptom_group is not None:
        matches["symptom_group"] = source.symptom_group
    if source.extension is not None:
        sold = source.extension
        matches["extension"] = [sold.period.months, sold.period.days, sold.purchased_on.isoformat()]
    return matches


async def withdraw_cover_source(*, cover_id: UUID, why: Withdrawal, by: Actor) -> None:
    """End a cover that was granted in error or cancelled; decisions made under it stay, open work is judged again."""
    async with atomic():
        item_id = await fetchval(_WITHDRAW, cover_id, clock.now(), {"withdrawn": why, "by": str(by.id)})
        if item_id is None:
            raise NotFound(kind="cover", key=cover_id)
        await record(CoverWithdrawn(item_id, cover_id), subject=("item", item_id), centre_id=None, by=by)


async def record_service_history(
    *,
    item_id: UUID,
    order_id: UUID,
    order_number: str,
    reported_on: date,
    handed_back_on: date,
    by: Actor,
    symptom_group: str = "",
    outcome: str = "repaired",
    part_ids: Collection[UUID] = (),
    attempt: bool = False,
    covered: bool = False,
    received_on: date | None = None,
    ready_on: date | None = None,
) -> None:
    """An order handed back: it starts the repeat window and the repair warranty and settles the days out of use (RPW-1).

    `covered`: the repair, or the exchange, was made under the unit warranty. A second call for the order changes nothing.
    """
    service = Service(
        order_id, order_number, reported_on, handed_back_on, received_on, ready_on, symptom_group, outcome,
        frozenset(part_ids), attempt, covered,
    )  # fmt: skip
    async with atomic():
        made = await fetchval(
            _HISTORY, uuid7(), item_id, order_id, order_number, reported_on, received_on, ready_on, handed_back_on,
            symptom_group, outcome, sorted(service.part_ids), attempt, covered, clock.now(),
        )  # fmt: skip
        if made is None:
            return
        frozen = await queries.terms_of(item_id)
        granted = repair_warranty(frozen.version.policy, service) if frozen is not None else None
        if granted is not None:
            await _grant(item_id, granted, "repair", order_id, by)
        fact = ServiceRecorded(item_id, order_id, outcome, handed_back_on)
        await record(fact, subject=("item", item_id), centre_id=None, by=by)
