"""Exchange a unit, or a part inside it; both serials stay and are found (ID-8)."""

from datetime import date
from uuid import UUID

from service_desk.centres.queries import latest_day
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetchrow
from service_desk.foundation.errors import Conflict, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.products import queries
from service_desk.products.actions.items import end_ownership, register_item, transfer_owner
from service_desk.products.rules import (
    ComponentFitted,
    ComponentRemoved,
    ItemSwapped,
    ItemSwapUndone,
    normalise_batch,
    serial_forms,
)
from service_desk.products.rules.kinds import checked_since
from service_desk.products.tables import ItemComponent


class AlreadySwapped(Conflict):
    code = "already_swapped"
    message = "This item was exchanged before. Open the one that replaced it."


class AlreadyFitted(Conflict):
    code = "already_fitted"
    message = "{part} with serial {serial} is in {unit} already. Scan the serial again, or take it out there first."


_HAND_OUT = """
update service_item set replaces_id = $2, retired_at = null, country_of_sale = coalesce($3, country_of_sale),
       version = version + 1 where id = $1"""
_TAKE_BACK = """
update service_item set replaces_id = null, retired_at = $3, version = version + 1 where id = $1 and replaces_id = $2
returning id"""
# One thing at a time: two units cannot take the same serial at once.
_ONE_SERIAL = "select pg_advisory_xact_lock(hashtextextended($1, 11))"


async def swap_item(
    *, item_id: UUID, on_date: date, by: Actor, serial: str | None = None, batch: str | None = None,
    product_id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Give the owner another unit for this one. The old one stays with its dates and history; the new one's id.

    A unit that is nobody's (refurbished, never sold) may be handed out so; one that has an owner raises SerialTaken.
    """
    checked_since(on_date, await latest_day())
    old = await queries.item(item_id)
    async with atomic():
        row = await fetchrow(
            "update service_item set retired_at = $2, version = version + 1 where id = $1 and retired_at is null "
            "returning owner_id",
            item_id,
            now(),
        )
        if row is None:
            raise AlreadySwapped
        product = product_id or old.product_id
        new_id = await _nobodys(product, serial, item_id)
        if new_id is None:
            new_id = await register_item(
                product_id=product,
                serial=serial,
                batch=batch,
                quantity=old.quantity,
                owner_id=old.owner_id,
                country_of_sale=old.country_of_sale,
                since=on_date,
                replaces_id=item_id,
                by=by,
            )
        else:
            await execute(_HAND_OUT, new_id, item_id, old.country_of_sale)
            if old.owner_id is not None:
                await transfer_owner(item_id=new_id, party_id=old.owner_id, since=on_date, by=by)
        swapped = ItemSwapped(old_id=item_id, new_id=new_id, on_date=on_date)
        await record(swapped, subject=("item", item_id), centre_id=None, by=by)
        return new_id


async def _nobodys(product_id: UUID, serial: str | None, old_id: UUID) -> UUID | None:
    """The unit of that serial that is known already and has no owner."""
    found = await queries.unit_of(product_id, serial or "")
    return found if found is not None and found != old_id and (await queries.item(found)).owner_id is None else None


async def undo_swap(*, old_id: UUID, new_id: UUID, owner_id: UUID | None, on_date: date, by: Actor) -> None:
    """The exchange was entered by mistake: the old unit is in use again, with `owner_id`; the new one is nobody's and retired
    until it is handed out."""
    async with atomic():
        await end_ownership(item_id=new_id, until=on_date, by=by)
        undone = await fetchrow(_TAKE_BACK, new_id, old_id, now())
        if undone is None:
            raise NotFound(kind="exchanged unit", key=new_id)
        await execute("update service_item set retired_at = null, version = version + 1 where id = $1", old_id)
        if owner_id is not None and (await queries.item(old_id)).owner_id is None:
            await transfer_owner(item_id=old_id, party_id=owner_id, since=on_date, by=by)
        fact = ItemSwapUndone(old_id=old_id, new_id=new_id)
        await record(fact, subject=("item", old_id), centre_id=None, by=by)


async def fit_component(
    *, item_id: UUID, product_id: UUID, fitted_on: date, by: Actor, serial: str = "", batch: str = ""
) -> UUID:
    """A part now inside the unit, with its own serial or batch. AlreadyFitted where that serial is in a unit in use."""
    component = ItemComponent(
        id=uuid7(),
        item_id=item_id,
        product_id=product_id,
        serial=serial_forms(serial)[-1],
        batch=normalise_batch(batch),
        fitted_on=checked_since(fitted_on, await latest_day()),
    )
    async with atomic():
        if component.serial:
            await execute(_ONE_SERIAL, f"{product_id}/{component.serial}")
            if (unit := await queries.whereabouts(product_id, component.serial)) is not None:
                part = (await queries.product(product_id)).sku
                raise AlreadyFitted(part=part, serial=component.serial, unit=unit, field="serial")
        await ItemComponent.insert(component)
        fitted = ComponentFitted(item_id=item_id, component_id=component.id, product_id=product_id, fitted_on=fitted_on)
        await record(fitted, subject=("item", item_id), centre_id=None, by=by)
    return component.id


async def remove_component(*, component_id: UUID, removed_on: date, by: Actor) -> None:
    """Taken out; its serial still finds the unit it was in."""
    checked_since(removed_on, await latest_day())
    async with atomic():
        row = await fetchrow(
            "update item_component set removed_on = $2 where id = $1 and removed_on is null returning item_id",
            component_id,
            removed_on,
        )
        if row is None:
            raise NotFound(kind="fitted component", key=component_id)
        removed = ComponentRemoved(item_id=row["item_id"], component_id=component_id, removed_on=removed_on)
        await record(removed, subject=("item", row["item_id"]), centre_id=None, by=by)
