"""Freeze a unit's terms at sale, re-compute them when a date arrives, close them when it goes back to stock."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.events.actions import record
from service_desk.events.rules import Recorded
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic, execute, fetchval
from service_desk.foundation.errors import Conflict
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import back_in_stock
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyKind
from service_desk.products import actions as products
from service_desk.products import queries as units
from service_desk.products.rules import Basis, ItemDateAdded, ItemDateFacts, ItemSwapped
from service_desk.warranty import queries
from service_desk.warranty.rules import Candidate
from service_desk.warranty.rules.happenings import TermsClosed, TermsFrozen
from service_desk.warranty.rules.snapshot import SNAPSHOT_COLUMNS, PackVersion, PolicyVersion, prepare_terms

_COLUMNS: Final = ("id", "item_id", "taken_at", "replaces_id", *SNAPSHOT_COLUMNS)
_INSERT: Final = (
    f"insert into item_terms ({', '.join(_COLUMNS)}) values ({', '.join(f'${n + 1}' for n in range(len(_COLUMNS)))})"
)
_CLOSE: Final = "update item_terms set closed_at = $2 where item_id = $1 and closed_at is null returning id"
_RETURN: Final = "insert into unit_return (id, item_id, returned_on, returned_at, by_id) values ($1, $2, $3, $4, $5)"
# A campaign and a vendor's own warranty are the unit's; all else was its owner's.
_WITHDRAW: Final = """
update cover_source set withdrawn_at = $2, matches = matches || jsonb_build_object('withdrawn', 'returned', 'by', $3::text)
 where item_id = $1 and withdrawn_at is null and kind not in ('campaign', 'vendor')"""
_SOURCES: Final = """
insert into cover_source (id, item_id, kind, payer, priority, starts_on, ends_on, percents, matches, source_kind,
  source_id, recorded_at, recorded_by)
select gen_random_uuid(), $2, kind, payer, priority, starts_on, ends_on, percents, matches, source_kind, source_id, $3,
  recorded_by from cover_source where item_id = $1 and withdrawn_at is null and kind in ('extension', 'vendor')
