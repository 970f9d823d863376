"""A moment that is typed on a page of tickets: by the hours of the ticket's centre, in the calendar of its reader."""

from datetime import datetime
from uuid import UUID

from service_desk.centres.queries import centre, working_calendar
from service_desk.foundation import clock
from service_desk.foundation.days.typed import moment
from service_desk.foundation.web import DeskRequest
from service_desk.foundation.web.pages import reader_of


async def meant(request: DeskRequest, centre_id: UUID, typed: str, *, field: str, morning: bool = False) -> datetime:
    """A day alone means the end of its work, with `morning` its beginning. Raises UnreadableMoment."""
    reader, hours = reader_of(request), await working_calendar(await centre(centre_id))
    return moment(
        typed, now=clock.now(), zone=hours.zone, ends=hours.opens if morning else hours.closes,
        jalali=reader is not None and reader.jalali, field=field,
    )  # fmt: skip
