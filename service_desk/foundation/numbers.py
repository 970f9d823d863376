"""Numbers as people and spreadsheets write them, in any digits; amounts of programs are read by `money.parse_amount`."""

from decimal import Decimal, InvalidOperation
from typing import Final

from service_desk.foundation.i18n import latin_digits

_DIGITS: Final = 12  # after the point, as sentences write them
_LONGEST: Final = 24


def read_number(written: str) -> Decimal | None:
    """1234.5, 1,234.50, 1.234,50, 1 234,50, ۱۲۳۴٫۵. None where it is no number or could be two (1,234)."""
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


def shown(number: Decimal) -> Decimal | str:
    """A refused number as a sentence takes it: in the reader's digits, or as it came where rounding would show another one."""
    exponent = number.as_tuple().exponent
    plain = isinstance(exponent, int) and exponent >= -_DIGITS and number.adjusted() < _DIGITS
    return number if plain else str(number)[:_LONGEST]
