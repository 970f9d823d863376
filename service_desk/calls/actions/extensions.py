"""Say which telephones the house has, whose they are, and that somebody must not be disturbed."""

from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.accounts.queries import staff_member
from service_desk.calls import queries
from service_desk.calls.rules import (
    ExtensionChanged,
    ExtensionFacts,
    ExtensionRetired,
    ExtensionTaken,
    checked_dial,
    checked_extension,
)
from service_desk.calls.tables import Extension
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import version
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, fetch
from service_desk.foundation.ids import uuid7
from service_desk.foundation.phones import normalise_phone


async def create_extension(
    *, centre_id: UUID, number: str, by: Actor, staff_id: UUID | None = None, called: str = "", dial: str = ""
) -> ExtensionFacts:
    """A telephone and whose it is. Raises BadExtension, BadDial, InvalidPhone, ExtensionTaken."""
    by.require_row("centres.write", centre_id, kind="service centre", key=centre_id)
    centre = await centres.centre_at_work(centre_id)
    if staff_id is not None:
        await staff_member(staff_id)
    row = Extension(
        id=uuid7(), centre_id=centre.id, number=checked_extension(number), staff_id=staff_id,
        called=normalise_phone(called, centre.country) if called else "", dial=checked_dial(dial),
        created_at=now(), created_by=by.id,
    )  # fmt: skip
    try:
        async with atomic():
            await Extension.insert(row)
            made = ExtensionChanged(row.id, row.number)
            await record(made, subject=("extension", row.id), centre_id=centre_id, by=by)
    except UniqueViolationError:
        raise ExtensionTaken(value=row.number, field="number") from None
    return await queries.extension(row.id, by.centres)


async def change_extension(
    *, extension_id: UUID, staff_id: UUID | None, called: str, dial: str, by: Actor
) -> ExtensionFacts:
    """Whose it is, and by which number it is rung: all three."""
    held = await queries.extension(extension_id, by.centres)
    by.require("centres.write", held.centre_id)
    centre = await centres.centre(held.centre_id)
    if staff_id is not None:
        await staff_member(staff_id)
    async with atomic():
        await version.save(
            Extension, extension_id, version=None, staff_id=staff_id,
            called=normalise_phone(called, centre.country) if called else "", dial=checked_dial(dial),
        )  # fmt: skip
        changed = ExtensionChanged(extension_id, held.number)
        await record(changed, subject=("extension", extension_id), centre_id=held.centre_id, by=by)
    return await queries.extension(extension_id, by.centres)


async def set_do_not_disturb(*, extension_id: UUID, on: bool, by: Actor) -> ExtensionFacts:
    """No call pops up there. Its own person may say so, and who sets telephones up."""
    held = await queries.extension(extension_id, by.centres)
    by.require("calls.take" if held.staff_id == by.id else "centres.write", held.centre_id)
    async with atomic():
        await version.save(Extension, extension_id, version=None, do_not_disturb=on)
        changed = ExtensionChanged(extension_id, held.number)
        await record(changed, subject=("extension", extension_id), centre_id=held.centre_id, by=by)
    return await queries.extension(extension_id, by.centres)


async def retire_extension(*, extension_id: UUID, by: Actor) -> None:
    """Its calls stay; the number may be given again."""
    held = await queries.extension(extension_id, by.centres)
    by.require("centres.write", held.centre_id)
    async with atomic():
        await version.save(Extension, extension_id, version=None, retired_at=now())
        retired = ExtensionRetired(extension_id, held.number)
        await record(retired, subject=("extension", extension_id), centre_id=held.centre_id, by=by)


async def silence_extensions(staff_id: UUID, by: Actor) -> list[str]:
    """The telephones of somebody who leaves are nobody's. Their numbers."""
    sql = "select id, number, centre_id from extension where staff_id = $1 and retired_at is null order by number"
    rows = await fetch(sql, staff_id)
    for row in rows:
        await version.save(Extension, row["id"], version=None, staff_id=None)
        changed = ExtensionChanged(row["id"], row["number"])
        await record(changed, subject=("extension", row["id"]), centre_id=row["centre_id"], by=by)
    return [row["number"] for row in rows]
