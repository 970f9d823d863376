"""What a scan may mean: hints that go in, ranked candidates that come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Kind(StrEnum):
    INTERNAL = "internal"
    GS1 = "gs1"
    GTIN = "gtin"
    SERIAL = "serial"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ScanHints:
    """What is known beside the text; every field is optional."""

    aim: str | None = None
    source: Literal["wedge", "camera", "image", "rfid", "manual", "api"] | None = None
    expect: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True)
class LookupKey:
    """What to look for in the desk's records. A GTIN has 14 digits; a serial is normalised."""

    gtin: str | None = None
    serial: str | None = None
    batch: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading. `confidence` from 0 to 1 ranks it; `corrections` were made, `warnings` are doubts."""

    kind: Kind
    gtin: str | None = None
    serial: str | None = None
    batch: str | None = None
    expiry: date | None = None
    production: date | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    confidence: float = 0.5
    corrections: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> LookupKey:
        return LookupKey(self.gtin, self.serial, self.batch)


@dataclass(frozen=True, slots=True)
class ScanResult:
    """`raw` as it came, `normalized` as it was read, candidates with the best first."""

    raw: str
    normalized: str
    candidates: tuple[Candidate, ...]
    symbology: str | None = None

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def ambiguous(self) -> bool:
        """Two readings are about as likely: the records decide, or the person."""
        return len(self.candidates) > 1 and self.candidates[0].confidence - self.candidates[1].confidence < 0.2

    @property
    def lookup_keys(self) -> tuple[LookupKey, ...]:
        """What to look for, best first, without repeats."""
        return tuple(dict.fromkeys(each.key for each in self.candidates if each.kind is not Kind.UNKNOWN))
