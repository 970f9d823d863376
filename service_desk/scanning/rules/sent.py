"""Pictures that people send: how one moves, what keeps it from being read, and the facts recorded about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.foundation.errors import DeskError

MOST_ATTEMPTS: Final = 8
MOST_MEDIA: Final = 10
LARGEST: Final = 20_000_000
PROVIDER: Final = "https://api.twilio.com"
_STORE: Final = re.compile(r"https://[a-z0-9-]{1,60}\.twiliocdn\.com/[\x21-\x7e]{0,3000}")


class SentState(StrEnum):
    """`refused` for good: another try would end alike. `dead`: given up, until a person has it fetched again."""

    QUEUED = "queued"
    FETCHING = "fetching"
    RETRY_WAIT = "retry_wait"
    READ = "read"
    REFUSED = "refused"
    DEAD = "dead"


class PictureFault(DeskError):
    """Why a picture is not read; kept by its code, and said in the reader's language."""

    otherwise = SentState.RETRY_WAIT


class MediaAway(PictureFault):
    code = "media_away"
    message = "The provider does not hand out this picture, or does not answer. It is tried again."


class MediaRefused(PictureFault):
    otherwise = SentState.DEAD
    code = "media_refused"
    message = (
        "The provider does not know our account. Check DESK_TWILIO_ACCOUNT and DESK_TWILIO_TOKEN, then have the pictures "
        "fetched again with `desk scan pictures --fetch-again`."
    )


class MediaElsewhere(PictureFault):
    otherwise = SentState.REFUSED
    code = "media_elsewhere"
    message = "The address of this picture is not the provider's, so it is not fetched. Ask for the picture by e-mail."


class MediaTooLarge(PictureFault):
    otherwise = SentState.REFUSED
    code = "media_too_large"
    message = "This picture has more than 20 MB and is not fetched. Ask for a smaller one."


class PictureUnreadable(PictureFault):
    otherwise = SentState.REFUSED
    code = "picture_unreadable"
    message = "What was sent is no picture that can be read, or has more than 25 megapixels. Ask for a JPEG or PNG."


class FetcherDied(PictureFault):
    code = "fetcher_died"
    message = "The desk was restarted while it fetched this picture. It is fetched again."


class FetchFailed(PictureFault):
    code = "fetch_failed"
    message = "This picture could not be fetched. It is tried again; if it stays so, tell the operator."


FAULTS: Final[Mapping[str, type[PictureFault]]] = {
    kind.code: kind
    for kind in (
        MediaAway, MediaRefused, MediaElsewhere, MediaTooLarge, PictureUnreadable, FetcherDied, FetchFailed,
    )
}  # fmt: skip


def our_account_at(address: str, provider: str, account: str) -> bool:
    """Whether it is a picture of our account at the provider: only there our password may go. The whole text must fit."""
    place = rf"{re.escape(provider.rstrip('/'))}/2010-04-01/Accounts/{re.escape(account)}/Messages/\w{{1,64}}/Media/\w{{1,64}}"
    return bool(account) and re.fullmatch(place, address, re.ASCII) is not None


def in_its_store(address: str) -> bool:
    """Whether it is the provider's store, to which it leads on for a few hours by a signed address; no password goes there."""
    return _STORE.fullmatch(address) is not None


@dataclass(frozen=True, slots=True)
class SentScan:
    raw: str
    read_as: str


@dataclass(frozen=True, slots=True)
class SentPicture:
    """`message`: why it waits or was not read, in the reader's language. `codes`: how many were found; `scans`: those
    that are still kept. `sender`: the address or number it came from, which anyone can write under a mail."""

    id: UUID
    source: str
    sender: str
    party_id: UUID | None
    party: str
    file_name: str
    media_type: str
    state: SentState
    attempts: int
    not_before: datetime
    message: str
    codes: int
    scans: list[SentScan]
    received_at: datetime
    state_at: datetime


@dataclass(frozen=True)
class PictureRead:
    picture_id: UUID
    source: str
    party_id: UUID | None
    codes: int


@dataclass(frozen=True)
class PictureNotRead:
    picture_id: UUID
    source: str
    fault: str
