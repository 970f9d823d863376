"""News for an open page: one stream, each record drawn for its reader when something of it was recorded."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream
from markupsafe import Markup

from service_desk.foundation.live import HUB, Notice
from service_desk.foundation.reader import Reader
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import LIVE, OWN, reader_of
from service_desk.foundation.web.presence import CAME, LEFT, PLACES, Company
from service_desk.foundation.web.requests import DeskRequest

UNATTENDED: Final = "unattended"  # in a handler's `opt`: an open page asks by itself, which is no use of the session
PING_SECONDS: Final = 20.0
AT_MOST_SECONDS: Final = (
    900.0  # then the browser asks again, and who lost the right or the session meanwhile is told so
)
See = Annotated[str, QueryParameter(max_length=200, description="Topics with commas between them")]
At = Annotated[
    str,
    QueryParameter(
        max_length=80, description="The record that the page is about, as kind:id, for those who have it open too"
    ),
]


@get("/live", opt={PAGE: True, UNATTENDED: True}, include_in_schema=False)
async def live(request: DeskRequest, see: See = "", at: At = "") -> Stream:
    """News of the topics that the page shows, and of who else is at its record."""
    reader = reader_of(request)
    topics = [topic for topic in see.split(",") if topic in LIVE]
    assert reader is not None  # the guard of every page puts one there
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(news(reader, topics, await _company(at, reader)), media_type="text/event-stream", headers=headers)


async def _company(at: str, reader: Reader) -> Company | None:
    """None where the page is about no record at which one meets, or about one that this reader may not see."""
    kind, _, record = at.partition(":")
    try:
        record_id = UUID(record)
    except ValueError:
        return None
    if kind not in PLACES or not await PLACES[kind].may_enter(record_id, reader):
        return None
    return Company(kind, record_id, reader.actor.id)


async def news(reader: Reader, topics: list[str], company: Company | None = None) -> AsyncIterator[bytes]:
    """Server-sent events: what was redrawn, and a ping that both sides may miss."""
    loop = asyncio.get_running_loop()
    over = loop.time() + AT_MOST_SECONDS
    yield b"retry: 2000\nevent: ping\ndata: \n\n"
    if not topics and company is None:
        return
    async with HUB.subscribe(*topics, *([company.topic] if company else [])) as queue:
        for topic in (each for each in topics if each in OWN):
            if shown := await LIVE[topic](reader.actor.id, reader):
                yield event(str(shown))
        try:
            if company:
                company.tell(CAME, loop.time())
            quiet = loop.time() + PING_SECONDS
            while loop.time() < over:
                wait = quiet - loop.time()
                notice: Notice | None
                try:
                    notice = await asyncio.wait_for(
                        queue.get(), max(min(wait, company.wait(loop.time())) if company else wait, 0)
                    )
                except TimeoutError:
                    notice = None
                if loop.time() >= quiet:
                    yield b"event: ping\ndata: \n\n"
                    quiet = loop.time() + PING_SECONDS
                for shown in await _drawn(notice, topics, company, reader, loop.time()):
                    yield event(str(shown))
        finally:
            if company:
                company.tell(LEFT, loop.time())


async def _drawn(
    notice: Notice | None, topics: list[str], company: Company | None, reader: Reader, now: float
) -> list[Markup]:
    """What a notice changes on the page: the record that it is about, or who else is there."""
    drawn: list[Markup | None] = []
    if notice and notice[0] in topics and notice[1]:
        drawn.append(await LIVE[notice[0]](UUID(notice[1]), reader))
    if company:
        if notice:
            company.hear(*notice, now)
        company.tick(now)
        if seen := company.changed():
            drawn.append(await PLACES[company.kind].draw(reader, *seen))
    return [each for each in drawn if each]


def event(html: str) -> bytes:
    return "".join(f"data: {line}\n" for line in html.splitlines()).encode() + b"\n"


ROUTES: Final = [live]
