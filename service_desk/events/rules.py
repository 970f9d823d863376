"""What an event is: a fact in the past tense, as a frozen dataclass of ids and facts that name no person."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import msgspec

F = TypeVar("F")
_encode: Final = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical").encode
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def kind_of(fact: type) -> str:
    """TicketOpened -> ticket_opened."""
    return _kind(fact.__name__)


@cache
def _kind(name: str) -> str:
    return _WORD.sub("_", name).lower()


@cache
def known_kinds() -> tuple[str, ...]:
    """Every kind that the desk records (kinds.txt, which a test holds to the code)."""
    return tuple(Path(__file__).with_name("kinds.txt").read_text(encoding="utf-8").split())


def version_of(fact: type) -> int:
    return int(getattr(fact, "VERSION", 1))


def payload_of(fact: Any) -> bytes:
    """The fields of a fact as a JSON object; decimals, dates and ids as text. TypeError for what JSON cannot say."""
    return _encode(fact)


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
