"""Working time of a centre: what the clocks of its service count. A shift keeps its wall-clock hours over a change to summer time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_MORNING, _AFTERNOON = 8 * 60, 17 * 60
_FURTHEST: Final = 400  # days; a centre that is closed for longer keeps no clock


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """`shifts`: (ISO weekday, opens, closes) in minutes of the centre's day; `closed`: its holidays."""

    zone: str
    shifts: tuple[tuple[int, int, int], ...]
    closed: frozenset[date]

    def after(self, start: datetime, length: timedelta) -> datetime | None:
        """The moment (UTC) at which so much working time has passed since `start`; None where the centre does not work so much
        within a year. No length ends at `start` itself, or when the centre opens next."""
        left = length
        for opens, closes in self._spans(start):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return None

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Working time from the one moment to the other; none where `until` lies before `since`."""
        passed = timedelta()
        for opens, closes in self._spans(since):
            if opens >= until:
                break
            passed += min(closes, until) - opens
        return passed

    def opens(self, day: date) -> time:
        """When its day begins; where it does not work, the usual beginning of a morning."""
        first = min(
            (opens for on, opens, _ in self.shifts if on == day.isoweekday() and day not in self.closed),
            default=_MORNING,
        )
        return time(first // 60, first % 60)

    def closes(self, day: date) -> time:
        """When its day ends; where it does not work, the usual end of an afternoon."""
        ends = [closes for on, _, closes in self.shifts if on == day.isoweekday() and day not in self.closed]
        last = min(max(ends, default=_AFTERNOON), 24 * 60 - 1)
        return time(last // 60, last % 60)

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The times it is open from `start` on, in order; shifts that overlap count once."""
        zone, free_from = ZoneInfo(self.zone), start.astimezone(UTC)
        first = start.astimezone(zone).date()
        for ahead in range(_FURTHEST):
            day = first + timedelta(days=ahead)
            if day in self.closed:
                continue
            for opens, closes in sorted((opens, closes) for on, opens, closes in self.shifts if on == day.isoweekday()):
                begin, end = max(_at(day, opens, zone), free_from), _at(day, closes, zone)
                if begin < end:
                    yield begin, end
                    free_from = end


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    return wall.replace(tzinfo=zone).astimezone(UTC)
