"""What is true of calls: their states, what tells of them, and the events this room records."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.i18n import latin_digits

LATEST: Final = timedelta(minutes=10)  # the switch's clock may run ahead by that
EARLIEST: Final = timedelta(days=7)  # news that was kept while the desk was away
_EXTENSION: Final = re.compile(r"[0-9A-Za-z*#._-]{1,20}")
_DIAL: Final = re.compile(r"\+[1-9][0-9]{5,14}|sips?:[^\s@<>\"]{1,60}@[^\s@<>\"]{1,60}")


class CallState(StrEnum):
    """`missed`: it ended and nobody had answered."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"
    MISSED = "missed"


class Told(StrEnum):
    """What a telephone switch tells of a call."""

    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class BadExtension(Invalid):
    code = "bad_extension"
    message = "'{value}' is no extension. Write 1 to 20 digits, letters or signs of *#._- for it."


class BadDial(Invalid):
    code = "bad_dial"
    message = "'{value}' cannot be dialled. Write a telephone number with its country, +498912345, or a SIP address, sip:ada@pbx.example."


class ImplausibleCall(Invalid):
    code = "implausible_call"
    message = (
        "A call cannot have rung at {moment}. Send the moment with its zone, at most seven days old, or leave it out."
    )


class ExtensionTaken(Conflict):
    code = "extension_taken"
    message = "There is an extension {value} at this centre already."


class NumberWithheld(Conflict):
    code = "number_withheld"
    message = "This caller did not send a telephone number that could be kept. Ask for it and add it to the customer."


def checked_extension(written: str) -> str:
    value = latin_digits(written).strip()
    if not _EXTENSION.fullmatch(value):
        raise BadExtension(value=written[:30], field="number")
    return value.lower()


def checked_dial(written: str) -> str:
    value = latin_digits(written).strip()
    if value and not _DIAL.fullmatch(value):
        raise BadDial(value=written[:60], field="dial")
    return value


def state_of(answered_at: datetime | None, ended_at: datetime | None) -> CallState:
    """From the moments alone: news that comes late or twice changes nothing that is known."""
    if ended_at is not None:
        return CallState.ENDED if answered_at is not None else CallState.MISSED
    return CallState.ANSWERED if answered_at is not None else CallState.RINGING


def checked_moment(at: datetime | None, now: datetime) -> datetime:
    """Raises ImplausibleCall."""
    if at is None:
        return now
    if at.tzinfo is None or not now - EARLIEST <= at <= now + LATEST:
        raise ImplausibleCall(moment=at.isoformat(), field="at")
    return min(at, now)


@dataclass(frozen=True, slots=True)
class ExtensionFacts:
    """A telephone of the house. `called`: the public number that rings it, `dial`: where a provider reaches it; both may be empty."""

    id: UUID
    centre_id: UUID
    number: str
    staff_id: UUID | None
    do_not_disturb: bool
    called: str
    dial: str
    version: int


@dataclass(frozen=True, slots=True)
class CallFacts:
    """`caller` is E.164, or empty when the number was withheld or is none; `caller_given`: as the switch sent it. `staff_id`: who
    was rung. `party_id`: the customer it was with, once somebody said so or only one has the number."""

    id: UUID
    centre_id: UUID
    extension: str
    staff_id: UUID | None
    caller: str
    caller_given: str
    called: str
    state: CallState
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    party_id: UUID | None
    party_name: str | None
    ticket_id: UUID | None
    ticket_number: str | None
    version: int


@dataclass(frozen=True)
class CallRang:
    call_id: UUID
    extension: str
    staff_id: UUID | None


@dataclass(frozen=True)
class CallAnswered:
    call_id: UUID


@dataclass(frozen=True)
class CallEnded:
    call_id: UUID
    missed: bool


@dataclass(frozen=True)
class CallChanged:
    """Somebody said with which customer it was, or about which ticket."""

    call_id: UUID
    party_id: UUID | None
    ticket_id: UUID | None


@dataclass(frozen=True)
class ExtensionChanged:
    extension_id: UUID
    number: str


@dataclass(frozen=True)
class ExtensionRetired:
    extension_id: UUID
    number: str
