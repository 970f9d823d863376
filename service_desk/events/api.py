"""The feed: everything that happened, in order, for programs that follow the desk."""

import asyncio
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromQuery, QueryParameter

from service_desk.events import queries
from service_desk.events.queries import Feed
from service_desk.events.rules import known_kinds
from service_desk.foundation.naming import Named
from service_desk.foundation.web import DeskRequest, Limit, needs
from service_desk.foundation.web.lists import in_pages

Kinds = Annotated[
    list[str] | None, QueryParameter(name="kind", description="Only these kinds; may be given several times")
]
Wait = Annotated[
    int, QueryParameter(ge=0, le=25, description="Seconds to wait for the next event, where there is none yet")
]
PAUSE = 0.5


class KindRow(msgspec.Struct):
    """A kind of event, by which the feed can be narrowed."""

    kind: str


@get("/events", guards=[needs("events.read")])
async def list_events(
    request: DeskRequest,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    kinds: Kinds = None,
    subject_kind: FromQuery[str | None] = None,
    subject_id: FromQuery[UUID | None] = None,
    centre_id: FromQuery[UUID | None] = None,
    wait: Wait = 0,
) -> Feed:
    """Follow what happens, the oldest first: keep `next` and ask with it as `cursor`, again and again; it never ends.

    Each event is in the order in which it was sealed, and stays for ever at its place, so a follower that keeps its cursor only
    after its own work is done misses nothing and may see an event twice: look at `seq`. Events hold ids and facts, no personal
    data; read the record for more. Those of centres that you may not see are left out.
    """
    asked = queries.Asked(
        visible=request.user.where("events.read"), kinds=tuple(kinds or ()), subject_kind=subject_kind,
        subject_id=subject_id, centre_id=centre_id,
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    while True:
        found = await queries.feed(asked, cursor, limit)
        if found.items or found.more or loop.time() >= until:
            return found
        await asyncio.sleep(min(PAUSE, max(until - loop.time(), 0)))


@get("/events/kinds", guards=[needs("events.read")])
@in_pages
async def list_kinds() -> list[KindRow]:
    """Every kind of event there is, by name."""
    return [KindRow(kind) for kind in known_kinds()]


NAMED = [
    Named(
        ("subject_id",),
        also="what people call it, where `subject_kind` is asked too",
        example="BER-T-000123",
        told_by=(
            "subject_kind",
            {
                "centre": "centre_id", "item": "item_id", "location": "location_id", "part": "part_id", "party": "party_id",
                "policy": "policy_id", "printer": "printer_id", "product": "product_id", "repair": "order_id", "resource": "resource_id",
                "staff": "staff_id", "station": "station_id", "ticket": "ticket_id",
            },
        ),
    )
]  # fmt: skip
ROUTES = [list_events, list_kinds]