on conflict do nothing"""

# Of two who tell a date at once the second reckons with the first one's.
_ONE_AT_A_TIME: Final = "select pg_advisory_xact_lock(hashtextextended($1, 12))"


class AlreadyFrozen(Conflict):
    code = "already_frozen"
    message = "The unit has its warranty terms already. Take it back to stock first if it is sold again."


class NothingFrozen(Conflict):
    code = "nothing_frozen"
    message = "The unit was sold without warranty terms. Freeze a policy on it first."


class NotSold(Conflict):
    code = "not_sold"
    message = "The unit has no owner and no warranty terms: it is in stock already."


async def freeze_at_sale(
    *, item_id: UUID, policy_code: str, by: Actor, sold_on: date | None = None, consumer: bool | None = None
) -> UUID:
    """The terms snapshot of a unit that is sold, under the policy's version of that day (FRZ-1, FRZ-4).

    `consumer`: whether the law for consumers holds too; else it does unless the owner is a company (SET-9).
    `sold_on`: else the date of its invoice, purchase, delivery or shipment, else today. Raises UnknownPolicy, AlreadyFrozen.
    """
    item = await units.item(item_id)
    dates = candidates_of(await units.item_dates(item_id))
    on = (clock.plausible(sold_on, "sold_on") if sold_on else None) or queries.sale_date(dates) or clock.today("UTC")
    version = await queries.version_for(policy_code, on)
    if consumer is None:
        consumer = item.owner_id is None or (await parties.party(item.owner_id)).kind == PartyKind.PERSON
    pack = await queries.pack_for(item.country_of_sale, on) if consumer else None
    try:
        async with atomic():
            return await _take(item_id, version, dates, pack, item.product_class, None, by)
    except UniqueViolationError:
        raise AlreadyFrozen from None


async def refreeze(*, item_id: UUID, by: Actor) -> UUID:
    """A new snapshot with the frozen version and the dates known now; the old one stays (FRZ-2)."""
    async with atomic():
        await execute(_ONE_AT_A_TIME, str(item_id))
        frozen = await queries.terms_of(item_id)
        if frozen is None:
            raise NothingFrozen
        dates = candidates_of(await units.item_dates(item_id))
        if dates == frozen.terms.dates:
            return frozen.id
        await execute(_CLOSE, item_id, clock.now())
        return await _take(item_id, frozen.version, dates, frozen.pack, frozen.product_class or "", frozen.id, by)


async def add_date(*, item_id: UUID, basis: str, on_date: date, by: Actor, **evidence: Any) -> ItemDateFacts:
    """Enter a date of the unit and re-compute its terms, where it has some, at once."""
    async with atomic():
        added = await products.add_item_date(item_id=item_id, basis=basis, on_date=on_date, by=by, **evidence)
        if await queries.terms_of(item_id) is not None:
            await refreeze(item_id=item_id, by=by)
        return added


async def refreeze_on_date(event: Recorded[ItemDateAdded]) -> None:
    """A date that was entered at another door re-computes the terms too."""
    if await queries.terms_of(event.payload.item_id) is not None:
        await refreeze(item_id=event.payload.item_id, by=SYSTEM)


async def return_to_stock(*, item_id: UUID, by: Actor, on_date: date | None = None) -> None:
    """The sale was undone: close the snapshot and end the ownership; the next sale freezes the version valid then (FRZ-4).

    Nothing of this life reaches the next: history before it no longer counts, its owner's other cover ends (SET-8). Raises NotSold for a unit that has neither owner nor terms.
    """
    async with atomic():
        item = await units.item(item_id)
        closed = await fetchval(_CLOSE, item_id, clock.now())
        if closed is None and item.owner_id is None:
            raise NotSold
        day = on_date or clock.today("UTC")
        await products.end_ownership(item_id=item_id, until=day, by=by)
        await execute(_RETURN, uuid7(), item_id, day, clock.now(), by.id)
        await execute(_WITHDRAW, item_id, clock.now(), str(by.id))
        if closed is not None:
            await record(TermsClosed(item_id, closed), subject=("item", item_id), centre_id=None, by=by)


async def undo_sale(
    *, item_id: UUID, by: Actor, on_date: date | None = None, location_id: UUID | None = None
) -> str | None:
    """`return_to_stock`, and the unit that left our stock with the sale lies there again: the place's code."""
    async with atomic():
        await return_to_stock(item_id=item_id, on_date=on_date, by=by)
        return await back_in_stock(item_id, location_id, by=by)


async def take_over(*, old_id: UUID, new_id: UUID, by: Actor) -> UUID | None:
    """An exchanged unit goes on with the terms and the sold extension of the one it replaces; None without terms.

    Its history is read along the exchanges, so what is handed back later is seen too.
    """
    async with atomic():
        frozen = await queries.terms_of(old_id)
        if frozen is None or await queries.terms_of(new_id) is not None:
            return None
        await execute(_SOURCES, old_id, new_id, clock.now())
        terms = frozen.terms
        return await _take(new_id, frozen.version, terms.dates, frozen.pack, frozen.product_class or "", frozen.id, by)


async def take_over_on_swap(event: Recorded[ItemSwapped]) -> None:
    """Nothing where the exchange was undone before the event arrived."""
    if (await units.item(event.payload.new_id)).replaces_id == event.payload.old_id:
        await take_over(old_id=event.payload.old_id, new_id=event.payload.new_id, by=SYSTEM)


def candidates_of(dates: Sequence[ItemDateFacts]) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(Basis(each.basis), each.on_date, each.evidence_kind, each.evidence, each.proof_accepted)
        for each in dates
    )


async def _take(
    item_id: UUID,
    version: PolicyVersion,
    dates: tuple[Candidate, ...],
    pack: PackVersion | None,
    product_class: str,
    replaces_id: UUID | None,
    by: Actor,
) -> UUID:
    key, snapshot = uuid7(), prepare_terms(version, dates, pack, product_class)
    await execute(_INSERT, key, item_id, clock.now(), replaces_id, *snapshot)
    fact = TermsFrozen(item_id, key, version.id, snapshot.start_on, replaces_id)
    await record(fact, subject=("item", item_id), centre_id=None, by=by)
    return key
