"""Health industry bar codes (ANSI/HIBC 2.6): `+A123BJC5D6E71`, alone or with lot, serial and dates behind a `/`."""

import re
from datetime import date
from typing import Final

from barcodes.gs1.values import day_of
from barcodes.model import Candidate, Doubt, Kind

_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_PRIMARY: Final = re.compile(r"(?P<labeler>[A-Z][A-Z0-9]{3})(?P<product>[A-Z0-9]{1,18})(?P<unit>\d)")
_LABELLED: Final = re.compile(r"(?P<name>\d{0,2}[A-Z])(?P<value>.+)")
_QUANTITY: Final = re.compile(r"8\d{2}|9\d{5}")
_DATES: Final = {"2": (6, "mdy"), "3": (6, "ymd"), "4": (8, "ymd"), "5": (5, "yj"), "6": (7, "yj"), "7": (0, "")}


def check_character(text: str) -> str:
    """Modulo 43 over all signs before it. Raises ValueError on a sign that Code 39 does not have."""
    return _SIGNS[sum(_SIGNS.index(sign) for sign in text) % 43]


def hibc_candidates(text: str) -> list[Candidate]:
    """The label as a candidate, empty when it is none. A wrong check character is said; nothing of it is looked up then.

    `extra`: `labeler`, `product` and `unit` of the primary part, `quantity` of the secondary one.
    """
    body = text.strip("*").upper()
    if not body.startswith("+") or len(body) < 7 or any(sign not in _SIGNS for sign in body):
        return []
    primary, *further = body[1:-1].split("/")
    found = _PRIMARY.fullmatch(primary)
    if found is None:
        return []
    sound = check_character(body[:-1]) == body[-1]
    if not sound:
        return [Candidate(Kind.HIBC, extra={"rest": body}, confidence=0.45, warnings=(Doubt.WRONG_CHECK_DIGIT,))]
    facts: dict[str, str] = {name: value for name, value in found.groupdict().items() if value}
    for piece in further:
        facts |= _secondary(piece)
    expiry, production = _day(facts.pop("expiry", "")), _day(facts.pop("production", ""))
    return [
        Candidate(
            Kind.HIBC, None, facts.pop("serial", None), facts.pop("batch", None), expiry, production, facts, 0.96 if further else 0.9
        )
    ]  # fmt: skip


def _secondary(piece: str) -> dict[str, str]:
    if not piece.startswith("$"):
        labelled = _LABELLED.fullmatch(piece)
        names = {"S": "serial", "16D": "production", "14D": "expiry", "Q": "quantity"}
        return {names[labelled["name"]]: labelled["value"]} if labelled and labelled["name"] in names else {}
    dated, rest = piece.startswith("$$"), piece.lstrip("$")
    name = "serial" if rest.startswith("+") else "batch"
    rest = rest.removeprefix("+")
    facts: dict[str, str] = {}
    if dated:
        if (quantity := _QUANTITY.match(rest)) is not None:
            facts["quantity"], rest = str(int(quantity.group()[1:])), rest[quantity.end() :]
        rest = _take_date(rest, facts)
    return facts | ({name: rest} if rest else {})


def _take_date(rest: str, facts: dict[str, str]) -> str:
    """Cut the expiry date off; `01`-`12` begins a month and a year, another digit says the form."""
    if rest[:1] in {"0", "1"}:
        facts["expiry"] = f"{rest[2:4]}{rest[:2]}00"
        return rest[4:]
    length, form = _DATES.get(rest[:1], (0, ""))
    digits, rest = rest[1 : 1 + length], rest[1 + length :] if rest[:1] in _DATES else rest
    if form == "mdy":
        facts["expiry"] = digits[4:6] + digits[:4]
    elif form == "ymd":
        facts["expiry"] = digits[:6]
    elif form == "yj":
        facts["expiry"] = digits[:5]
    return rest


def _day(digits: str) -> date | None:
    """YYMMDD (day 00: the month's last), YYYYMMDD or the day of the year, YYJJJ."""
    try:
        if len(digits) == 8:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if len(digits) == 5:
            return date.fromordinal(date(2000 + int(digits[:2]), 1, 1).toordinal() + int(digits[2:]) - 1)
        return day_of(digits) if len(digits) == 6 else None
    except ValueError:
        return None
