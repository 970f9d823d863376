"""The queue as a file: what its address shows, all of it, in the reader's language and time."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from litestar import get
from litestar.response import Stream

from service_desk.centres.queries import dialled_in
from service_desk.foundation.i18n import say
from service_desk.foundation.paging import MOST
from service_desk.foundation.reader import Reader
from service_desk.foundation.sentences import badge
from service_desk.foundation.web import DeskRequest, html, needs
from service_desk.foundation.web.html import PAGE
from service_desk.foundation.web.pages import reader_of
from service_desk.foundation.web.sheets import MARK, sheet
from service_desk.tickets import queries
from service_desk.tickets.pages.queue import QUEUE, asked_by
from service_desk.tickets.queries import QueueFilter
from service_desk.tickets.rules import Priority, State, TicketRow
from service_desk.warranty.rules.vocabulary import Verdict

MOST_ROWS: Final = 50_000
_HEADS: Final = (
    "number",
    "opened_at",
    "what",
    "customer",
    "unit",
    "model",
    "cover",
    "state",
    "priority",
    "due",
    "owner",
)


@get("/tickets/export", guards=[needs("tickets.read")], opt={PAGE: True}, include_in_schema=False)
async def export(request: DeskRequest) -> Stream:
    """The same rows as the queue of that address, not only its first page."""
    reader = reader_of(request)
    assert reader is not None  # the guard of every page puts one there
    asked = queries.filter_of(asked_by(request))
    regions = await dialled_in(request.user) if asked.words else None
    headers = {"Content-Disposition": 'attachment; filename="tickets.csv"', "Cache-Control": "no-store"}
    return Stream(_lines(reader, asked, regions), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(reader: Reader, asked: QueueFilter, regions: Any) -> AsyncIterator[bytes]:
    w, cursor, left = html.words(reader.language, QUEUE), None, MOST_ROWS
    yield (MARK + sheet([[w(head) for head in _HEADS]])).encode()
    visible = reader.actor.where("tickets.read")
    while left > 0:
        page = await queries.queue(
            asked, centres=visible, me=reader.actor.id, regions=regions, cursor=cursor, limit=min(MOST, left)
        )
        if page.items:
            yield sheet(_line(row, reader) for row in page.items).encode()
        left -= len(page.items)
        if (cursor := page.next) is None:
            return


def _line(row: TicketRow, reader: Reader) -> list[object]:
    language = reader.language
    return [
        row.number, _moment(row.opened_at, reader), row.words, row.party_name, row.serial,
        say(row.product_name, language) if row.product_name else "", badge(Verdict(row.verdict), language) if row.verdict else "",
        badge(State(row.state), language), badge(Priority(row.priority), language), _moment(row.due_at, reader), row.assignee_name,
    ]  # fmt: skip


def _moment(at: datetime | None, reader: Reader) -> str:
    """As spreadsheets sort it, in the reader's time."""
    return f"{at.astimezone(ZoneInfo(reader.zone)):%Y-%m-%d %H:%M}" if at else ""


ROUTES: Final[list[Any]] = [export]
