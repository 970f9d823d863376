"""Load many sold units at once: one look for those that exist, COPY for the rest, one event per batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import atomic, copying, execute, fetch, fetchrow
from service_desk.foundation.ids import uuid7, uuid7s
from service_desk.products.actions.items import NewDate, end_ownership, enter_date, transfer_owner
from service_desk.products.rules import ItemDateRemoved, ItemsLoaded, ItemsUnloaded

ONE: Final = Decimal(1)
_TRIES: Final = 3

ITEM_COLUMNS: Final = (
    "id", "product_id", "serial", "serial_raw", "batch", "quantity", "owner_id", "country_of_sale", "created_at",
    "version",
)  # fmt: skip
DATE_COLUMNS: Final = (
    "id", "item_id", "basis", "on_date", "evidence_kind", "evidence", "proof_accepted", "accepted_by", "recorded_at",
)  # fmt: skip
OWNER_COLUMNS: Final = ("id", "item_id", "party_id", "since")

# The lateral form keeps the planner from reading the whole table when a batch is large.
_EXISTING: Final = """
select key.at, item.id from unnest($1::uuid[], $2::text[]) with ordinality as key (product_id, serial, at)
cross join lateral (select id from service_item where serial = key.serial and product_id = key.product_id limit 1)
as item"""
_EXISTING_IDS: Final = "select id from service_item where id = any($1)"


class LoadedDate(NamedTuple):
    """A date of a loaded unit, checked by the caller (`products.rules.checked_day`)."""

    basis: str
    on_date: date
    evidence_kind: str = "none"
    proof_accepted: bool = False


class ItemRow(NamedTuple):
    """A prepared row: the serial normalised, the product and owner found. Without a serial, an `id` of the caller's
    making lets a second run find it.
    """

    product_id: UUID
    serial: str | None = None
    serial_raw: str | None = None
    batch: str | None = None
    quantity: Decimal = ONE
    owner_id: UUID | None = None
    owner_since: date | None = None
    country_of_sale: str | None = None
    dates: tuple[LoadedDate, ...] = ()
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """`ids` in the order of the rows; `added` says which of them are new, a repeat inside the batch being not."""

    ids: list[UUID]
    added: list[bool]

    @property
    def new(self) -> int:
        return sum(self.added)

    @property
    def existing(self) -> int:
        return len(self.added) - sum(self.added)


async def load_items(batch: Sequence[ItemRow], *, by: Actor) -> Loaded:
    """All of a batch or none of it. Two loaders at once on the same serials: the loser looks again."""
    for attempt in range(_TRIES):
        try:
            async with atomic():
                loaded = await _load(batch, by)
                event = ItemsLoaded(batch_id=uuid7(), added=loaded.new, already_there=loaded.existing)
                await record(event, subject=("item_batch", event.batch_id), centre_id=None, by=by)
                return loaded
        except UniqueViolationError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError


async def _load(batch: Sequence[ItemRow], by: Actor) -> Loaded:
    known = await _known(batch)
    ids: list[UUID] = []
    added: list[bool] = []
    fresh: list[tuple[UUID, ItemRow]] = []
    drawn = iter(uuid7s(len(batch)))
    for row in batch:
        key = _key(row)
        found = known.get(key) if key is not None else None
        if found is None:
            found = row.id or next(drawn)
            fresh.append((found, row))
            added.append(True)
            if key is not None:
                known[key] = found
        else:
            added.append(False)
        ids.append(found)
    if fresh:
        await _copy(fresh, by)
    return Loaded(ids, added)


def _key(row: ItemRow) -> tuple[UUID, str] | UUID | None:
    return (row.product_id, row.serial) if row.serial is not None else row.id


async def _known(batch: Sequence[ItemRow]) -> dict[object, UUID]:
    named = [row for row in batch if row.serial is not None]
    known: dict[object, UUID] = {}
    if named:
        rows = await fetch(_EXISTING, [row.product_id for row in named], [row.serial for row in named])
        known = {_key(named[row["at"] - 1]): row["id"] for row in rows}
    if given := [row.id for row in batch if row.serial is None and row.id is not None]:
        known |= {row["id"]: row["id"] for row in await fetch(_EXISTING_IDS, given)}
    return known


async def _copy(fresh: Sequence[tuple[UUID, ItemRow]], by: Actor) -> None:
    moment = now()
    items = [
        (key, r.product_id, r.serial, r.serial_raw, r.batch, r.quantity, r.owner_id, r.country_of_sale, moment, 1)
        for key, r in fresh
    ]
    async with copying() as held:
        await held.copy_records_to_table("service_item", records=items, columns=ITEM_COLUMNS)
        if dates := list(_dates(fresh, moment, by)):
            await held.copy_records_to_table("item_date", records=dates, columns=DATE_COLUMNS)
        owners = [(uuid7(), key, r.owner_id, r.owner_since or moment.date()) for key, r in fresh if r.owner_id]
        if owners:
            await held.copy_records_to_table("item_owner", records=owners, columns=OWNER_COLUMNS)


def _dates(fresh: Sequence[tuple[UUID, ItemRow]], moment: Any, by: Actor) -> Iterator[tuple[Any, ...]]:
    drawn = iter(uuid7s(sum(len(row.dates) for _, row in fresh)))
    for key, row in fresh:
        for basis, on_date, evidence_kind, accepted in row.dates:
            yield next(drawn), key, basis, on_date, evidence_kind, "", accepted, by.id if accepted else None, moment


async def correct_item(
    item_id: UUID,
    *,
    by: Actor,
    batch: str | None = None,
    country: str | None = None,
    owner_id: UUID | None = None,
    dates: Sequence[LoadedDate] = (),
    from_stock: bool | None = None,
) -> list[UUID]:
    """Take what a file says of a unit that is there: None and dates that are known change nothing. The ids of new dates.
    `from_stock`: as in `transfer_owner`."""
    async with atomic():
        if batch is not None or country is not None:
            sql = """update service_item set batch = coalesce($2, batch), country_of_sale = coalesce($3, country_of_sale),
                     version = version + 1 where id = $1"""
            await execute(sql, item_id, batch, country)
        entered = [await enter_date(item_id, NewDate(d.basis, d.on_date, d.evidence_kind), by) for d in dates]
        if owner_id is not None:
            since = max((each.on_date for each in dates), default=today("UTC"))
            await transfer_owner(item_id=item_id, party_id=owner_id, since=since, by=by, from_stock=from_stock)
    return entered


async def restore_item(item_id: UUID, fields: Mapping[str, tuple[str, str]], *, by: Actor) -> bool:
    """Give back what `correct_item` took: by `batch`, `country` and `customer` what was kept, and what has to hold still.

    False, and nothing is changed, where somebody has changed one of them since. Dates are taken out by `unload_dates`.
    """
    async with atomic():
        row = await fetchrow(
            "select batch, country_of_sale as country, owner_id::text as customer from service_item where id = $1 for update",
            item_id,
        )
        told = {name: said for name, said in fields.items() if name in {"batch", "country", "customer"}}
        if row is None or any((row[name] or "") != new for name, (_, new) in told.items()):
            return False
        if "batch" in told or "country" in told:
            before = {name: (told[name][0] or None) if name in told else row[name] for name in ("batch", "country")}
            await execute(
                "update service_item set batch = $2, country_of_sale = $3, version = version + 1 where id = $1",
                item_id, before["batch"], before["country"],
            )  # fmt: skip
        if "customer" in told:
            owner = told["customer"][0]
            if owner:
                await transfer_owner(item_id=item_id, party_id=UUID(owner), since=today("UTC"), by=by)
            else:
                await end_ownership(item_id=item_id, until=today("UTC"), by=by)
        return True


async def unload_dates(ids: Sequence[UUID], *, by: Actor) -> list[UUID]:
    """Take out dates that were added by mistake; the units whose dates they were."""
    async with atomic():
        gone = await fetch("delete from item_date where id = any($1) returning item_id, basis, on_date", list(ids))
        for row in gone:
            removed = ItemDateRemoved(row["item_id"], row["basis"], row["on_date"])
            await record(removed, subject=("item", row["item_id"]), centre_id=None, by=by)
    return list(dict.fromkeys(row["item_id"] for row in gone))


async def unload_items(ids: Sequence[UUID], *, by: Actor) -> None:
    """Take out units that were loaded by mistake and that nothing has used; the caller has looked."""
    async with atomic():
        for table in ("item_date", "item_owner"):
            await execute(f"delete from {table} where item_id = any($1)", ids)
        await execute("delete from service_item where id = any($1)", ids)
        gone = ItemsUnloaded(batch_id=uuid7(), removed=len(ids))
        await record(gone, subject=("item_batch", gone.batch_id), centre_id=None, by=by)


async def unload_products(ids: Sequence[UUID]) -> None:
    """Take out products that a load had made and of which nothing is left."""
    await execute("delete from product where id = any($1)", ids)
