"""Order as the reader's language has it (Unicode collation, CLDR), the same on every server: the keys are made here.

Names are kept with a key of their own script; a reader's script comes first, as in CLDR. Codes are in natural order: P-9, P-10.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final, TypeVar

import icu

T = TypeVar("T")
# The groups of a kept key, in the order in which readers of Latin meet them: digits and signs, Latin and Greek, Cyrillic, Hebrew
# and others, Arabic, Chinese.
SIGNS, LATIN, CYRILLIC, OTHER, ARABIC, HAN = range(6)
_OF_READER: Final = {"fa": ARABIC, "ar": ARABIC, "zh": HAN, "ru": CYRILLIC}
_LOCALE: Final = {CYRILLIC: "ru", HAN: "zh"}


@cache
def _collator(language: str) -> Any:
    collator = icu.Collator.createInstance(icu.Locale(language))
    collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
    return collator


def key(text: str, language: str) -> bytes:
    """Sorts texts for a reader of `language`; numbers in them by their value."""
    made: bytes = _collator(language).getSortKey(text)
    return made


def ordered(rows: Iterable[T], text: Callable[[T], str], language: str) -> list[T]:
    return sorted(rows, key=lambda row: key(text(row), language))


def code_key(code: str) -> bytes:
    """Sorts serials, SKUs and codes in natural order, whoever reads them."""
    return key(code, "en") + b"\x00" + code.encode()


def kept_key(name: str, language: str) -> bytes:
    """The key that is kept with a name: its group, then its place there; `language` decides between Persian and Arabic."""
    group = _group(name)
    locale = ("ar" if language == "ar" else "fa") if group == ARABIC else _LOCALE.get(group, "en")
    return bytes([group]) + key(name, locale)


def first_group(language: str) -> int:
    """The group that a reader of `language` sees before the others; signs and digits come before all letters."""
    return _OF_READER.get(language, LATIN)


def _group(name: str) -> int:
    for sign in name:
        if sign.isalpha():
            script = unicodedata.name(sign, "").split(" ")[0]
            return _SCRIPTS.get(script, OTHER)
        if sign.isdigit():
            return SIGNS
    return SIGNS


_SCRIPTS: Final = {
    "LATIN": LATIN, "GREEK": LATIN, "FULLWIDTH": LATIN, "CYRILLIC": CYRILLIC, "ARABIC": ARABIC, "CJK": HAN,
}  # fmt: skip
