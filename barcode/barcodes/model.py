"""What a scan may mean: kinds, hints, ranked candidates and the keys to look them up by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

DOUBT: Final = 0.2
"""Candidates whose confidence lies closer than this are in doubt: the records decide, then the person."""
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Kind(StrEnum):
    INTERNAL = "internal"
    GS1 = "gs1"
    GS1_DIGITAL_LINK = "gs1_digital_link"
    GTIN = "gtin"
    SSCC = "sscc"
    EPC = "epc"
    IMEI = "imei"
    ISO15434 = "iso15434"
    HIBC = "hibc"
    PART = "part"
    SERIAL = "serial"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where the text came from. Only a wedge is typed through a keyboard layout and may drop separators."""

    WEDGE = "wedge"
    CAMERA = "camera"
    IMAGE = "image"
    RFID = "rfid"
    MANUAL = "manual"
    API = "api"
    EMAIL = "email"
    WHATSAPP = "whatsapp"


PICTURES: Final = frozenset({Source.IMAGE, Source.EMAIL, Source.WHATSAPP})
"""Sources whose text was decoded from a picture: by upload, by e-mail, by WhatsApp."""


class Doubt(StrEnum):
    """Why a candidate is not to be trusted blindly; the desk says it in the person's language."""

    SEPARATOR_LOST = "group_separator_lost"
    TOO_MANY_READINGS = "too_many_readings"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    WRONG_DATE = "wrong_date"
    UNKNOWN_AI = "unknown_ai"
    REPEATED_AI = "repeated_ai"
    BAD_VALUE = "bad_value"
    CASE_LOST = "case_lost"
    LAYOUT_GUESSED = "layout_guessed"
    TOO_LONG = "too_long"
    BINARY = "binary_data"
    EMPTY = "empty"
    SEEN_ONCE = "seen_once"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class StationProfile:
    """What `calibrate` found out about one computer with its scanner.

    `separator`: how a group separator arrives, `""` when it is lost. `layout`: `us` when the text arrives as printed.
    `case`: `kept`, `upper`, `lower` or `swapped`.
    """

    prefix: str = ""
    suffix: str = ""
    aim: bool = False
    separator: str = "\x1d"
    layout: str = "us"
    case: str = "kept"


@dataclass(frozen=True, slots=True)
class ScanHints:
    """What is known beside the text; every field is optional.

    `aim`: the symbology identifier a camera gives apart (`]d2`). `alt_raw`: the same scan as the keyboard's own layout
    wrote it. `internal_formats`: beginnings of own tokens, which with their check character leave no doubt.
    `expect`: kinds that the screen waits for; they rank higher, and weak readings of them are offered.
    `seen_once`: bars in a picture that a second look did not see; every reading of them is in doubt.
    """

    aim: str | None = None
    symbology: str | None = None
    source: Source | str | None = None
    alt_raw: str | None = None
    station: StationProfile | None = None
    internal_formats: tuple[str, ...] = ()
    expect: frozenset[Kind] = frozenset()
    seen_once: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a scan. `gtin` has 14 digits. `extra`: further facts by GS1 application identifier or name, such as
    the `part` number that the maker's label tells.

    `confidence` runs from 0 to 1 and only orders readings. `corrections`: what was repaired, as `layout:ru`.
    """

    kind: Kind
    gtin: str | None = None
    serial: str | None = None
    batch: str | None = None
    expiry: date | None = None
    production: date | None = None
    extra: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    confidence: float = 0.5
    corrections: tuple[str, ...] = ()
    warnings: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class LookupKey:
    """What to look for. `code`: an own token, an SSCC or an EPC as it stands. Not `exact`: compare in upper case."""

    kind: Kind = field(compare=False)
    gtin: str | None = None
    serial: str | None = None
    batch: str | None = None
    code: str | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class ScanResult:
    """All readings of one scan, best first; never empty. `normalized`: the text that the best reading was made of."""

    raw: str
    normalized: str
    symbology: str | None
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def private(self) -> bool:
        """A network's password, a business card, a payment or the like: not to be looked up, not to be kept."""
        return Doubt.PRIVATE in self.best.warnings

    @property
    def ambiguous(self) -> bool:
        """Another reading is as likely as the best one: let the records decide, then ask."""
        return len(self.candidates) > 1 and self.candidates[0].confidence - self.candidates[1].confidence < DOUBT

    @property
    def part_numbers(self) -> tuple[str, ...]:
        """What a label calls the part (`P/N: X-100`, data identifier 1P), best first; a SKU may be the same."""
        return tuple(dict.fromkeys(each.extra["part"] for each in self.candidates if each.extra.get("part")))

    @property
    def lookup_keys(self) -> tuple[LookupKey, ...]:
        """Keys of all readings, best first, without doubles; the exact form of a key stands before its upper case."""
        return tuple(dict.fromkeys(key for candidate in self.candidates for key in keys_of(candidate)))


def keys_of(candidate: Candidate) -> tuple[LookupKey, ...]:
    """A wrong check digit gives no GTIN or SSCC to look for: nothing may be found by an error."""
    wrong = Doubt.WRONG_CHECK_DIGIT in candidate.warnings
    shipped = None if wrong else candidate.extra.get("00")
    code = candidate.extra.get("token") or shipped or candidate.extra.get("epc")
    gtin = None if wrong else candidate.gtin
    serial, batch = candidate.serial, candidate.batch
    if not (gtin or serial or batch or code):
        return ()
    key = LookupKey(candidate.kind, gtin, serial, batch, code)
    upper = serial.upper() if serial else serial
    if upper == serial:
        return (key,)
    return (key, LookupKey(candidate.kind, gtin, upper, batch, code, exact=False))
