"""Keep a filter of the queue under a name: for oneself, or for all who read tickets in a centre."""

from datetime import datetime
from typing import Final
from uuid import UUID

from asyncpg import UniqueViolationError

from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval, joined
from service_desk.foundation.errors import Forbidden, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.version import save
from service_desk.tickets import queries
from service_desk.tickets.rules import (
    MOST_VIEWS,
    VIEW,
    TooManyViews,
    ViewAsked,
    ViewNameTaken,
    ViewRetired,
    ViewRevived,
    ViewSaved,
    checked_view,
)
from service_desk.tickets.tables import SavedView

_INSERT: Final = """
insert into saved_view (id, name, owner_id, centre_id, asked, created_at, version) values ($1, $2, $3, $4, $5, $6, 1)"""
_COUNT: Final = """
select count(*) from saved_view where retired_at is null and coalesce(centre_id, owner_id) = $1 and id <> $2"""


async def save_view(*, name: str, asked: ViewAsked, by: Actor, centre_id: UUID | None = None) -> UUID:
    """Shared in a centre by who assigns its tickets. Raises NoViewName, TooManyViews, ViewNameTaken, EndedNotDue."""
    told, view_id = checked_view(name, asked), uuid7()
    await _may_share(centre_id, by)
    async with joined():
        await _room(centre_id or by.id, view_id)
        try:
            async with atomic():
                await execute(_INSERT, view_id, told, by.id, centre_id, asked.told, now())
        except UniqueViolationError:
            raise ViewNameTaken(name=told, field="name") from None
        saved = ViewSaved(view_id, centre_id is not None)
        await record(saved, subject=(VIEW, view_id), centre_id=centre_id, by=by)
    return view_id


async def change_view(
    *, view_id: UUID, name: str, asked: ViewAsked, by: Actor, centre_id: UUID | None = None, version: int | None = None
) -> int:
    """All of it anew; the new version. Raises what `save_view` does, and Stale."""
    told, found = checked_view(name, asked), await queries.view(view_id, by)
    _may_change(queries.may_change(found, by))
    if centre_id != found.centre_id:
        await _may_share(centre_id, by)
    async with joined():
        if centre_id != found.centre_id:
            await _room(centre_id or found.owner_id, view_id)
        try:
            async with atomic():
                saved = await save(
                    SavedView, view_id, version=version, name=told, asked=asked.told, centre_id=centre_id
                )
        except UniqueViolationError:
            raise ViewNameTaken(name=told, field="name") from None
        event = ViewSaved(view_id, centre_id is not None)
        await record(event, subject=(VIEW, view_id), centre_id=centre_id, by=by)
    return saved


async def retire_view(*, view_id: UUID, by: Actor) -> None:
    """It is offered no more; `revive_view` brings it back."""
    found = await queries.view(view_id, by)
    _may_change(queries.may_change(found, by))
    async with joined():
        await _retired_at(view_id, now())
        await record(ViewRetired(view_id), subject=(VIEW, view_id), centre_id=found.centre_id, by=by)


async def revive_view(*, view_id: UUID, by: Actor) -> None:
    """As it was. Raises ViewNameTaken where its name went to another meanwhile, TooManyViews."""
    async with joined():
        row = await fetchrow("select name, owner_id, centre_id, retired_at from saved_view where id = $1", view_id)
        if row is None or not (by.id == row["owner_id"] or (row["centre_id"] and by.sees(row["centre_id"]))):
            raise NotFound(kind=VIEW.replace("_", " "), key=view_id)
        _may_change(row["owner_id"] == by.id or by.may("centres.write", row["centre_id"]))
        if row["retired_at"] is None:
            return
        await _room(row["centre_id"] or row["owner_id"], view_id)
        try:
            async with atomic():
                await _retired_at(view_id, None)
        except UniqueViolationError:
            raise ViewNameTaken(name=row["name"]) from None
        await record(ViewRevived(view_id), subject=(VIEW, view_id), centre_id=row["centre_id"], by=by)


async def _retired_at(view_id: UUID, at: datetime | None) -> None:
    await save(SavedView, view_id, version=None, retired_at=at)


async def _may_share(centre_id: UUID | None, by: Actor) -> None:
    by.require("tickets.read")
    if centre_id is not None:
        by.require_row("tickets.move", centre_id, kind="service centre", key=centre_id)
        await centres.centre_at_work(centre_id)


def _may_change(allowed: bool) -> None:
    if not allowed:
        raise Forbidden(right="centres.write")


async def _room(whose: UUID, view_id: UUID) -> None:
    if await fetchval(_COUNT, whose, view_id) >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)
