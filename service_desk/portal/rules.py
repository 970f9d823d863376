"""What the address on a label says, read strictly, and what of it may be shown to whoever holds the label."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote, unquote

from barcodes.gs1.link import digital_link
from barcodes.gs1.table import identifiers
from barcodes.tokens import token_body
from service_desk.faults.rules import Outcome
from service_desk.foundation.errors import Invalid, NotFound
from service_desk.foundation.i18n import LANGUAGES, latin_digits, one_line
from service_desk.products.rules.identity import gtin14
from service_desk.repairs.rules import State as Order
from service_desk.scanning.rules.codes import OWN, is_number
from service_desk.tickets.rules import OPEN_STATES
from service_desk.tickets.rules import State as Ticket

LINKSET: Final = "application/linkset+json"
_QUALIFIERS: Final = ("22", "10", "21")  # variant, batch, serial: in this order (GS1 Digital Link: URI Syntax 1.6, 4.9)
_VOCABULARY: Final = "https://ref.gs1.org/voc/"
_TAIL: Final = 4
_LONGEST_TOKEN: Final = 60


class NotALink(Invalid):
    code = "not_a_link"
    message = "The code in this address is not whole, or its parts are not in order. Scan the label again; if that does not help, type the serial number to us."


class NotOnALabel(Invalid):
    code = "not_on_a_label"
    message = "The code in this address holds characters that no label can hold. Scan the label again; if that does not help, type the serial number to us."


class Misread(Invalid):
    code = "misread_token"
    message = "{token} was not read right: its last character does not fit the others. Scan the label again, or compare each character with it."


class NotOurs(NotFound):
    code = "not_our_code"
    message = "{code} is not from us, or is not known here. Compare it with the label, or ask where you got it."


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in a Digital Link. Empty where the address has no such part."""

    gtin: str
    variant: str = ""
    batch: str = ""
    serial: str = ""

    @property
    def elements(self) -> tuple[tuple[str, str], ...]:
        given = (("01", self.gtin), ("22", self.variant), ("10", self.batch), ("21", self.serial))
        return tuple((ai, value) for ai, value in given if value)

    def link(self, base: str) -> str:
        return digital_link(self.elements, base)


class Sort(StrEnum):
    """What a code of our own stands for. `house`: a shelf, a badge or a command, of use to nobody but the staff."""

    CLAIM = "claim"
    REPAIR = "repair"
    INVOICE = "invoice"
    ESTIMATE = "estimate"
    HOUSE = "house_code"


_SORTS: Final = {"T": Sort.CLAIM, "R": Sort.REPAIR, "I": Sort.INVOICE, "E": Sort.ESTIMATE}


@dataclass(frozen=True, slots=True)
class OwnCode:
    """`centre`: the code of the service centre, empty where it is none of a customer's business."""

    sort: Sort
    number: str
    centre: str = ""


def asked(path: str) -> Asked:
    """What follows `/01/` in an address, still percent-encoded, so that a serial may hold a slash.

    Raises NotALink, NotOnALabel, NotAGtin, WrongCheckDigit.
    """
    gtin, *rest = (unquote(step) for step in path.removesuffix("/").split("/"))
    pairs = dict(zip(rest[::2], rest[1::2], strict=False))
    places = [_QUALIFIERS.index(ai) if ai in _QUALIFIERS else -1 for ai in rest[::2]]
    if len(rest) % 2 or -1 in places or places != sorted(set(places)):
        raise NotALink
    if not all(identifiers()[ai].value.fullmatch(value) for ai, value in pairs.items()):
        raise NotOnALabel
    return Asked(gtin14(one_line(gtin)), pairs.get("22", ""), pairs.get("10", ""), pairs.get("21", ""))


def own_code(written: str) -> OwnCode:
    """The token behind `/s/` and on tags and slips. Raises Misread, NotOurs."""
    token = one_line(latin_digits(written)).upper()
    body = token_body(token)
    if body is None:
        raise Misread(token=token[:_LONGEST_TOKEN])
    if body.startswith(OWN):
        return OwnCode(Sort.HOUSE, body)
    if not is_number(body):
        raise NotOurs(code=body)
    centre, kind, _ = body.split("-")
    return OwnCode(_SORTS[kind], body, centre)


