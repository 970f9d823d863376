"""The views that somebody keeps or shares, with how much stands in each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from service_desk.centres.queries import dialled_in
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.tickets.queries.lists import QueueFilter, counts
from service_desk.tickets.rules import VIEW, SavedViewFacts, ViewAsked, view_read

_VIEW: Final = "select id, name, owner_id, centre_id, asked, version from saved_view"
_OFFERED: Final = f"""{_VIEW} where retired_at is null
   and (centre_id is null and owner_id = $1 or centre_id is not null and ($2::uuid[] is null or centre_id = any($2)))
 order by centre_id is not null, lower(name), id"""


def filter_of(asked: ViewAsked) -> QueueFilter:
    """What it asks of the queue. What is put off is found by words, and stands in no other list but its own."""
    return QueueFilter(
        state=[asked.state] if asked.state else None, priority=[asked.priority] if asked.priority else None, owner=asked.owner,
        due=asked.due, words=asked.words or None, unread=asked.unread, sort=asked.sort,
        snoozed=True if asked.snoozed else None if asked.words or asked.ended else False,
    )  # fmt: skip


async def views(by: Actor) -> list[SavedViewFacts]:
    """One's own, then those of the centres where one reads tickets; uncounted."""
    seen = by.where("tickets.read")
    return [_facts(row) for row in await fetch(_OFFERED, by.id, None if seen is None else list(seen))]


async def counted(found: list[SavedViewFacts], by: Actor) -> list[SavedViewFacts]:
    """With how many stand in each for this reader."""
    told = await count_views([each.asked for each in found], by)
    return [replace(view, count=count) for view, count in zip(found, told, strict=True)]


async def count_views(asked: Sequence[ViewAsked], by: Actor) -> list[int]:
    """How many stand in each for this reader; all in one statement."""
    regions = await dialled_in(by) if any(each.words for each in asked) else None
    filters = [filter_of(each) for each in asked]
    return await counts(filters, centres=by.where("tickets.read"), me=by.id, regions=regions)


async def view(view_id: UUID, by: Actor) -> SavedViewFacts:
    """NotFound also for somebody else's, and for one of a centre that one may not see."""
    row = await fetchrow(f"{_VIEW} where id = $1 and retired_at is null", view_id)
    found = None if row is None else _facts(row)
    if found is None or not (found.owner_id == by.id if found.centre_id is None else by.sees(found.centre_id)):
        raise NotFound(kind=VIEW.replace("_", " "), key=view_id)
    return found


def may_change(found: SavedViewFacts, by: Actor) -> bool:
    """Whoever made it; one that is shared also who says how its centre works."""
    return found.owner_id == by.id or (found.centre_id is not None and by.may("centres.write", found.centre_id))


def _facts(row: Any) -> SavedViewFacts:
    return SavedViewFacts(**dict(row) | {"asked": view_read(row["asked"])})
