"""An e-mail as it arrived: who sent it, and the pictures in it. Every limit holds before the work that it limits."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr
from typing import Any, Final

from service_desk.foundation.errors import Invalid, TooLarge
from service_desk.foundation.written import Phrase

LARGEST: Final = 40_000_000
MOST_LINES: Final = 1_000_000
MOST_PARTS: Final = 100
MOST_WRAPPED: Final = 20
DEEPEST: Final = 10
MOST_PICTURES: Final = 10
_LONGEST_HEADER: Final = 4000
_LONGEST_NAME: Final = 120
# All that decides how a mail is taken apart, found without taking it apart: the standard parser would follow a thousand
# parts within parts, and reads a long header in quadratic time.
_PART: Final = re.compile(rb"(?i)(?:^|[\r\n])content-type:([^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*)")
_WRAPPER: Final = re.compile(rb"(?i)\s*(?:multipart|message)/")
_PICTURE: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*|BM....\0\0\0\0", re.DOTALL
)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


class NoMail(Invalid):
    code = "no_mail"
    message = "This is no e-mail. Pass on the whole message as it arrived, with its headers (message/rfc822)."


class MailTooWrapped(Invalid):
    code = "mail_too_wrapped"
    message = (
        "This e-mail has too many parts or parts within parts. Send the pictures as attachments of a plain new mail."
    )


class PictureLeftOut(Invalid):
    code = "picture_left_out"
    message = "Only the first {most:picture|# pictures} of an e-mail are read. Send this one in another mail."


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A part of a mail that is, or says to be, a picture."""

    file_name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` is the same whenever the same mail arrives again. `sender` is the address under From, lower case, or empty."""

    key: str
    sender: str
    pictures: tuple[Enclosed, ...]


def opened(raw: bytes) -> Letter:
    """Sender and pictures: attached, inline, within forwarded mails, and what has a picture's bytes whatever it is called.

    Raises TooLarge, NoMail and MailTooWrapped.
    """
    _check(raw)
    try:
        mail = BytesParser().parsebytes(raw)
        enclosed = tuple(_enclosed(mail))
        sender = _address(mail)
    except (MessageError, RecursionError, LookupError, ValueError) as error:
        raise NoMail from error
    if not mail.keys():
        raise NoMail
    return Letter(_key(mail, raw), sender, enclosed)


def _check(raw: bytes) -> None:
    if len(raw) > LARGEST:
        raise TooLarge(limit=Phrase("{count} MB", count=LARGEST // 1_000_000))
    wrapped = 0
    for parts, found in enumerate(_PART.finditer(raw), start=1):
        wrapped += _WRAPPER.match(found[1]) is not None
        if parts > MOST_PARTS or wrapped > MOST_WRAPPED or len(found[1]) > _LONGEST_HEADER:
            raise MailTooWrapped
    if max(raw.count(b"\n"), raw.count(b"\r")) > MOST_LINES:
        raise MailTooWrapped


def _enclosed(mail: Message, depth: int = 0) -> Iterator[Enclosed]:
    if depth > DEEPEST:
        raise MailTooWrapped
    if mail.is_multipart():
        for part in mail.get_payload():
            assert isinstance(part, Message)
            yield from _enclosed(part, depth + 1)
        return
    kind = mail.get_content_type()
    if kind.startswith("text/"):
        return
    content = mail.get_payload(decode=True)
    data = content if isinstance(content, bytes) else b""
    if kind.startswith("image/") or _PICTURE.match(data):
        yield Enclosed(_name(mail), kind[:100], data)


def _name(part: Message) -> str:
    """What the sender called it, without what hides how it ends."""
    if any(len(str(part.get(header, ""))) > _LONGEST_HEADER for header in ("content-disposition", "content-type")):
        return ""
    return _words(part.get_filename() or "").replace("\\", "/").rpartition("/")[2][:_LONGEST_NAME]


def _address(mail: Message) -> str:
    written = str(mail.get("from", ""))[:_LONGEST_HEADER]
    address = parseaddr(_CONTROLS.sub(" ", written))[1].strip().lower()[:320]
    return address if "@" in address else ""


def _words(header: str) -> str:
    try:
        return _CONTROLS.sub("", str(make_header(decode_header(header)))).strip()
    except (MessageError, LookupError, ValueError):
        return _CONTROLS.sub("", header).strip()


def _key(mail: Message, raw: bytes) -> str:
    """Of the Message-ID, which stays the same on every way that the mail takes; of the whole where there is none."""
    given: Any = mail.get("message-id")
    known = str(given).strip().encode("utf-8", "surrogateescape") if given else b""
    return hashlib.sha256(b"id:" + known if known else b"mail:" + raw).hexdigest()
