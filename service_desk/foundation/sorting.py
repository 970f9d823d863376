"""Order as the reader's language has it (Unicode collation, CLDR), the same on every server: the keys are made here.

Names are kept with a key of their own script; a reader's script comes first, as in CLDR. Codes are in natural order: P-9, P-10.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, Protocol, TypeVar

import icu

from service_desk.foundation.i18n import say

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


class _Named(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str | Mapping[str, str]: ...


N = TypeVar("N", bound=_Named)


def by_name(rows: Iterable[N], language: str) -> list[N]:
    """As a reader of `language` sorts the names that are shown to them; what is called the same, by code in natural order."""

    def place(row: N) -> tuple[bytes, bytes]:
        name = row.name if isinstance(row.name, str) else say(row.name, language)
        return key(name or row.code, language), code_key(row.code)

    return sorted(rows, key=place)


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
