"""Register sold units, add the dates told of them, hand them to another owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.centres.queries import latest_day
from service_desk.centres.rules.places import checked_country
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict, Invalid, NotFound, Stale
from service_desk.foundation.ids import uuid7
from service_desk.foundation.leaving import out_of_stock
from service_desk.parties import queries as parties
from service_desk.products import queries
from service_desk.products.rules import (
    Basis,
    EvidenceKind,
    ItemDateAdded,
    ItemDateFacts,
    ItemRegistered,
    OwnershipEnded,
    OwnerTransferred,
    ProductFacts,
    checked_day,
)
from service_desk.products.rules.kinds import checked_basis, checked_evidence, checked_since
from service_desk.products.rules.tracking import Identity, identity_of
from service_desk.products.tables import ItemDate, ItemOwner, ServiceItem

ZONES_APART = timedelta(days=1)  # between the days of two who speak of the same moment


# Whoever is handed a unit that had left use (exchanged, refurbished) has it in use again.
_OWNED = """
select i.owner_id, o.since from service_item i left join item_owner o on o.item_id = i.id and o.until is null
 where i.id = $1 for update of i"""
_OWN = "update service_item set owner_id = $2, retired_at = null, version = version + 1 where id = $1"


class SerialTaken(Conflict):
    code = "serial_taken"
    message = "{sku} with the serial {serial} is registered already. Open that item instead of adding it again."


class OwnedSince(Invalid):
    code = "owned_since"
    message = "The unit has its present owner since {since}, so that cannot have ended on {day}. Check the day."


class AlreadyOwner(Conflict):
    code = "already_owner"
    message = "The item belongs to this customer already."


@dataclass(frozen=True, slots=True)
class NewDate:
    """A date to enter with a new item."""

    basis: str
    on_date: date
    evidence_kind: str = EvidenceKind.NONE
    evidence: str = ""
    proof_accepted: bool = False


async def register_item(
    *,
    product_id: UUID,
    by: Actor,
    serial: str | None = None,
    batch: str | None = None,
    quantity: Decimal = Decimal(1),
    owner_id: UUID | None = None,
    country_of_sale: str | None = None,
    dates: Sequence[NewDate | tuple[str, date]] = (),
    since: date | None = None,
    replaces_id: UUID | None = None,
    item_id: UUID | None = None,
    from_stock: bool | None = None,
) -> UUID:
    """A sold unit, or a quantity of one batch. `since`: the owner's first day, else its newest date or today. `from_stock`:
    whether it is sold out of our own stock, where it leaves then; None where stock moves on its own, as in an exchange.
    """
    product = await queries.product(product_id)
    if country_of_sale is not None:
        checked_country(country_of_sale, "country_of_sale")
    if owner_id is not None:
        owner_id = (await parties.party(owner_id)).id
    identity = identity_of(product, serial, batch, quantity)
    entered = [d if isinstance(d, NewDate) else NewDate(basis=d[0], on_date=d[1]) for d in dates]
    latest = await latest_day()
    for one in entered:
        checked_day(checked_basis(one.basis), one.on_date, latest)
    key = item_id or uuid7()
    try:
        async with atomic():
            await _insert(key, product, identity, owner_id, country_of_sale, replaces_id)
            for one in entered:
                await _insert_date(key, one, by)
            if owner_id is not None:
                owned = checked_since(since or max((d.on_date for d in entered), default=today("UTC")), latest)
                await ItemOwner.insert(ItemOwner(id=uuid7(), item_id=key, party_id=owner_id, since=owned))
            if from_stock is not None:
                await out_of_stock(product.id, identity.serial or "", key, sold=from_stock, by=by)
            registered = ItemRegistered(item_id=key, product_id=product.id, owner_id=owner_id)
            await record(registered, subject=("item", key), centre_id=None, by=by)
    except UniqueViolationError as error:
        if error.constraint_name != "service_item_serial":
            raise
        raise SerialTaken(sku=product.sku, serial=identity.serial, field="serial") from None
    return key


async def _insert(
    item_id: UUID, product: ProductFacts, identity: Identity, owner_id: UUID | None, country: str | None,
    replaces_id: UUID | None,
) -> None:  # fmt: skip
    await ServiceItem.insert(
        ServiceItem(
            id=item_id,
            product_id=product.id,
            serial=identity.serial,
            serial_raw=identity.written,
            batch=identity.batch,
            quantity=identity.quantity,
            owner_id=owner_id,
            country_of_sale=country,
            replaces_id=replaces_id,
            created_at=now(),
        )
    )


async def _insert_date(item_id: UUID, entered: NewDate, by: Actor) -> UUID:
    key = uuid7()
    await ItemDate.insert(
        ItemDate(
            id=key,
            item_id=item_id,
            basis=entered.basis,
            on_date=entered.on_date,
            evidence_kind=checked_evidence(entered.evidence_kind),
            evidence=entered.evidence[:500],
            proof_accepted=entered.proof_accepted,
            accepted_by=by.id if entered.proof_accepted else None,
            recorded_at=now(),
        )
    )
    return key


async def enter_date(item_id: UUID, entered: NewDate, by: Actor, zone: str | None = None) -> UUID:
    """A better date is added, none is overwritten; its id."""
    latest = await latest_day() if zone is None else today(zone)
    checked_day(checked_basis(entered.basis), entered.on_date, latest)
    async with atomic():
        if not await ServiceItem.exists().where(ServiceItem.id == item_id):
            raise NotFound(kind="item", key=item_id)
        key = await _insert_date(item_id, entered, by)
        added = ItemDateAdded(
            item_id=item_id, basis=entered.basis, on_date=entered.on_date, proof_accepted=entered.proof_accepted
        )
        await record(added, subject=("item", item_id), centre_id=None, by=by)
    return key


async def add_item_date(
    *,
    item_id: UUID,
    basis: str,
    on_date: date,
    by: Actor,
    evidence_kind: str = EvidenceKind.NONE,
    evidence: str = "",
    proof_accepted: bool = False,
    zone: str | None = None,
) -> ItemDateFacts:
    """A better date is added, none is overwritten. `zone` says whose today is the last day that may be entered; else the latest of
    the centres' todays."""
    entered = NewDate(basis, on_date, evidence_kind, evidence, proof_accepted)
    await enter_date(item_id, entered, by, zone)
    return ItemDateFacts(Basis(basis), on_date, EvidenceKind(evidence_kind), entered.evidence, proof_accepted)


