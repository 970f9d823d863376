"""What names a thing (a serial, a SKU, a reference), and the texts that look like a name and are none.

Spreadsheets round long numbers, put errors into cells and wrap numbers as ="00099"; people write that they do not know.
"""

import re
from typing import Final

from service_desk.foundation.days.written import ascii_digits
from service_desk.foundation.i18n import fold_letters
from service_desk.imports.rules.reasons import (
    HoldsFormula,
    IsTotal,
    Rounded,
    RowRefused,
    SaysNothing,
    SpreadsheetError,
    TurnedIntoDate,
    TurnedIntoDecimal,
)

_FORMULA: Final = re.compile(r'=\s*"(.*)"', re.DOTALL)
_ROUNDED: Final = re.compile(r"[+-]?\d+(?:[.,٫]\d+)?E\+\d{1,3}|[+-]?\d+[.,٫]\d+E-?\d{1,3}", re.IGNORECASE)
_ERROR: Final = re.compile(
    r"#(?:DIV/0!|[^\W\d_¡]{1,12}[!?]|¡[^\W\d_]{1,12}!|N/?[ADV]|Н/Д|ДЕЛ/0!|SPILL!|GETTING_DATA|NULL!)", re.IGNORECASE
)
_NOISE: Final = re.compile(r"[\W_]+")
_APOSTROPHES: Final = "'\u2018\u2019\u02bc\uff07"
_OPENING, _CLOSING = (
    "\"'\u201c\u201d\u201e\u201f\u00ab\u2018\u201a\uff02",
    "\"'\u201c\u201d\u201f\u00bb\u2018\u2019\uff02",
)
_QUOTED: Final = re.compile(f"[{_OPENING}](.+)[{_CLOSING}]", re.DOTALL)
_UNFILLED: Final = re.compile(r"\$\{.*\}|\{\{.*\}\}|<%.*%>|%\w+%", re.DOTALL)  # a template's place that nobody filled
_DECIMAL: Final = re.compile(r"\d{3,}[.,]0+")
_FRACTION: Final = re.compile(r"\d*[.,]\d{12,}")  # a part of a whole (5/12) that a spreadsheet divided
_MONTHS: Final = "Jan|Feb|Mar|Mrz|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez"
# A day and a month without a year in the case in which spreadsheets write them ("Mar-12", "12-Mar", "12. Mrz"); whole dates.
# Days in a form that they do not make of what is typed ("5/12", "MAR-12", "2024/01/05") are serials as any other.
_DAY: Final = re.compile(
    rf"\d{{1,2}}(?:-|\. )(?:{_MONTHS})(?:-\d{{2,4}})?|(?:{_MONTHS})[- ]\d{{2}}"
    r"|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?: \d{1,2}:\d\d(?::\d\d)?)?|(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?"
)
TOTALS: Final = frozenset(
    fold_letters(word)
    for word in (
        "total totals subtotal grandtotal sum summe gesamt gesamtsumme zwischensumme somme totale suma toplam "
        "جمع جمعکل مجموع مجموعکل الإجمالي المجموع اجمالي إجمالي المجموعالكلي الاجماليالعام "
        "合计 总计 小计 共计 總計 合計 итого всего итог промежуточныйитог"
    ).split()
)
NOTHING: Final = frozenset(
    fold_letters(word)
    for word in (
        "unknown unk notknown na nan none null nil undefined tbd tba tbc missing notavailable notapplicable noserial "
        "noserialnumber nosn nonumber noref withoutserial sn serial objectobject true false xxx xxxx xxxxx xxxxxx unreadable illegible "
        "unbekannt keine ohne entfällt inconnu aucun sans desconocido ninguno bilinmiyor yok "
        "نامشخص نامعلوم ندارد ناخوانا بدونسریال بدونشماره هیچ خالی "
        "غيرمعروف مجهول لايوجد غيرمتوفر بدون بدونرقم غيرمقروء فارغ "
        "无 無 未知 不详 不明 没有 暂无 空 无序列号 未填 不适用 "
        "нет неизвестно неизвестен неизвестный неуказан неуказано отсутствует нд бн безномера нечитаемо пусто"
    ).split()
)


def naming(written: str, *, typed: bool = False, first: bool = True) -> str:
    """The name in a cell, unwrapped. Raises Rounded, SpreadsheetError, SaysNothing.

    `typed`: the cell is known to hold text, of which no spreadsheet made a date; so it is where an apostrophe or ="" says so.
    `first`: it names the row, where a line of totals has its word.
    """
    if written.isascii() and written.isalnum() and not written.isalpha() and written.strip("0"):
        return written
    text = written
    if found := _FORMULA.fullmatch(text):
        text, typed = found[1].replace('""', '"').strip(), True
    if found := _QUOTED.fullmatch(text):
        text = found[1].strip()
    typed = typed or text.startswith("'")
    text = text.lstrip(_APOSTROPHES).strip()
    if (fault := _fault(text)) and not (
        (typed and isinstance(fault, TurnedIntoDate)) or (not first and isinstance(fault, IsTotal))
    ):
        raise fault
    return text


_LIKE: Final[tuple[tuple[re.Pattern[str], type[RowRefused]], ...]] = (
    (re.compile("=.*", re.DOTALL), HoldsFormula),
    (_DECIMAL, TurnedIntoDecimal),
    (_DAY, TurnedIntoDate),
    (_ROUNDED, Rounded),
    (_FRACTION, Rounded),
    (_ERROR, SpreadsheetError),
)


def _fault(text: str) -> RowRefused | None:
    digits = ascii_digits(text)
    for form, reason in _LIKE:
        if form.fullmatch(digits):
            return reason(value=text[:40])
    if _NOISE.sub("", fold_letters(digits.partition(":")[0])) in TOTALS:
        return IsTotal(value=text[:40])
    plain = _NOISE.sub("", fold_letters(digits))
    if not plain.strip("0") or plain in NOTHING or _UNFILLED.fullmatch(text):
        return SaysNothing(value=text[:40])
    return None
