"""Texts that say themselves what they are: `IMEI: 352099001761481`, `S/N: CND8123ABC`, `*SN12345*`, `4 006381 333931`."""

import re
from dataclasses import replace
from typing import Final

from barcodes.checks import gs1_valid, is_digits
from barcodes.model import Candidate, Kind
from barcodes.numbers import number_candidates
from barcodes.serials import normalise_serial

_SERIAL: Final = (
    r"s\s?/\s?n\s?(?:o|um(?:ber)?)?|s\.\s?n\.?|serial(?:\s?(?:no|nr|number|num|code))?|ser\.?\s?(?:no|nr)|sn|seriennummer|serien-?nr|num[eé]ro\sde\ss[eé]rie|"
    r"серийный\s(?:номер|№)|сер\.?\s?(?:номер|№)|зав\.?\s?№|заводской\sномер|№|(?:شماره|رقم)[\s\u200c]?(?:ی\s)?سریال|سریال|"
    r"الرقم\sالتسلسلي|رقم\sتسلسلي|mac(?:\s?(?:id|addr(?:ess)?))?|eid|iccid|序列号|产品序列号|序號|序列號|出厂编号|机身号"
)
_PART: Final = (
    r"p\s?/\s?n\s?(?:o|um(?:ber)?)?|p\.\s?n\.?|pn|part\s?(?:no|nr|number|num|code|#)|(?:mfr|mfg|cust|customer|oem|fru)\.?\s?(?:p/?n|part(?:\s?(?:no|number))?)|"
    r"ref(?:erence)?(?:\s?(?:no|nr|number))?|sku|item\s?(?:no|nr|number|code)|cat(?:alog(?:ue)?)?\.?\s?(?:no|nr|number)|order\s?(?:no|code)|"
    r"m\s?/\s?n|model(?:\s?(?:no|nr|number|name))?|type\s?(?:no|nr)|mtm|art(?:ikel)?\.?\s?-?\s?(?:nr|no|nummer)|article(?:\s?(?:no|number))?|teile-?\s?(?:nr|nummer)|"
    r"r[ée]f[ée]rence|артикул|арт|парт-?номер|каталожный\s(?:номер|№)|модель|номер\sдетали|(?:شماره|کد)[\s\u200c]?(?:ی\s)?(?:قطعه|کالا|فنی)|پارت[\s\u200c]?نامبر|مدل|"
    r"رقم\s(?:القطعة|الصنف|الطراز|المنتج)|الطراز|零件号|零件號|料号|料號|物料号|配件号|型号|型號|货号|貨號|部件号|件号"
)
_KINDS: Final = {
    "imei": r"imei\s?/?\s?(?:[12]|sv)?|imei\s?no|meid",
    "serial": _SERIAL,
    "batch": r"lot(?:\s?(?:no|nr|number))?|batch(?:\s?(?:no|nr|number))?|charge|партия|شماره\sبچ|بچ|رقم\sالتشغيلة|批号|批次",
    "part": _PART,
    "sscc": r"sscc|nve",
    "gtin": r"gtin|ean(?:-?1?[38])?|upc|jan|isbn(?:-?13)?|штрих-?код|بارکد|条形码|商品条码",
}
_MARKS: Final = [
    (kind, re.compile(rf"(?:{names})(?P<sign>\s?\.?\s*[:：=#№]\s*|\s?\.?\s+|(?<=№))(?P<value>\S.*)", re.IGNORECASE | re.DOTALL))
    for kind, names in _KINDS.items()
]  # fmt: skip
_STRONG: Final = [(kind, rf"(?:{names})\s?\.?\s?[:：=#№]\s*") for kind, names in _KINDS.items()]
_WEAK: Final = [(kind, rf"(?:{_KINDS[kind]})\s?\.?\s+") for kind in ("part", "serial", "batch", "imei", "gtin")]
_SEVERAL: Final = re.compile(
    r"(?:^|[\s,;|/]+)(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _STRONG)
    + "|" + "|".join(f"(?P<weak_{kind}>{names})" for kind, names in _WEAK) + ")",
    re.IGNORECASE,
)  # fmt: skip
_MOST_MARKS: Final = 12
_SIGN: Final = re.compile(r"[\s:：=#№]")
_STARRED: Final = re.compile(r"\*([0-9A-Za-z .$/+%-]{2,64})\*")
_GROUPED: Final = re.compile(
    r"\d \d{6} \d{6}|\d \d{5} \d{5} \d|\d{4} \d{4}|\d \d{2} \d{5} \d{5} \d|\d{3} ?\d{4} ?\d{5} ?\d|[\d -]{9,24}"
)
_TOLD: Final = 0.95
_LONGEST: Final = 400


