"""Undo a keyboard layout: what a scanner set to US keys would have typed, had the computer been set to US as well."""

from functools import cache
from typing import Final

from barcodes.serials import DIGITS

_NONE: Final = "\0"
"""Stands for a key that types nothing by itself: a dead accent."""
_US: Final = (
    "`1234567890-=" "qwertyuiop[]\\" "asdfghjkl;'" "zxcvbnm,./"
    "~!@#$%^&*()_+" "QWERTYUIOP{}|" 'ASDFGHJKL:"' "ZXCVBNM<>?"
)  # fmt: skip
# Keys that type two letters stand as one sign each: lam with alef, below and above hamza, with madda.
_PAIRS: Final = {"\ue000": "لا", "\ue001": "لإ", "\ue002": "لأ", "\ue003": "لآ"}
_PAIRED: Final = frozenset(_PAIRS)
_LIGATURES: Final = str.maketrans("ﻻﻼﻹﻺﻷﻸﻵﻶ", "\ue000\ue000\ue001\ue001\ue002\ue002\ue003\ue003")
# The keys of each layout in the order of _US. Sources: xkeyboard-config (ru winkeys, ir pes = ISIRI 9147, fr, de), Windows'
# Arabic (101), whose brackets of the digit row are mirrored.
_TYPED: Final = {
    "ru": "ё1234567890-=" "йцукенгшщзхъ\\" "фывапролджэ" "ячсмитьбю."
          'Ё!"№;%:?*()_+' "ЙЦУКЕНГШЩЗХЪ/" "ФЫВАПРОЛДЖЭ" "ЯЧСМИТЬБЮ,",
    "ir": "\u200d۱۲۳۴۵۶۷۸۹۰-=" "ضصثقفغعهخحجچ\\" "شسیبلاتنمکگ" "ظطزرذدپو./"
          "÷!٬٫﷼٪×،*)(ـ+" "\u0652\u064c\u064d\u064b\u064f\u0650\u064e\u0651][}{|" "ؤئيإأآة»«:؛" "ك\u0653ژ\u0670\u200c\u0654ء><؟",
    "ar": "ذ1234567890-=" "ضصثقفغعهخحجد\\" "شسيبلاتنمكط" "ئءؤر\ue000ىةوزظ"
          "\u0651!@#$%^&*)(_+" "\u064e\u064b\u064f\u064c\ue001إ‘÷×؛<>|" '\u0650\u064d][\ue002أـ،/:"' "~\u0652}{\ue003آ’,.؟",
    "fr": "²&é\"'(-è_çà)=" f"azertyuiop{_NONE}$*" "qsdfghjklmù" "wxcvbn,;:!"
          f"{_NONE}1234567890°+" f"AZERTYUIOP{_NONE}£µ" "QSDFGHJKLM%" "WXCVBN?./§",
    "de": f"{_NONE}1234567890ß{_NONE}" "qwertzuiopü+#" "asdfghjklöä" "yxcvbnm,.-"
          f'°!"§$%&/()=?{_NONE}' "QWERTZUIOPÜ*'" "ASDFGHJKLÖÄ" "YXCVBNM;:_",
}  # fmt: skip
_PERSIAN_DIGITS: Final = frozenset("۰۱۲۳۴۵۶۷۸۹")
LAYOUTS: Final = ("us", *_TYPED)
_CONTROLS: Final = "\x1c\x1d\x1e\x1f\x04\t "


@cache
def _undo(layout: str) -> dict[int, str | None]:
    table: dict[int, str | None] = {
        ord(typed): us for us, typed in zip(_US, _TYPED[layout], strict=True) if typed != _NONE
    }
    table |= {ord(c): c for c in _CONTROLS}
    if layout == "ir":  # Windows' older Persian layout types 0-9
        table |= {ord(c): c for c in "0123456789"}
    if layout == "ar":  # where Arabic digits are chosen for the keyboard
        table |= {ord(c): str(at) for at, c in enumerate("٠١٢٣٤٥٦٧٨٩")}
    return table


@cache
def _typeable(layout: str) -> frozenset[str]:
    return frozenset(map(chr, _undo(layout)))


def undo_layout(text: str, layout: str) -> str | None:
    """The text in US keys, or None when this layout cannot have typed it. `us` gives it back."""
    if layout == "us":
        return text
    if layout == "ar":
        text = _paired(text)
    return text.translate(_undo(layout)) if _typeable(layout).issuperset(text) else None


def type_with(text: str, layout: str) -> str:
    """What arrives when a scanner with US keys sends `text` to a computer set to `layout`; for tests and calibration.

    Dead keys type nothing, as in a browser. Raises KeyError for a text that a US keyboard does not type.
    """
    if layout == "us":
        return text
    typed = dict(zip(_US, _TYPED[layout], strict=True)) | {c: c for c in _CONTROLS}
    keys = "".join(typed[c] for c in text).replace(_NONE, "")
    return "".join(_PAIRS.get(c, c) for c in keys)


def _paired(text: str) -> str:
    """Lam and alef as the one key that types both; the two keys typed one after the other look the same."""
    text = text.translate(_LIGATURES)
    for sign, pair in _PAIRS.items():
        text = text.replace(pair, sign)
    return text


def other_layouts(text: str) -> list[tuple[str, str]]:
    """(layout, text in US keys) of each layout that may have typed this text as something else."""
    folded = text if text.isascii() else text.translate(DIGITS)
    persian = not _PERSIAN_DIGITS.isdisjoint(text)  # which the Arabic layout does not type
    layouts = [each for each in _TYPED if not (persian and each == "ar")]
    if not persian:  # of two that fit, the one that types 0-9 by itself
        layouts.sort(key="ir".__eq__)
    found = ((layout, undo_layout(text, layout) or undo_layout(folded, layout)) for layout in layouts)
    undone = [(layout, each) for layout, each in found if each and each not in {text, folded}]
    if any(layout == "ar" and not _PAIRED.isdisjoint(_paired(text)) for layout, _ in undone):
        undone.append(("ar", folded.translate(_undo("ar"))))  # lam and alef may be two keys as well
    return undone


_EVERYDAY: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-\x1d")
_LESS: Final = frozenset("./_ +()")


def strangeness(text: str) -> int:
    """How little a text looks like a printed code: signs count 1 or 2, letters beyond ASCII 3."""
    return sum(0 if c in _EVERYDAY else 1 if c in _LESS else 2 if c < "\x7f" else 3 for c in text)
