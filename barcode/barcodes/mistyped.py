"""Readings of a scan that a foreign keyboard layout may have mistyped."""

from dataclasses import replace
from typing import Final

from barcodes.checks import is_digits
from barcodes.layouts import other_layouts, strangeness
from barcodes.model import PICTURES, Candidate, Doubt, Kind, ScanHints, Source
from barcodes.reading import Reading, read
from barcodes.serials import DIGITS

_AS_PRINTED: Final = PICTURES | {Source.CAMERA, Source.RFID}
_TELLING: Final = frozenset({Kind.INTERNAL, Kind.GS1_DIGITAL_LINK, Kind.ISO15434})
"""Kinds whose signs (`-`, `:/`, `[)>`) would themselves have changed under another layout."""
Found = list[tuple[Candidate, Reading]]


def with_layouts(body: str, plain: Reading, hints: ScanHints) -> Found:
    """The candidates of the text as it is, and those of every layout that may have changed it.

    A reading with proof goes first. Without proof, a layout is believed when the text has letters beyond ASCII that no
    person typed, doubted when it makes the text no stranger (Y for Z), and else only kept at the end.
    """
    found: Found = [(each, plain) for each in plain.candidates]
    shown = body if body.isascii() else body.translate(DIGITS)
    if _private(plain):
        return found
    if not _in_doubt(shown, plain, hints):
        return found
    strange, typed = strangeness(shown), hints.source == Source.MANUAL
    for layout, undone in other_layouts(body):
        other = read(undone, hints)
        if _private(other):
            return [(each, other) for each in other.candidates]
        odd = strangeness(undone) - strange
        # Persian digits alone are no foreign letters, but they speak for the Persian layout.
        foreign = not typed and not (body if layout == "ir" else shown).isascii()
        loss = _loss(plain.sure, other.sure, odd, foreign=foreign)
        if loss is None:
            continue
        if odd < 0 and foreign and not plain.sure:
            found = [(_at_most(each, 0.3) if which is plain else each, which) for each, which in found]
        guessed = () if other.sure and not plain.sure else (Doubt.LAYOUT_GUESSED,)
        known = {_facts(each) for each, _ in found}
        for each in other.candidates:
            if each.kind is not Kind.UNKNOWN and _facts(each) not in known:
                found.append((_as_guess(each, layout, loss, guessed), other))
    found.sort(key=lambda pair: -pair[0].confidence)
    return found


def _private(reading: Reading) -> bool:
    return Doubt.PRIVATE in reading.candidates[0].warnings


def _in_doubt(body: str, plain: Reading, hints: ScanHints) -> bool:
    if hints.source in _AS_PRINTED or hints.source == Source.API or hints.station is not None or is_digits(body):
        return False
    if hints.source == Source.MANUAL and body.isascii():
        return False
    if body.isascii() and body[:8].lower().startswith(("http://", "https://")):
        return False  # its signs stand on other keys of every other layout
    told = plain.aim is not None and hints.aim is None  # its bracket came through unchanged
    return not (
        told
        or (body.isascii() and body[:1] == "(" and body[1:2].isdigit())
        or (plain.sure and plain.candidates[0].kind in _TELLING)
    )


def _loss(plain_sure: bool, other_sure: bool, odd: int, *, foreign: bool) -> float | None:
    """How much less the other layout is believed than its own reading says; None: not at all."""
    if other_sure and not plain_sure:
        return 0.0
    if plain_sure and not other_sure:
        return None
    if odd <= 0:
        return 0.0 if foreign and odd < 0 else 0.05
    return 0.26 if odd <= 4 else None


def _facts(found: Candidate) -> tuple[object, ...]:
    return found.kind, found.gtin, found.serial, found.batch, found.expiry, found.extra.get("token")


def _at_most(found: Candidate, most: float) -> Candidate:
    return replace(found, confidence=min(found.confidence, most))


def _as_guess(found: Candidate, layout: str, loss: float, guessed: tuple[Doubt, ...]) -> Candidate:
    return replace(
        found,
        confidence=max(0.01, found.confidence - loss),
        corrections=(f"layout:{layout}", *found.corrections),
        warnings=(*found.warnings, *guessed),
    )
