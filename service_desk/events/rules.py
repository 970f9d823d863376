"""What an event is: a fact in the past tense, as a frozen dataclass of ids and facts that name no person."""

import dataclasses
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

F = TypeVar("F")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def kind_of(fact: type) -> str:
    """TicketOpened -> ticket_opened."""
    return _kind(fact.__name__)


@cache
def _kind(name: str) -> str:
    return _WORD.sub("_", name).lower()


def version_of(fact: type) -> int:
    return int(getattr(fact, "VERSION", 1))


def payload_of(fact: Any) -> dict[str, Any]:
    """The fields of a fact as JSON values; decimals, dates and ids as text."""
    return {name: _plain(getattr(fact, name)) for name in fact.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner) for inner in value]
    if dataclasses.is_dataclass(value):
        return payload_of(value)
    raise TypeError(f"an event cannot carry {type(value).__name__}")


def canonical(row: dict[str, Any]) -> bytes:
    """One spelling of a row, whatever order its keys came in."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def chained(previous: bytes, row: dict[str, Any]) -> bytes:
    """The seal of a row: SHA-256 over the seal before it and the row."""
    return hashlib.sha256(previous + canonical(row)).digest()


GENESIS = hashlib.sha256(b"aftercare").digest()


@dataclass(frozen=True, slots=True)
class Recorded(Generic[F]):
    """An event as a handler gets it."""

    id: int
    kind: str
    version: int
    payload: F
    subject_kind: str
    subject_id: UUID
    centre_id: UUID | None
    actor_id: UUID
    occurred_at: datetime
    recorded_at: datetime
    request_id: str | None = None
