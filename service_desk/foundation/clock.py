"""The injected clock: aware UTC, and the civil date at a service centre."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from service_desk.foundation.errors import Invalid

_source: ContextVar[Callable[[], datetime] | None] = ContextVar("clock", default=None)


class NaiveMoment(Invalid):
    code = "naive_moment"
    message = "The time {value} has no zone. Write it with one, for example 2026-03-14T21:30:00Z or +03:30."


class UnknownZone(Invalid):
    code = "unknown_zone"
    message = "{value} is not a time zone. Use an IANA name such as Asia/Tehran or Europe/Berlin."


def now() -> datetime:
    source = _source.get()
    return datetime.now(UTC) if source is None else source()


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


def aware(instant: datetime) -> datetime:
    """The instant in UTC; a naive one is refused, since nobody can say when it was."""
    if instant.tzinfo is None:
        raise NaiveMoment(value=instant.isoformat())
    try:
        return instant.astimezone(UTC)
    except (OverflowError, ValueError):
        raise NaiveMoment(value=instant.isoformat()) from None


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Stop the clock at `instant`, in this context only."""
    fixed = aware(instant)
    token = _source.set(lambda: fixed)
    try:
        yield
    finally:
        _source.reset(token)