def marked_candidates(text: str, expect: frozenset[Kind]) -> list[Candidate]:
    """What the text says of itself, surely; empty when it says nothing. The mark is no part of the value."""
    if (
        starred := _STARRED.fullmatch(text)
    ) is not None:  # the signs that begin and end a Code 39, typed from under the bars
        return [_serial(starred[1], "asterisks", 0.9)]
    if _GROUPED.fullmatch(text) and (digits := re.sub("[ -]", "", text)) != text:
        return _grouped(digits, expect)
    if _SIGN.search(text) is None:
        return []  # most scans: no word can end here
    if (several := _several(text, expect)) is not None:
        return several
    for kind, mark in _MARKS:
        if (found := mark.fullmatch(text)) is not None:
            return _told(kind, found["value"].strip(), expect, sure=not found["sign"].isspace())
    return []


def _several(text: str, expect: frozenset[Kind]) -> list[Candidate] | None:
    """`P/N: X-1 S/N: ABC`: one thing, told in several words; None where it is told in one word or none."""
    marks = list(_SEVERAL.finditer(text)) if len(text) <= _LONGEST else []
    if not 1 < len(marks) <= _MOST_MARKS or text[: marks[0].start()].strip():
        return None
    facts: dict[str, Candidate] = {}
    for mark, end in zip(marks, [*(each.start() for each in marks[1:]), len(text)], strict=True):
        value = text[mark.end() : end].strip(" ,;|/\t")
        kind = str(mark.lastgroup).removeprefix("weak_")
        if value and kind not in facts:
            facts[kind] = _told(kind, value, expect, sure=True)[0]
    if len(facts) < 2 and not (len(facts) == 1 and len(marks) > 1):
        return None
    sure = min(each.confidence for each in facts.values())
    doubts = tuple(dict.fromkeys(doubt for each in facts.values() for doubt in each.warnings))
    number = facts.get("imei") or facts.get("serial") or facts.get("gtin") or next(iter(facts.values()))
    extra = {name: value for each in facts.values() for name, value in each.extra.items()}
    return [
        Candidate(
            number.kind, _of(facts, "gtin", "gtin"), _of(facts, "serial", "serial") or _of(facts, "imei", "serial"),
            _of(facts, "batch", "batch"), extra=extra, confidence=sure, corrections=("label",), warnings=doubts,
        )
    ]  # fmt: skip


def _of(facts: dict[str, Candidate], kind: str, name: str) -> str | None:
    return getattr(facts[kind], name) if kind in facts else None


def _told(kind: str, value: str, expect: frozenset[Kind], *, sure: bool) -> list[Candidate]:
    plain = re.sub(r"[\s-]", "", value)
    if kind in {"imei", "gtin"} and is_digits(plain):
        wanted = Kind.IMEI if kind == "imei" else Kind.GTIN
        # An IMEI with its software version has 16 digits and no check digit.
        found = number_candidates(plain, None, "", expect | {Kind.IMEI})
        told = [replace(each, corrections=("label",)) for each in found if each.kind is wanted]
        return [replace(each, confidence=0.6 if each.warnings else _TOLD) for each in told] or [
            _serial(plain, "label", 0.6)
        ]
    if kind == "sscc" and is_digits(plain):
        found = number_candidates(plain, None, "", expect | {Kind.SSCC})
        told = [replace(each, corrections=("label",)) for each in found if each.kind is Kind.SSCC]
        return [replace(each, confidence=0.6 if each.warnings else _TOLD) for each in told] or [
            _serial(plain, "label", 0.6)
        ]
    confidence = _TOLD if sure else 0.54  # `SN 123` may be a serial with a blank in it
    if kind == "part":
        part = " ".join(value.split())
        return [Candidate(Kind.PART, extra={"part": part}, confidence=confidence, corrections=("label",))]
    if kind == "batch":
        batch = normalise_serial(value)
        return [Candidate(Kind.SERIAL, batch=batch, confidence=confidence, corrections=("label",))]
    return [_serial(value, "label", confidence)]


def _grouped(digits: str, expect: frozenset[Kind]) -> list[Candidate]:
    """Digits in groups, as they stand under the bars: an article number when the check digit is right."""
    if len(digits) not in {8, 12, 13, 14} or not gs1_valid(digits):
        return [replace(each, corrections=("blanks",)) for each in number_candidates(digits, None, "", expect)]
    return [Candidate(Kind.GTIN, gtin=digits.zfill(14), confidence=0.84, corrections=("blanks",))]


def _serial(value: str, correction: str, confidence: float) -> Candidate:
    serial = normalise_serial(value, upper=False)[:64]
    return Candidate(Kind.SERIAL, serial=serial, confidence=confidence, corrections=(correction,))
