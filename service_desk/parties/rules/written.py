"""How names, phones and mail addresses are written, and the kinds there are."""

import re
from collections.abc import Iterable
from enum import StrEnum

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import latin_digits, one_line

_MAIL = re.compile(r"[^@\s<>,;:\"\\()\[\]]{1,64}@([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONGEST_MAIL = 254
_LONGEST_PHONE = 40
_SMALLEST = 100_000  # the library takes short codes such as 0912 for possible numbers


class InvalidPhone(Invalid):
    code = "invalid_phone"
    message = "'{value}' is not a phone number. Write it {how}, for example +98 912 345 6789."

    def __init__(self, *, value: str, region: str | None) -> None:
        how = f"as dialled in {region}, or with its country" if region else "with its country"
        super().__init__(value=value[:_LONGEST_PHONE], how=how, field="phone")


class InvalidEmail(Invalid):
    code = "invalid_email"
    message = "'{value}' is not a mail address. Write it as name@example.com."


class NoName(Invalid):
    code = "no_name"
    message = "A customer needs a name of at most {longest} characters."


class NotAKind(Invalid):
    code = "not_a_kind"
    message = "'{value}' is not known here. Use one of {choices}."


class NoText(Invalid):
    code = "no_text"
    message = "Please fill in '{field_name}', with at most {longest} characters."


class UnknownRole(Invalid):
    code = "unknown_role"
    message = "'{value}' is no role of a party. Use customer, vendor or agency."


class PartyKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class Role(StrEnum):
    CUSTOMER = "customer"
    VENDOR = "vendor"
    AGENCY = "agency"


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"


class AddressKind(StrEnum):
    HOME = "home"
    WORK = "work"
    DELIVERY = "delivery"
    INVOICE = "invoice"


def checked_kind(kinds: type[StrEnum], value: str) -> str:
    if value not in tuple(kinds):
        raise NotAKind(value=value[:20], choices=", ".join(kinds), field="kind")
    return value


def normalise_phone(written: str, region: str | None = None) -> str:
    """E.164, as `+989123456789`. Persian and Arabic digits count as digits; `region` (ISO 3166) is where a number
    without a country code is dialled; without it such a number is refused. Raises InvalidPhone.
    """
    text = latin_digits(_INVISIBLE.sub("", written)).strip()
    if len(text) > _LONGEST_PHONE:
        raise InvalidPhone(value=written, region=region)
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = parse(text, region)
    except NumberParseException:
        raise InvalidPhone(value=written, region=region) from None
    if not is_possible_number(number) or number.extension or (number.national_number or 0) < _SMALLEST:
        raise InvalidPhone(value=written, region=region)
    return format_number(number, PhoneNumberFormat.E164)


def last_digits(written: str) -> str | None:
    """Four to seven digits are the end of a number, not a whole one."""
    digits = re.sub(r"[\s\-/().]", "", latin_digits(_INVISIBLE.sub("", written[:_LONGEST_PHONE])))
    return digits if re.fullmatch("[0-9]{4,7}", digits) else None


def normalise_email(written: str) -> str:
    """Lower case and trimmed. The domain may be international; it is kept in its ASCII form."""
    text = _INVISIBLE.sub("", written).strip()
    local, at, domain = text.rpartition("@")
    try:
        text = f"{local}{at}{domain.encode('idna').decode()}".lower()
    except UnicodeError:
        raise InvalidEmail(value=written[:60], field="email") from None
    if len(text) > _LONGEST_MAIL or not _MAIL.fullmatch(text):
        raise InvalidEmail(value=written[:60], field="email")
    return text


def normalise(kind: ContactKind, written: str, region: str | None = None) -> str:
    return normalise_email(written) if kind is ContactKind.EMAIL else normalise_phone(written, region)


_LONGEST_NAME = 200


def checked_name(name: str) -> str:
    """Blanks made single, what cannot be seen taken out; letters stay as the person writes them."""
    clean = one_line(name)
    if not clean or len(clean) > _LONGEST_NAME:
        raise NoName(longest=_LONGEST_NAME, field="name")
    return clean


_LONGEST_TEXT = 10_000


def checked_text(text: str, field: str) -> str:
    clean = text.replace("\x00", "").strip()
    if not clean or len(clean) > _LONGEST_TEXT:
        raise NoText(field_name=field, longest=_LONGEST_TEXT, field=field)
    return clean


def checked_roles(roles: Iterable[str]) -> list[str]:
    given = sorted(set(roles))
    for role in given:
        if role not in tuple(Role):
            raise UnknownRole(value=role[:20], field="roles")
    return given
