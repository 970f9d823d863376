"""Cursor paging: a page, and an opaque mark from which the next one goes on. Never an OFFSET, never a count."""

import base64
import binascii
import json
from collections.abc import Sequence
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec

from service_desk.foundation.errors import Invalid

T = TypeVar("T")
# The list that is asked, where a door asks it: a mark of another list is none of its own, and would skip rows of it.
_LIST: Final[ContextVar[str]] = ContextVar("list", default="")
DEFAULT: Final = 50
MOST: Final = 200
LONGEST_MARK: Final = 1000


class BadCursor(Invalid):
    code = "bad_cursor"
    message = "That page mark is not one of ours. Use the value of 'next' from the page before, unchanged."


class BadLimit(Invalid):
    code = "bad_limit"
    message = "A page holds 1 to {most:# row|# rows}, not {limit}."


class Page(msgspec.Struct, Generic[T], frozen=True):
    """`next` is the cursor of the following page; null on the last one."""

    items: list[T]
    next: str | None = None


def checked_limit(limit: int) -> int:
    if not 1 <= limit <= MOST:
        raise BadLimit(most=MOST, limit=limit)
    return limit


def marks_of(name: str) -> None:
    """From here on in this task, marks are those of the list `name`."""
    _LIST.set(blake2b(name.encode(), digest_size=4).hexdigest())


def encode(*mark: Any) -> str:
    whole = [asked, *mark] if (asked := _LIST.get()) else mark
    return base64.urlsafe_b64encode(json.dumps(whole, default=str).encode()).decode().rstrip("=")


def decode(cursor: str | None, *sizes: int) -> list[str] | None:
    """The parts of a cursor, as text, one of `sizes` of them; None without a cursor."""
    if not cursor:
        return None
    if len(cursor) > LONGEST_MARK:  # deeply nested JSON would exhaust the stack
        raise BadCursor
    try:
        mark = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise BadCursor from None
    if isinstance(mark, list) and (asked := _LIST.get()):
        mark = mark[1:] if mark[:1] == [asked] else None
    if not isinstance(mark, list) or len(mark) not in sizes or not all(isinstance(part, (str, int)) for part in mark):
        raise BadCursor
    return [str(part) for part in mark]


def id_mark(cursor: str | None) -> UUID | None:
    """The id behind which a page begins, for lists that go by id alone."""
    parts = decode(cursor, 1)
    try:
        return UUID(parts[0]) if parts else None
    except ValueError:
        raise BadCursor from None


def cut(rows: list[T], limit: int, mark: Any) -> Page[T]:
    """A page of `limit` from rows fetched with `limit + 1`; `mark(row)` gives the parts of its cursor."""
    if len(rows) <= limit:
        return Page(rows)
    return Page(rows[:limit], encode(*mark(rows[limit - 1])))


def listed(rows: Sequence[T], limit: int = DEFAULT, cursor: str | None = None) -> Page[T]:
    """A page of a list that was read whole: behind the row that ended the page before, wherever it stands now.

    Where that row is gone, at the place where it stood. Raises BadCursor.
    """
    start = 0
    if (mark := decode(cursor, 2)) is not None:
        name, place = mark
        if len(name) != 2 * _NAME_BYTES or not place.isdecimal():
            raise BadCursor
        start = min(int(place), len(rows))
        if not start or _name(rows[start - 1]) != name:
            start = next((at for at, row in enumerate(rows, 1) if _name(row) == name), start)
    end = start + limit
    return Page(list(rows[start:end]), encode(_name(rows[end - 1]), end) if end < len(rows) else None)


_NAME_BYTES: Final = 8


def _name(row: Any) -> str:
    """What stays the same of a row: its id, or else all of it."""
    told = getattr(row, "id", None)
    return blake2b(msgspec.json.encode(told if told is not None else row), digest_size=_NAME_BYTES).hexdigest()
