"""Links of customers: how a token is made and kept, when one is dead, what proves who opens it, and the facts they record."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.centres.rules import KnownSetting, declare
from service_desk.foundation.emails import InvalidEmail, is_like_email, normalise_email
from service_desk.foundation.i18n import latin_digits, one_line

SUBJECT: Final = "customer_link"
TOKEN_BYTES: Final = 20  # 160 random bits: nobody finds one by trying
LAST_DIGITS: Final = 4
_ENOUGH: Final = 7
TRIES: Final = 5
PAUSE: Final = timedelta(minutes=15)
LONGEST_PAUSE: Final = timedelta(days=1)
VISIT: Final = timedelta(hours=12)
LONGEST_WORDS: Final = 2000

LINK_DAYS = declare(
    KnownSetting(
        "link_days",
        int,
        90,
        "How many days after hand-over the customer's page can still be opened.",
        least=1,
        most=3650,
        room="links",
    )
)


class Origin(StrEnum):
    """Where the address was given out."""

    MESSAGE = "message"
    SLIP = "slip"
    STAFF = "staff"
    ASKED = "asked"  # the customer asked for a new one


@dataclass(frozen=True, slots=True)
class Subject:
    """What a link is about: a ticket, or an order that began without one."""

    kind: str
    id: UUID


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """`failures` and `paused_until` are those of all links of the same subject. `made_by` is staff or the desk itself."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    centre_id: UUID
    party_id: UUID | None
    origin: Origin
    made_at: datetime
    made_by: UUID
    opened_at: datetime | None
    revoked_at: datetime | None
    revoked_by: UUID | None
    failures: int
    paused_until: datetime | None

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


@dataclass(frozen=True)
class LinkMade:
    link_id: UUID
    origin: str


@dataclass(frozen=True)
class LinksRevoked:
    link_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class LinkProven:
    """Somebody opened the link and gave what the customer alone should know."""

    link_id: UUID
    visit_id: UUID


@dataclass(frozen=True)
class RepairRated:
    """The customer said how they found the work: 1 (poor) to 5 (very good)."""

    order_id: UUID
    score: int


def new_token() -> str:
    """160 random bits, URL-safe: 27 signs."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(secret: str) -> bytes:
    """All that is kept of a token or of a visitor's cookie. A plain SHA-256 will do: nobody guesses 160 bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def address(base: str, token: str) -> str:
    return f"{base.rstrip('/')}/l/{token}"


def proves(typed: str, phones: Sequence[str], emails: Sequence[str]) -> bool:
    """The last four digits of one of the customer's phones, in any script; without a phone the whole mail address."""
    said = one_line(latin_digits(typed)).strip()
    if phones:
        digits = "".join(sign for sign in said if sign.isdigit())[-LAST_DIGITS:]
        return len(digits) == LAST_DIGITS and any(hmac.compare_digest(digits, _digits(phone)) for phone in phones)
    given = _mail(said).encode()
    return any(hmac.compare_digest(given, email.casefold().encode()) for email in emails)


def owns(typed: str, contacts: Sequence[str]) -> bool:
    """Whether a phone number or mail address as typed is one of the customer's: the whole address, or at least the last seven
    digits of the number."""
    said = one_line(latin_digits(typed)).strip()
    if is_like_email(said):
        return _mail(said) in {contact.casefold() for contact in contacts}
    digits = "".join(sign for sign in said if sign.isdigit()).lstrip("0")[-_ENOUGH:]
    return len(digits) == _ENOUGH and any(
        "".join(sign for sign in contact if sign.isdigit()).endswith(digits)
        for contact in contacts
        if "@" not in contact
    )


def _mail(said: str) -> str:
    """As addresses are kept, since nobody types the ASCII form of straße.example; what is none stays as it is."""
    try:
        return normalise_email(said)
    except InvalidEmail:
        return said.casefold()


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign in "0123456789")[-LAST_DIGITS:]


def pause_after(failures: int) -> timedelta | None:
    """After each fifth wrong try a pause, each twice as long as the one before, a day at most."""
    if failures % TRIES:
        return None
    doubled: timedelta = PAUSE * 2 ** min(failures // TRIES - 1, 10)
    return min(doubled, LONGEST_PAUSE)


def outlived(ended_at: datetime | None, days: int, now: datetime) -> bool:
    """Whether the work ended so long ago that its link is dead; work that goes on never lets it die."""
    return ended_at is not None and now >= ended_at + timedelta(days=days)
