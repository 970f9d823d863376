"""Numbers as people and spreadsheets write them, in any digits; amounts of programs are read by `money.parse_amount`."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from service_desk.foundation.i18n import latin_digits

_DIGITS: Final = 12  # after the point, as sentences write them
_LONGEST: Final = 24
_GROUP: Final = 3
_GROUPS: Final = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_SHOWS: Final = re.compile(r"[+-]?([\d.,' ]*)([.,])(\d+)")


def read_number(written: str, sign: str | None = None) -> Decimal | None:
    """1234.5, 1,234.50, 1.234,50, 1 234,50, ۱۲۳۴٫۵. None where it is no number or could be two (1,234).

    `sign`: the decimal sign of whoever wrote it, where something else of theirs shows it (`decimal_sign`).
    """
    if sign and (grouped := _GROUPS.fullmatch(latin_digits(written).strip())) and grouped[1] != sign:
        return Decimal(grouped[0].replace(grouped[1], ""))
    text = "".join(latin_digits(written).split()).replace("٬", "").replace("٫", ".").replace("'", "")
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        group, sign = (",", ".") if point > comma else (".", ",")
        text = text.replace(group, "").replace(sign, ".")
    elif comma >= 0:
        if text.count(",") > 1 or len(text) - comma == 4:  # 1,234 is either
            return None
        text = text.replace(",", ".")
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and "e" not in text.lower() else None


def decimal_sign(written: str) -> str | None:
    """Point or comma, where a number shows beyond doubt which of them its writer means by it: 34,00 and 1.234,5 the comma."""
    text = latin_digits(written).strip()
    if (found := _SHOWS.fullmatch(text)) is None:
        return None
    groups, sign, digits = found.groups()
    return sign if len(digits) != _GROUP or ({",", "."} - {sign}) & set(groups) else None


def shown(number: Decimal) -> Decimal | str:
    """A refused number as a sentence takes it: in the reader's digits, or as it came where rounding would show another one."""
    exponent = number.as_tuple().exponent
    plain = isinstance(exponent, int) and exponent >= -_DIGITS and number.adjusted() < _DIGITS
    return number if plain else str(number)[:_LONGEST]
