"""Human numbers as people type them: `9`, `TEH-T-9`, `teh t 9`, `T9`, `#000009`, in digits of any script."""

import re
from collections.abc import Iterable
from functools import lru_cache

from service_desk.centres.rules.numbers import NumberKind, human_number
from service_desk.foundation.i18n import half_width

_ENDS_IN_DIGITS = re.compile(r"[0-9][\W_]*\Z")
_LONGEST = 40


@lru_cache(maxsize=1024)
def _shape(code: str, kind: NumberKind) -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{re.escape(code)}[\W_]*)?(?:{kind}[\W_]*)?0*([0-9]{{1,12}})[\W_]*", re.IGNORECASE)


def _plain(written: str) -> str:
    return half_width(written.replace("№", "#"))


def may_be_number(written: str) -> bool:
    return len(written) <= _LONGEST and _ENDS_IN_DIGITS.search(_plain(written)) is not None


def numbers_meant(written: str, kind: NumberKind, series: Iterable[tuple[str, str, int]]) -> list[str]:
    """The full numbers of a kind that may be meant; `series` are (centre's code, prefix, width)."""
    if not may_be_number(written):
        return []
    text = _plain(written)
    found = ((prefix, width, _shape(code, kind).fullmatch(text)) for code, prefix, width in series)
    return [human_number(prefix, width, int(match[1])) for prefix, width, match in found if match]
