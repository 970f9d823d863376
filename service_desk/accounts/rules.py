"""Named rights, password and session rules (ASVS 5.0.0 chapters 6 and 7)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import icu

from service_desk.centres.rules import KnownSetting, declare
from service_desk.foundation.i18n import spelled
from service_desk.foundation.written import Phrase

RIGHTS: Final[frozenset[str]] = frozenset(
    """accounts.read accounts.write audit.read billing.read calls.report calls.take centres.read centres.write customers.erase customers.export
    customers.read customers.write erp.mapping erp.post erp.read erp.reverse events.read imports.run items.read items.write
    messages.manage messages.read messages.send parts.adjust parts.issue parts.read parts.receive periods.close prices.write
    products.write repairs.close repairs.estimate repairs.hand_over repairs.read repairs.reopen repairs.work
    tickets.move tickets.open tickets.read time.book time.rates warranty.goodwill warranty.override warranty.policy warranty.read""".split()
)
# What no token may ever do, whatever its scopes and whoever owns it: give out passwords, tokens, roles and sessions. It would
# outlive its own revocation by making another. Doors about oneself that are as grave ask for `in_person` (guards).
NEVER_BY_TOKEN: Final = frozenset({"accounts.write"})

ROLE_CODE: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")

ONE_TIME_HOURS: Final = declare(
    KnownSetting(
        "one_time_password_hours",
        int,
        72,
        "For how many hours a one-time password may be used.",
        room="accounts",
        least=1,
        most=720,
    )
)
LONGEST_LOGIN: Final = 80
SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 128
IDLE: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=12)
KEPT: Final = timedelta(days=30)
TOUCH_EVERY: Final = timedelta(minutes=1)
FREE_TRIES: Final = 5
LONGEST_LOCK: Final = timedelta(minutes=15)
_COMMON: Final = frozenset(
    "password1234 passwordpassword 123456789012 qwertyuiop123 administrator1 letmein123456 welcome12345 iloveyou1234".split()
)


_ALIKE: Final = icu.SpoofChecker()


def login_form(written: str) -> str:
    """A log-in name as it is kept and compared: case, width, digits, dashes, kaf and yeh, blanks around it and unseen signs do not
    tell two people apart."""
    return unicodedata.normalize("NFKC", spelled(written).strip().casefold())


def login_fits(login: str) -> bool:
    """Whether a log-in name in its form has no blanks and is not too long."""
    return 0 < len(login) <= LONGEST_LOGIN and not any(sign.isspace() for sign in login)


def looks_like(login: str) -> str:
    """The same for log-in names that a reader cannot tell apart, such as admin with a Cyrillic а (UTS 39)."""
    skeleton: str = _ALIKE.getSkeleton(0, login_form(login))
    return skeleton


def password_fault(password: str, login: str) -> Phrase | None:
    """Why a password is refused, or None: long enough, not too long, not well known, not the log-in name."""
    if len(password) < SHORTEST_PASSWORD:
        return Phrase("it needs at least {least:# character|# characters}", least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        return Phrase("it may have at most {most:# character|# characters}", most=LONGEST_PASSWORD)
    folded = password.casefold()
    if folded in _COMMON or len(set(folded)) < 4:
        return Phrase("it is one of the first that anyone would try")
    if login and login.casefold() in folded:
        return Phrase("it contains the log-in name")
    return None


def lock_after(failures: int) -> timedelta:
    """How long a log-in waits after so many failures in a row: nothing for the first five, then doubling up to 15 minutes."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES + 1, 12)), LONGEST_LOCK)


WAITS: Final = [
    lock_after(tries) for tries in range(1, FREE_TRIES + 11)
]  # by the number of the try; the last for all later ones


def session_ended(started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    return now - started_at >= ABSOLUTE or now - seen_at >= IDLE


def effective(scopes: frozenset[str], rights: frozenset[str]) -> frozenset[str]:
    """What an API token may do: its scopes, as far as its owner holds them, and never what only people may."""
    return (rights if "*" in scopes else scopes & rights) - NEVER_BY_TOKEN


@dataclass(frozen=True)
class StaffAdded:
    staff_id: UUID


@dataclass(frozen=True)
class RoleAssigned:
    staff_id: UUID
    role: str
    at_centre: UUID | None


@dataclass(frozen=True)
class RoleTaken:
    staff_id: UUID
    role: str
    at_centre: UUID | None


@dataclass(frozen=True)
class RoleSet:
    role: str
    rights: tuple[str, ...]


@dataclass(frozen=True)
class RoleRetired:
    role: str


@dataclass(frozen=True)
class StaffChanged:
    staff_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True)
class StaffRevived:
    staff_id: UUID


@dataclass(frozen=True)
class PasswordReset:
    staff_id: UUID


@dataclass(frozen=True)
class SessionsEnded:
    staff_id: UUID
    sessions: int


@dataclass(frozen=True)
class StaffRetired:
    staff_id: UUID


@dataclass(frozen=True)
class PasswordChanged:
    staff_id: UUID


@dataclass(frozen=True)
class SignedIn:
    staff_id: UUID


@dataclass(frozen=True)
class TokenIssued:
    token_id: UUID
    staff_id: UUID
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class TokenRevoked:
    token_id: UUID
