"""News for an open page: one stream, each record drawn for its reader when something of it was recorded."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream

from service_desk.foundation.live import HUB, RESYNC
from service_desk.foundation.reader import Reader
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import LIVE, OWN, reader_of
from service_desk.foundation.web.requests import DeskRequest

UNATTENDED: Final = "unattended"  # in a handler's `opt`: an open page asks by itself, which is no use of the session
PING_SECONDS: Final = 20.0
AT_MOST_SECONDS: Final = (
    900.0  # then the browser asks again, and who lost the right or the session meanwhile is told so
)
See = Annotated[str, QueryParameter(max_length=200, description="Topics with commas between them")]


@get("/live", opt={PAGE: True, UNATTENDED: True}, include_in_schema=False)
async def live(request: DeskRequest, see: See = "") -> Stream:
    """News of the topics that the page shows."""
    reader = reader_of(request)
    topics = [topic for topic in see.split(",") if topic in LIVE]
    assert reader is not None  # the guard of every page puts one there
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(news(reader, topics), media_type="text/event-stream", headers=headers)


async def news(reader: Reader, topics: list[str]) -> AsyncIterator[bytes]:
    """Server-sent events: what was redrawn, and a ping that both sides may miss."""
    loop = asyncio.get_running_loop()
    over = loop.time() + AT_MOST_SECONDS
    yield b"retry: 2000\nevent: ping\ndata: \n\n"
    if not topics:
        return
    async with HUB.subscribe(*topics) as queue:
        for topic in (each for each in topics if each in OWN):
            if shown := await LIVE[topic](reader.actor.id, reader):
                yield event(str(shown))
        while loop.time() < over:
            try:
                topic, key = await asyncio.wait_for(queue.get(), PING_SECONDS)
            except TimeoutError:
                yield b"event: ping\ndata: \n\n"
                continue
            if (topic, key) == RESYNC or not key:
                continue
            shown = await LIVE[topic](UUID(key), reader)
            if shown:
                yield event(str(shown))


def event(html: str) -> bytes:
    return "".join(f"data: {line}\n" for line in html.splitlines()).encode() + b"\n"


ROUTES: Final = [live]
