"""Telephone numbers in one normal form, E.164, whoever typed them and wherever; and the spellings of one account."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
    country_code_for_region,
    format_number,
    is_possible_number_with_reason,
    is_valid_number,
    ndd_prefix_for_region,
    number_type,
    parse,
)

from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import latin_digits
from service_desk.foundation.written import Either

Regions = str | Sequence[str] | None
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SCHEME: Final = re.compile(r"(tel|sms|whatsapp):(//)?", re.IGNORECASE)
_EXTENSION: Final = re.compile(
    r"[\s,;(]*(?:;ext=|(?:ext(?:ension|n)?|x|int(?:erno)?|poste|anexo|durchwahl|dw|доб(?:авочный)?|داخلی|تحویلة|تحویله|分机|分機|转|轉|内线|#)"
    r"[.:\s]*)([0-9]{1,7})\)?",
    re.IGNORECASE,
)
_ARABIC: Final = str.maketrans("يىك", "ییک")
_LONGEST: Final = 60
SHORTEST_PART: Final = 4
_SMALLEST: Final = 100_000  # the library takes short codes such as 0912 for possible numbers
# In North America a mobile cannot be told from a landline by its number.
_TEXTABLE: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


class InvalidPhone(Invalid):
    code = "invalid_phone"
    message = "'{value}' is not a phone number. Write all its digits, with the area code or with its country, for example +98 912 345 6789."

    def __init__(self, *, value: str, **params: object) -> None:
        super().__init__(value=value[:40], field="phone", **params)


class PhoneWithoutCountry(InvalidPhone):
    code = "phone_without_country"
    message = "'{value}' does not say its country. Write it with its country, for example +98 912 345 6789."


class PhoneWithLetters(InvalidPhone):
    """Nobody writes a vanity number behind a full one, and letters read as keys would reach a stranger."""

    code = "phone_with_letters"
    message = "'{value}' holds letters. Write the number alone; whose it is, or that it is a fax, goes into its label."


class AmbiguousPhone(InvalidPhone):
    code = "ambiguous_phone"
    message = "'{value}' may be {choices}. Write the one that is meant with its country."


class Telephone(NamedTuple):
    """`number` is E.164; an extension, if one was written, stands apart: E.164 has no place for it."""

    number: str
    extension: str = ""


def telephone(written: str, regions: Regions = None) -> Telephone:
    """The number that was written. `regions` (ISO 3166): where one without a country code is dialled.

    Digits of any script count as digits. Where the number could be dialled in several of the regions, the one in which it
    is an assigned number is meant. Raises InvalidPhone: PhoneWithoutCountry, PhoneWithLetters, AmbiguousPhone.
    """
    found = _read(written, _listed(regions))
    assigned = [number for number in found if is_valid_number(number)] if len(found) > 1 else found
    if len(assigned) == 1:
        return Telephone(_e164(assigned[0]), assigned[0].extension or "")
    raise AmbiguousPhone(value=written, choices=Either(_e164(number) for number in assigned or found))


def normalise_phone(written: str, regions: Regions = None) -> str:
    """E.164, as `+989123456789`: the number of `telephone`."""
    return telephone(written, regions).number


def possible_phones(written: str, regions: Regions = None) -> list[str]:
    """Every number that may be looked for, in all spellings of its account; none where it is no number."""
    try:
        found = _read(written, _listed(regions))
    except InvalidPhone:
        return []
    return list(dict.fromkeys(form for number in found for form in spellings(_e164(number))))


def spellings(e164: str) -> list[str]:
    """The ways in which one account is written, the given one first.

    Brazil put a 9 before its mobiles, Benin 01 before all its numbers, Mexico dropped a 1 and Argentina has its 9 only
    from abroad; WhatsApp and old address books keep what was right when they were made.
    """
    other = None
    if match := re.fullmatch(r"(\+55[1-9][0-9])9([6-9][0-9]{7})", e164):
        other = match[1] + match[2]
    elif match := re.fullmatch(r"(\+55[1-9][0-9])([6-9][0-9]{7})", e164):
        other = f"{match[1]}9{match[2]}"
    elif match := re.fullmatch(r"\+521([0-9]{10})", e164):
        other = f"+52{match[1]}"
    elif match := re.fullmatch(r"\+52([0-9]{10})", e164):
        other = f"+521{match[1]}"
    elif match := re.fullmatch(r"\+549([0-9]{10})", e164):
        other = f"+54{match[1]}"
    elif match := re.fullmatch(r"\+54([0-9]{10})", e164):
        other = f"+549{match[1]}"
    elif match := re.fullmatch(r"\+22901([0-9]{8})", e164):
        other = f"+229{match[1]}"
    elif match := re.fullmatch(r"\+229([0-9]{8})", e164):
        other = f"+22901{match[1]}"
    return [e164] if other is None else [e164, other]


@lru_cache(maxsize=4096)  # asked several times of one customer on the way of a ticket, and slow to tell
def takes_sms(e164: str) -> bool:
    """Whether a number in E.164 belongs to a mobile; one for Tehran's 021 landlines, say, would be refused and billed."""
    try:
        kinds = [number_type(parse(form)) for form in spellings(e164)]
    except NumberParseException:
        return False
    return next((kind for kind in kinds if kind != PhoneNumberType.UNKNOWN), None) in _TEXTABLE


