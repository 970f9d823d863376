"""Pictures that people send: read a mail at once, note what a messenger announces, have it fetched again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from barcodes import Source
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, fetch, fetchval
from service_desk.foundation.emails import normalise_email
from service_desk.foundation.errors import DeskError
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce
from service_desk.foundation.phones import normalise_phone
from service_desk.foundation.pictures import in_turn
from service_desk.foundation.sentences import sentence
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyFacts
from service_desk.scanning.actions.pictures import Look, PictureRefused, SeenCode, keep_looks, look_at
from service_desk.scanning.actions.scans import Place
from service_desk.scanning.rules.mail import MOST_PICTURES, Enclosed, Letter, PictureLeftOut, opened
from service_desk.scanning.rules.sent import MOST_MEDIA, PictureRead, PictureUnreadable, SentState

TOPIC: Final = "sent_pictures"
_TAKE: Final = """
insert into sent_picture (id, source, message_key, position, sender, party_id, file_name, media_type, address, state, attempts,
  not_before, fault, detail, codes, received_at, state_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $13, $11, '', $12, $13, $13)
on conflict (source, message_key, position) do nothing returning id"""
_AGAIN: Final = """
update sent_picture set state = 'queued', state_at = $1, not_before = $1, attempts = 0, deaths = 0 where state = 'dead' returning id"""


@dataclass(frozen=True, slots=True)
class Sender:
    """`address` stands under the mail's From, where anyone can write anything. A customer only where exactly one has it."""

    address: str
    party_id: UUID | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class MailedPicture:
    """`problem` says why it was not read, in the reader's language, or is empty."""

    file_name: str
    media_type: str
    codes: list[SeenCode] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MailRead:
    """`known`: the same mail was here before, so its scans are not kept a second time."""

    sender: Sender
    known: bool
    pictures: list[MailedPicture]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What came of one picture: its codes, or why there are none."""

    enclosed: Enclosed
    looks: Sequence[Look] = ()
    problem: DeskError | None = None


async def read_mail(*, raw: bytes, by: Actor) -> MailRead:
    """Every picture in an e-mail, each looked at like an upload; one that is refused does not stop the others.

    Sent again it is answered again. Raises TooLarge, NoMail, MailTooWrapped, and PicturesWait before anything is kept.
    """
    letter = await in_turn(opened, raw)
    seen = [await _seen(at, each, by) for at, each in enumerate(letter.pictures)]
    party = _only(await _by_email(letter.sender))
    async with atomic():
        fresh = [await _kept(letter, at, one, party, by) for at, one in enumerate(seen[:MOST_PICTURES])]
    told = party if by.may("customers.read") else None
    return MailRead(
        Sender(letter.sender, told.id, told.name) if told else Sender(letter.sender),
        known=bool(fresh) and not any(fresh),
        pictures=[_told(one, by.language) for one in seen],
    )


async def _seen(at: int, enclosed: Enclosed, by: Actor) -> _Seen:
    if at >= MOST_PICTURES:
        return _Seen(enclosed, problem=PictureLeftOut(most=MOST_PICTURES))
    try:
        return _Seen(enclosed, await look_at(enclosed.data, Source.EMAIL, by))
    except PictureRefused as refused:
        return _Seen(enclosed, problem=refused)


async def _kept(letter: Letter, at: int, seen: _Seen, party: PartyFacts | None, by: Actor) -> bool:
    """False: the same mail was here before."""
    state = SentState.REFUSED if seen.problem else SentState.READ
    fault = PictureUnreadable.code if seen.problem else ""
    picture_id = await fetchval(
        _TAKE, uuid7(), Source.EMAIL, letter.key, at, letter.sender, party.id if party else None, seen.enclosed.file_name,
        seen.enclosed.media_type, "", state, fault, len(seen.looks), now(),
    )  # fmt: skip
    if picture_id is None:
        return False
    await keep_looks(seen.looks, by, Place(picture_id=picture_id))
    if not seen.problem:
        done = PictureRead(picture_id, Source.EMAIL, party.id if party else None, len(seen.looks))
        await record(done, subject=("picture", picture_id), centre_id=None, by=by)
    return True


def _told(seen: _Seen, language: str) -> MailedPicture:
    problem = sentence(seen.problem, language) if seen.problem else ""
    codes = [look.code for look in seen.looks]
    return MailedPicture(seen.enclosed.file_name, seen.enclosed.media_type, codes, problem)


async def expect_pictures(*, source: Source, message_key: str, sender: str, media: Sequence[tuple[str, str]]) -> int:
    """Note pictures that a messenger holds for us, as (address, media type), to be fetched by the worker.

    Once per message, however often it is announced; what is no picture is left where it is. The rows are their own
    record: no event besides. How many are new.
    """
    wanted = [(at, each) for at, each in enumerate(media[:MOST_MEDIA]) if each[1].lower().startswith("image/")]
    party = _only(await _by_phone(sender)) if wanted else None
    fresh = 0
    async with atomic():
        for at, (address, media_type) in wanted:
            taken = await fetchval(
                _TAKE, uuid7(), source, message_key[:64], at, sender[:320], party.id if party else None, "", media_type[:100],
                address, SentState.QUEUED, "", 0, now(),
            )  # fmt: skip
            if taken is not None:
                fresh += 1
                announce(TOPIC, taken)
    return fresh


async def fetch_again() -> int:
    """Set pictures going again that were given up, after what stopped them was mended; how many."""
    async with atomic():
        found = await fetch(_AGAIN, now())
        announce(TOPIC)
    return len(found)


async def _by_email(address: str) -> list[PartyFacts]:
    try:
        return await parties.find_by_email(normalise_email(address))
    except DeskError:
        return []


async def _by_phone(number: str) -> list[PartyFacts]:
    try:
        return await parties.find_by_phone(normalise_phone(number))
    except DeskError:
        return []


def _only(found: Sequence[PartyFacts]) -> PartyFacts | None:
    """Several may share an address or a number; then nobody is meant for sure."""
    used = [party for party in found if not party.retired]
    return used[0] if len(used) == 1 else None