async def end_ownership(*, item_id: UUID, until: date, by: Actor) -> None:
    """The unit is nobody's from `until` on; one that is nobody's already stays so."""
    checked_since(until, await latest_day())
    async with atomic():
        row = await fetchrow(_OWNED, item_id)
        if row is None:
            raise NotFound(kind="item", key=item_id)
        if row["owner_id"] is None:
            return
        if row["since"] is not None and until < row["since"] - ZONES_APART:
            raise OwnedSince(since=row["since"], day=until, field="on_date")
        await execute("update item_owner set until = $2 where item_id = $1 and until is null", item_id, until)
        await execute("update service_item set owner_id = null, version = version + 1 where id = $1", item_id)
        ended = OwnershipEnded(item_id=item_id, from_id=row["owner_id"], until=until)
        await record(ended, subject=("item", item_id), centre_id=None, by=by)


async def transfer_owner(
    *, item_id: UUID, party_id: UUID, since: date, by: Actor, version: int | None = None, from_stock: bool | None = None
) -> int:
    """The new owner from `since` on; the history keeps the one before. The item's new version. `from_stock`: as in
    `register_item`."""
    checked_since(since, await latest_day())
    async with atomic():
        row = await fetchrow(
            "select owner_id, version, product_id, serial from service_item where id = $1 for update", item_id
        )
        if row is None:
            raise NotFound(kind="item", key=item_id)
        party_id = (await parties.party(party_id)).id
        if version not in (None, row["version"]):
            raise Stale
        if row["owner_id"] == party_id:
            raise AlreadyOwner
        await execute("update item_owner set until = $2 where item_id = $1 and until is null", item_id, since)
        await ItemOwner.insert(ItemOwner(id=uuid7(), item_id=item_id, party_id=party_id, since=since))
        await execute(_OWN, item_id, party_id)
        if from_stock is not None:
            await out_of_stock(row["product_id"], row["serial"] or "", item_id, sold=from_stock, by=by)
        moved = OwnerTransferred(item_id=item_id, from_id=row["owner_id"], to_id=party_id, since=since)
        await record(moved, subject=("item", item_id), centre_id=None, by=by)
        return int(row["version"]) + 1
