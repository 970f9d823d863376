"""How names, phones and mail addresses are written, and the kinds there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service_desk.foundation.emails import normalise_email
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import one_line
from service_desk.foundation.phones import Regions, telephone
from service_desk.foundation.written import Either


class NoName(Invalid):
    code = "no_name"
    message = "A customer needs a name of at most {longest:# character|# characters}."


class NotAKind(Invalid):
    code = "not_a_kind"
    message = "'{value}' is not known here. Use one of {choices}."


class NoText(Invalid):
    code = "no_text"
    message = "Please fill in '{field_name}', with at most {longest:# character|# characters}."


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
        raise NotAKind(value=value[:20], choices=Either(kind.value for kind in kinds), field="kind")
    return value


@dataclass(frozen=True, slots=True)
class Normal:
    """A contact as it is kept: `value` E.164 or a mail address; `label` names the extension that a phone came with."""

    value: str
    label: str


def normal_contact(kind: str, written: str, label: str = "", regions: Regions = None) -> Normal:
    """Raises NotAKind, InvalidPhone, InvalidEmail."""
    if checked_kind(ContactKind, kind) == ContactKind.EMAIL:
        return Normal(normalise_email(written), one_line(label)[:LONGEST_LABEL])
    found = telephone(written, regions)
    parts = [one_line(label), f"ext. {found.extension}" if found.extension else ""]
    return Normal(found.number, ", ".join(filter(None, parts))[:LONGEST_LABEL])


_LONGEST_NAME = 200
LONGEST_LABEL = 60


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
