"""Fonts for texts beyond ASCII: those beside this package (made by `make setup`), else any on the machine with the letters."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from barcodes.problems import FontMissing

SETTING: Final = "AFTERCARE_FONTS"
"""An environment variable that names a folder of TTF files, looked at first."""
OWN: Final = Path(__file__).resolve().parents[1] / "fonts"
"""Vazirmatn and Noto Sans, which have the letters of all the desk's languages."""
_SYSTEM: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
INVISIBLE: Final = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\ufe0e\ufe0f"
)
MISSING: Final = "\u25a1"
"""□ stands for a sign that no font has: the label is printed all the same."""


def plain(text: str) -> bool:
    """ASCII: every printer and page has letters for it."""
    return text.isascii()


Runs = tuple[tuple[Path | None, str], ...]
"""Stretches of a text, each with its font; None is the font that every printer and page has for ASCII."""


@lru_cache(maxsize=4096)
def runs(text: str, bold: bool) -> Runs:
    """The text in as few fonts as have its letters, what none has as □, without what cannot be seen.

    A whole text in one font where one has all of it; else the font goes on as long as it has the letters. Raises
    FontMissing with what to install, where there are no fonts at all.
    """
    shown = "".join(c for c in text if c not in INVISIBLE)
    if plain(shown) and not bold:
        return ((None, shown),)
    fonts = _fonts(bold, os.environ.get(SETTING, ""))
    if not fonts:
        if plain(shown):
            return ((None, shown),)
        raise FontMissing(
            f"There is no font with the letters '{shown[:20]}'. Run `make setup` for the desk's own fonts, or put a TTF font "
            f"with them into a folder and name it in {SETTING}."
        )
    if (one := _font_with(frozenset(shown), bold)) is not None:
        return ((one, shown),)
    found: list[tuple[Path | None, str]] = []
    for sign in shown:
        last = found[-1][0] if found else None
        path, seen = _font_of(sign, last, bold)
        if found and path == last:
            found[-1] = (path, found[-1][1] + seen)
        else:
            found.append((path, seen))
    return tuple(found)


def _font_of(sign: str, last: Path | None, bold: bool) -> tuple[Path | None, str]:
    if last is not None and (sign.isspace() or ord(sign) in _letters(last)):
        return last, sign
    for seen in (sign, MISSING):
        if (path := _font_with(frozenset(seen), bold)) is not None:
            return path, seen
    return last, "?"


@lru_cache(maxsize=4096)
def _font_with(letters: frozenset[str], bold: bool) -> Path | None:
    """The first font that has all these letters."""
    wanted = {ord(c) for c in letters if not c.isspace()}
    return next((path for path in _fonts(bold, os.environ.get(SETTING, "")) if wanted <= _letters(path)), None)


def forget() -> None:
    """Look at the fonts of the machine anew."""
    for kept in (runs, _font_with, _fonts, _letters):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()


@lru_cache(maxsize=4)
def _fonts(bold: bool, setting: str) -> tuple[Path, ...]:
    places = [Path(setting), OWN] if setting else [OWN]
    found = [path for place in (*places, *_SYSTEM) if place.is_dir() for path in sorted(place.rglob("*.[to]tf"))]
    wanted = "bold" if bold else "regular"
    # The right weight first, where no weight in the name means regular; then the small ones, whose letters are soon read.
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda path: (_place(path, places), _weight(path) != wanted, path.stat().st_size),
        )
    )


def _place(path: Path, places: list[Path]) -> int:
    return next((at for at, place in enumerate(places) if path.is_relative_to(place)), len(places))


def _weight(path: Path) -> str:
    name = path.stem.lower()
    style = name.rpartition("-")[2] if "-" in name else "regular"
    return {"": "regular", "book": "regular"}.get(style, style)


@lru_cache(maxsize=64)
def _letters(path: Path) -> frozenset[int]:
    try:
        with TTFont(path, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except Exception:  # noqa: BLE001  # fontTools raises many kinds for files that are no font
        return frozenset()
