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
_INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\ufeff\u00ad")


def plain(text: str) -> bool:
    """ASCII: every printer and page has letters for it."""
    return text.isascii()


@lru_cache(maxsize=1024)
def font_for(letters: frozenset[str], bold: bool) -> Path:
    """The first font that has all these letters. Raises FontMissing with what to install."""
    wanted = {ord(c) for c in letters - _INVISIBLE if not c.isspace()}
    for path in _fonts(bold, os.environ.get(SETTING, "")):
        if wanted <= _letters(path):
            return path
    sample = "".join(sorted(letters))[:20]
    raise FontMissing(
        f"No one font has the letters '{sample}'. Run `make setup` for the desk's own fonts, or put a TTF font with "
        f"them into a folder and name it in {SETTING}."
    )


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