def phone_part(written: str) -> str | None:
    """The digits of a piece of a number, four or more and nothing but digits and the signs between them."""
    digits = re.sub(r"[\s\-/().+]", "", latin_digits(_INVISIBLE.sub("", written[:_LONGEST])))
    return digits if re.fullmatch("[0-9]{4,15}", digits) else None


def dialled(digits: str, regions: Regions) -> list[str]:
    """How numbers begin in E.164 that are dialled from 0 on in these regions: 0912 in Iran as +98912."""
    if len(digits) < SHORTEST_PART or not digits.startswith("0"):
        return []
    if digits.startswith("00"):
        return [f"+{digits[2:]}"] if len(digits) > SHORTEST_PART else []
    codes = dict.fromkeys(country_code_for_region(region) for region in _listed(regions))
    return [f"+{code}{digits[1:]}" for code in codes if code]


def _listed(regions: Regions) -> Sequence[str]:
    return () if regions is None else (regions,) if isinstance(regions, str) else regions


def _read(written: str, regions: Sequence[str]) -> list[PhoneNumber]:
    """The different numbers that it is in these regions; at least one."""
    text = unicodedata.normalize("NFKC", latin_digits(_INVISIBLE.sub("", written[: 2 * _LONGEST]))).translate(_ARABIC)
    text = _SCHEME.sub("", text.strip(), count=1) if _SCHEME.match(text.strip()) else text.strip()
    extension = ""
    if (match := _EXTENSION.search(text)) and match.end() == len(text):
        text, extension = text[: match.start()], match[1]
    if not any(c.isdigit() for c in text) or len(text) > _LONGEST:
        raise InvalidPhone(value=written)
    if any(c.isalpha() for c in text):
        raise PhoneWithLetters(value=written)
    if text.startswith("00"):
        text = "+" + text[2:]
    abroad = "+" in text
    if not abroad and not regions:
        raise PhoneWithoutCountry(value=written)
    found = {}
    for region in regions if not abroad else (None,):
        if (number := _possible(text, region)) is not None:
            number.extension = extension or None
            found[_e164(number)] = number
    if not found:
        raise InvalidPhone(value=written)
    return list(found.values())


def _possible(text: str, region: str | None) -> PhoneNumber | None:
    try:
        number = parse(text, region)
        if region is not None and _without_trunk(number, text, region):
            abroad = parse(f"+{text}")
            number = abroad if is_valid_number(abroad) else number
    except NumberParseException:
        return None
    if number.italian_leading_zero and not is_valid_number(number):
        return None  # the 0 of a number dialled at home with a digit too few or too many
    for form in spellings(_e164(number)):  # Mexico's old 1 is no longer possible
        tried = parse(form)
        if is_possible_number_with_reason(tried) == ValidationResult.IS_POSSIBLE and not number.extension:
            return tried if (tried.national_number or 0) >= _SMALLEST else None
    return None


def _without_trunk(number: PhoneNumber, text: str, region: str) -> bool:
    """Read as dialled at home, though it lacks the 0 that is dialled there and begins like the country: 49 171 2345678 in Germany,
    whose numbers are of any length, is a mobile whose plus got lost and not one in Leer (0491)."""
    digits, country = re.sub("[^0-9]", "", text), str(number.country_code)
    trunk = ndd_prefix_for_region(region, strip_non_digits=True)
    return trunk is not None and digits.startswith(country) and str(number.national_number) == digits


def _e164(number: PhoneNumber) -> str:
    return format_number(number, PhoneNumberFormat.E164)
