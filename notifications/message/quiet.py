"""Quiet hours: windows in which a medium may be used, in the recipient's own time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from notifications.message.people import Category, Medium

_DAY = 24 * 60


@dataclass(frozen=True, order=True)
class Window:
    """Open from `opens` until before `closes`, in minutes of the local day (0 to 1440). Monday is weekday 0."""

    weekday: int
    opens: int
    closes: int


_DAYTIME = tuple(Window(day, 8 * 60, 21 * 60) for day in range(7))
DEFAULT_WINDOWS: Final[Mapping[Medium, Sequence[Window]]] = {
    Medium.SMS: _DAYTIME,
    Medium.WHATSAPP: _DAYTIME,
    Medium.EMAIL: (),
}


def next_opening(at: datetime, zone: ZoneInfo, category: Category, windows: Sequence[Window]) -> datetime:
    """`at` itself when the message may go now, else the next moment a window opens (aware UTC).

    No windows at all means any time; urgent messages ignore them.
    """
    if category is Category.URGENT or not windows:
        return at
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if any(w.weekday == local.weekday() and w.opens <= minute < w.closes for w in windows):
        return at
    openings = [_opening(local, zone, ahead, window) for ahead in range(8) for window in windows]
    return min(moment for moment in openings if moment is not None and moment > at)


def _opening(local: datetime, zone: ZoneInfo, ahead: int, window: Window) -> datetime | None:
    day = local.date() + timedelta(days=ahead)
    if day.weekday() != window.weekday or window.opens >= _DAY:
        return None
    wall = time(window.opens // 60, window.opens % 60)
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
