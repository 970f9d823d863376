"""The injected clock: aware UTC, and the civil date at a service centre."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from service_desk.foundation.errors import Invalid
from service_desk.foundation.written import Either, Moment

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
_source: ContextVar[Callable[[], datetime] | None] = ContextVar("clock", default=None)


class NaiveMoment(Invalid):
    code = "naive_moment"
    message = "The time {value} has no zone. Write it with one, for example 2026-03-14T21:30:00Z or +03:30."


class ImpossibleMoment(Invalid):
    code = "impossible_moment"
    message = "The time {value} is outside of what a calendar holds. Check the year."


class ImplausibleDay(Invalid):
    code = "implausible_day"
    message = "{day} cannot be right: days from {first} to {last} are taken. Check the year; a Jalali or Hijri date must be converted."


class UnknownZone(Invalid):
    code = "unknown_zone"
    message = "{value} is not a time zone. Use an IANA name such as {near}."

    def __init__(
        self, *, value: str, near: Sequence[str] = ("Asia/Tehran", "Europe/Berlin"), field: str | None = None
    ) -> None:
        super().__init__(value=value, near=Either(near), field=field)


def now() -> datetime:
    source = _source.get()
    return datetime.now(UTC) if source is None else source()


def stopped_at() -> datetime | None:
    """The moment at which the clock was stopped, else None: then a statement uses the database's own time, which is one for
    all workers, as `coalesce($n, now())`."""
    source = _source.get()
    return None if source is None else source()


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownZone(value=name) from None


def local_date(instant: datetime, zone_name: str) -> date:
    """The civil date of an aware instant in a zone (DATE-3)."""
    return aware(instant).astimezone(zone(zone_name)).date()


def today(zone_name: str) -> date:
    return local_date(now(), zone_name)


def begins(day: date, zone_name: str, after: int = 0) -> datetime:
    """The instant at which a day begins in a zone, or the one that many days after it. Raises ImpossibleMoment."""
    try:
        return aware(datetime.combine(day + timedelta(days=after), time(), zone(zone_name)))
    except OverflowError:
        raise ImpossibleMoment(value=day.isoformat()) from None


def shown(instant: datetime, zone_name: str) -> Moment:
    """A moment as a person at the centre reads it off the wall, for sentences: 30 November 2026, 16:27 (Tehran time)."""
    return Moment(aware(instant), zone(zone_name).key)


def aware(instant: datetime) -> datetime:
    """The instant in UTC; a naive one is refused, since nobody can say when it was."""
    if instant.tzinfo is None:
        raise NaiveMoment(value=instant.isoformat())
    try:
        return instant.astimezone(UTC)
    except (OverflowError, ValueError):
        raise ImpossibleMoment(value=instant.isoformat()) from None


def plausible(day: date, field: str | None = None) -> date:
    """A day that the desk may work with; 1403 is a Jalali year and 0001 a slip. Raises ImplausibleDay."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ImplausibleDay(day=day.isoformat(), first=FIRST_DAY, last=LAST_DAY, field=field)
    return day


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Stop the clock at `instant`, in this context only."""
    fixed = aware(instant)
    token = _source.set(lambda: fixed)
    try:
        yield
    finally:
        _source.reset(token)