def tail(serial: str) -> str:
    """The end of a serial: enough to tell two labels apart, too little to copy one from a screen."""
    return serial if len(serial) <= _TAIL else f"…{serial[-_TAIL:]}"


def mail_to(address: str, subject: str, body: str) -> str:
    """A letter that is ready to be sent (RFC 6068)."""
    lines = "\r\n".join(body.splitlines())
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def wants_linkset(accept: str, link_type: str | None) -> bool:
    """By header, or by `linkType`: `linkset`, and `all` as older readers ask (GS1-Conformant Resolver 1.2)."""
    return LINKSET in accept or link_type in {"linkset", "all"}


def linkset(anchor: str, title: str) -> dict[str, Any]:
    """The links of one unit (RFC 9264): one page, which is also where its service is to be had."""
    target = {"href": anchor, "title": title, "type": "text/html", "hreflang": list(LANGUAGES)}
    kinds = ("defaultLink", "serviceInfo")
    return {"linkset": [{"anchor": anchor} | {_VOCABULARY + kind: [target] for kind in kinds}]}


@dataclass(frozen=True, slots=True)
class Opening:
    """A day on which the centre is open, with its hours in minutes of that day."""

    day: date
    hours: tuple[tuple[int, int], ...]
    today: bool


def openings(
    hours: Sequence[tuple[int, int, int]], closed: Collection[date], today: date, minute: int, most: int = 3
) -> tuple[Opening, ...]:
    """The next days on which somebody is there; today only while it is not over. `hours`: (ISO weekday, opens, closes)."""
    found: list[Opening] = []
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        shifts = tuple(
            (opens, closes)
            for weekday, opens, closes in hours
            if weekday == day.isoweekday() and day not in closed and (ahead or closes > minute)
        )
        if shifts and len(found) < most:
            found.append(Opening(day, shifts, ahead == 0))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far the work is: `said` names the words (`head_…` what is, `next_…` what comes), `steps` the steps of the way, of which
    `done` lie behind; the next one is under way."""

    said: str
    steps: tuple[str, ...] = ()
    done: int = 0


_ENDINGS: Final = {
    Outcome.REPAIRED: "repaired", Outcome.EXCHANGED: "exchanged", Outcome.NO_FAULT: "no_fault", Outcome.DECLINED: "declined",
}  # fmt: skip
# How many steps of (received, checked, agreed, done, ready) lie behind in each state.
_BEHIND: Final = {
    Order.RECEIVED: 1, Order.DIAGNOSING: 1, Order.ESTIMATING: 1, Order.AWAITING_APPROVAL: 2, Order.REPAIRING: 3,
    Order.WAITING_PART: 3, Order.QUALITY_CHECK: 3, Order.CLOSED: 5, Order.HANDED_OVER: 5,
}  # fmt: skip


def stage(
    ticket: Ticket | None, order: Order | None, outcomes: Collection[str] = (), *, estimated: bool = False
) -> Stage:
    """What a customer is told of a ticket in state `ticket` and its order in state `order`; the step of agreeing is shown only
    where they were asked for it."""
    if order is None:
        going_on = ticket in OPEN_STATES
        return Stage(f"ticket_{ticket}", ("received", "checked", "repaired", "ready") if going_on else (), 1)
    if order is Order.CANCELLED:
        return Stage("cancelled")
    ended = order in {Order.CLOSED, Order.HANDED_OVER}
    ending = (
        _ENDINGS.get(min(map(Outcome, outcomes), key=list(Outcome).index), "not_repaired") if outcomes else "repaired"
    )
    work = ending if ended else "repaired"
    asked = estimated or order is Order.AWAITING_APPROVAL
    steps = ("received", "checked", *(("agreed",) if asked else ()), work, "ready")
    behind = _BEHIND.get(order, 1) - (0 if asked or _BEHIND.get(order, 1) < 3 else 1)
    said = f"ready_{ending}" if order is Order.CLOSED else str(order.value)
    return Stage(said, steps, min(behind, len(steps)))
