"""What names a thing (a serial, a SKU, a reference), and the texts that look like a name and are none.

Spreadsheets round long numbers, put errors into cells and wrap numbers as ="00099"; people write that they do not know.
"""

import re
from typing import Final

from service_desk.foundation.i18n import fold_letters
from service_desk.imports.rules.dates import ascii_digits
from service_desk.imports.rules.reasons import Rounded, RowRefused, SaysNothing, SpreadsheetError

_FORMULA: Final = re.compile(r'=\s*"(.*)"', re.DOTALL)
_ROUNDED: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?E\+\d{1,3}|[+-]?\d+[.,]\d+E-?\d{1,3}", re.IGNORECASE)
_ERROR: Final = re.compile(
    r"#(?:DIV/0!|[^\W\d_¡]{1,12}[!?]|¡[^\W\d_]{1,12}!|N/?[ADV]|Н/Д|ДЕЛ/0!|SPILL!|GETTING_DATA|NULL!)", re.IGNORECASE
)
_NOISE: Final = re.compile(r"[\W_]+")
NOTHING: Final = frozenset(
    fold_letters(word)
    for word in (
        "unknown unk notknown na nan none null nil undefined tbd tba tbc missing notavailable notapplicable noserial "
        "noserialnumber nosn nonumber noref withoutserial true false xxx xxxx xxxxx xxxxxx unreadable illegible "
        "unbekannt keine ohne entfällt inconnu aucun sans desconocido ninguno bilinmiyor yok "
        "نامشخص نامعلوم ندارد ناخوانا بدونسریال بدونشماره هیچ خالی "
        "غيرمعروف مجهول لايوجد غيرمتوفر بدون بدونرقم غيرمقروء فارغ "
        "无 無 未知 不详 不明 没有 暂无 空 无序列号 未填 不适用 "
        "нет неизвестно неизвестен неизвестный неуказан неуказано отсутствует нд бн безномера нечитаемо пусто"
    ).split()
)


def naming(written: str) -> str:
    """The name in a cell, unwrapped. Raises Rounded, SpreadsheetError, SaysNothing."""
    if written.isascii() and written.isalnum() and not written.isalpha() and written.strip("0"):
        return written
    text = written
    if found := _FORMULA.fullmatch(text):
        text = found[1].replace('""', '"').strip()
    text = text.removeprefix("'").strip()
    if fault := _fault(text):
        raise fault
    return text


def _fault(text: str) -> RowRefused | None:
    digits = ascii_digits(text)
    if _ROUNDED.fullmatch(digits):
        return Rounded(value=text[:40])
    if _ERROR.fullmatch(text):
        return SpreadsheetError(value=text[:40])
    plain = _NOISE.sub("", fold_letters(digits))
    if not plain.strip("0") or plain in NOTHING:
        return SaysNothing(value=text[:40])
    return None
