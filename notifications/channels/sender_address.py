"""Who mails come from: the setting read once, checked when the desk starts, and written so that every reader understands it."""

import re
from dataclasses import dataclass
from email.header import Header
from email.utils import quote
from typing import Final

from service_desk.foundation.emails import normalise_email
from service_desk.foundation.errors import DeskError
from service_desk.foundation.settings import BadEnvironment

# Line breaks would open a header of their own; marks of direction let one sender look like another.
_NO_NAME: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAMED: Final = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]+)>")


@dataclass(frozen=True)
class Sender:
    """`name` as people read it, `address` with its domain in ASCII."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def header(self) -> str:
        """As it stands behind `From: `: quoted where it must be, encoded where it is not ASCII."""
        if not self.name:
            return self.address
        if self.name.isascii():
            return f'"{quote(self.name)}" <{self.address}>'
        return f"{encoded(self.name, 'From')}\r\n <{self.address}>"


def encoded(text: str, header: str) -> str:
    """RFC 2047, cut into lines; ASCII is left as it is.

    Not left to `email.message`, which in Python 3.11 loses the blank between an encoded word and one that is not
    (python/cpython#92081): all of the text is encoded, blanks within.
    """
    if text.isascii():
        return Header(text, "us-ascii", header_name=header).encode(linesep="\r\n")
    return Header(text, "utf-8", header_name=header).encode(linesep="\r\n")


def sender_of(written: str) -> Sender:
    """`Acme, Inc. <service@example.com>`, with or without a name, quoted or not. Raises BadEnvironment."""
    if _NO_NAME.search(written.strip()):
        raise _wrong(written)
    named = _NAMED.fullmatch(written.strip())
    name, address = (named["name"], named["address"]) if named else ("", written.strip())
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    elif set("<>") & set(name):  # several senders in one line
        raise _wrong(written)
    if address.lower().endswith("@localhost"):  # trying things out on one machine
        return Sender(" ".join(name.split()), address.lower())
    try:
        return Sender(" ".join(name.split()), normalise_email(address))
    except DeskError:
        raise _wrong(written) from None


NO_SENDER = (
    "DESK_MAIL_FROM is '{value}': no mail can come from there. Write one sender as Acme Service <service@example.com>."
)


def _wrong(written: str) -> BadEnvironment:
    return BadEnvironment(NO_SENDER, room="notifications", value=written)
