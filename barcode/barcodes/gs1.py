"""GS1 element strings, read by biip; the library is loaded when the first one comes."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from barcodes.checks import is_gtin
from barcodes.scan import Candidate, Kind

GS = "\x1d"
AIM = ("]C1", "]d2", "]Q3", "]e0", "]J1")
_VARIABLE = ("10", "21", "240", "241", "250")


@cache
def _message() -> Any:
    from biip.gs1_messages import GS1Message

    return GS1Message


def read(text: str, *, told: bool) -> Candidate | None:
    """The reading as a GS1 message, or None. `told` says that the symbology identifier promised one."""
    try:
        message = _message().parse_hri(text) if text.startswith("(") else _message().parse(text)
    except Exception:  # noqa: BLE001  # biip raises several kinds for text that is no GS1 message
        return None
    values: dict[str, str] = {}
    warnings: list[str] = []
    dates: dict[str, date | None] = {}
    for element in message.element_strings:
        code = element.ai.ai
        values[code] = element.value
        dates[code] = getattr(element, "date", None)
        if getattr(element, "gtin_error", None) is not None or (code == "01" and not is_gtin(element.value)):
            warnings.append("wrong_check_digit")
    if not told and "01" not in values and len(values) < 2:
        return None  # 22 % of random ten-digit serials would pass for a message
    if lost_separator(text, values):
        warnings.append("group_separator_lost")
    return _candidate(values, dates, warnings, told=told)


def lost_separator(text: str, values: Mapping[str, str]) -> bool:
    """No separator came, and a field of free length holds what could start another: 10ABC12321SN0001."""
    if GS in text or text.startswith("("):
        return False
    return any(code in values and any(other in values[code][1:] for other in ("10", "21")) for code in _VARIABLE)


def _candidate(values: Mapping[str, str], dates: Mapping[str, date | None], warnings: list[str], *, told: bool) -> Candidate:
    gtin = values.get("01") or values.get("02")
    extra = {code: value for code, value in values.items() if code not in {"01", "10", "21", "17", "11"}}
    confidence = (0.97 if told else 0.85) - 0.4 * len(warnings)
    return Candidate(
        Kind.GS1, gtin.zfill(14) if gtin else None, values.get("21"), values.get("10"), dates.get("17"), dates.get("11"),
        extra, max(confidence, 0.1), (), tuple(warnings),
    )  # fmt: skip
