"""Whether a report can be what it says: its time, its length, and what the agent should be warned of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from service_desk.faults.rules import symptom_group
from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import say
from service_desk.products.rules import ItemFacts, NoticeKind
from service_desk.warranty.rules import LineFacts

# A report may be typed by a clock that runs a little ahead of ours; more than this is a mistake.
CLOCK_SKEW = timedelta(minutes=5)
# Nothing that a customer reports today broke before this; an earlier year is a typing error (1403 is Jalali).
EARLIEST = date(1970, 1, 1)
LONGEST_SERIAL = 90  # of what is kept as it was written; a GS1 element string has no longer one
LONGEST_WORDS = 20_000


class ReportedInFuture(Invalid):
    code = "reported_in_future"
    message = "The report is dated {reported_at}, which has not come yet. Check the date and the time zone."


class ReportedTooEarly(Invalid):
    code = "reported_too_early"
    message = "The report is dated {reported_at}, before {earliest}. Check the year; a Jalali or Hijri date must be converted."


class TooManyWords(Invalid):
    code = "too_many_words"
    message = "The description has {length} characters; at most {limit} are kept. Shorten it, or attach it as a file."


def check_reported_at(reported_at: datetime, now: datetime) -> datetime:
    """The (aware) instant of the report, if it can be one. Raises ReportedInFuture or ReportedTooEarly."""
    if reported_at > now + CLOCK_SKEW:
        raise ReportedInFuture(reported_at=reported_at.isoformat(), field="reported_at")
    if reported_at.date() < EARLIEST:
        raise ReportedTooEarly(reported_at=reported_at.isoformat(), earliest=EARLIEST.isoformat(), field="reported_at")
    return reported_at


def check_words(words: str) -> str:
    """The customer's words without blanks around them. Raises TooManyWords."""
    if len(words) > LONGEST_WORDS:
        raise TooManyWords(length=len(words), limit=LONGEST_WORDS, field="words")
    return words.strip()


def searched(given: str, sku: str | None, product_name: Mapping[str, str] | None, words: str) -> str:
    """The text under which a ticket is found: the serial, the model in every language, the customer's words."""
    return " ".join((given, sku or "", *(product_name or {}).values(), words))


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the agent should know; it never stops the ticket. `action` is what the desk offers, on `subject_id`."""

    code: str
    message: str
    action: str | None = None
    subject_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OtherTicket:
    """A ticket that is still open on the same item."""

    id: UUID
    number: str


def unknown_unit(serial: str) -> Warned:
    """LINE-10: the ticket is taken all the same, and stays undecided until the unit is known."""
    text = f"No item with the serial {serial[:40]} is known. Check it against the label; if it is right, register the item."
    return Warned("unknown_unit", text, "register_item")


def warn_of_owner(item: ItemFacts, party_id: UUID | None) -> list[Warned]:
    """The caller is not the owner we know: perhaps a gift, perhaps a stolen unit, mostly a resale."""
    if party_id is None or item.owner_id == party_id:
        return []
    if item.owner_id is None:
        text = f"No owner is known for {item.identity}. If it belongs to the caller, make them its owner."
        return [Warned("owner_unknown", text, "transfer_owner", item.id)]
    text = (
        f"{item.identity} belongs to someone else in our records. Ask how the caller got it, then transfer it to them."
    )
    return [Warned("owned_by_other", text, "transfer_owner", item.id)]


def warn_of_item(item: ItemFacts, language: str) -> list[Warned]:
    """What stands against the unit itself: swapped out, retired, blocked, on an open order, in a campaign."""
    found = []
    if item.replaced_by_id is not None:
        text = f"{item.identity} was exchanged for another unit. Check which one the customer has in hand."
        found.append(Warned("swapped_out", text, "use_replacement", item.replaced_by_id))
    elif item.retired:
        found.append(
            Warned("item_retired", f"{item.identity} was taken out of use. Check the serial against the label.")
        )
    actions = {NoticeKind.OPEN_ORDER: "open_order", NoticeKind.CAMPAIGN: "add_campaign", NoticeKind.BLOCKED: None}
    for notice in item.notices:
        kind = NoticeKind(notice.kind)
        said = say(notice.words, language) or f"{item.identity}: {kind.replace('_', ' ')}."
        found.append(Warned(kind.value, said, actions.get(kind), notice.subject_id))
    return found


def warn_of_duplicate(other: OtherTicket | None) -> list[Warned]:
    if other is None:
        return []
    text = f"Ticket {other.number} on this item is still open. Add to it, unless this is another fault."
    return [Warned("duplicate_ticket", text, "go_to_ticket", other.id)]


@lru_cache(maxsize=256)
def virtual_line(symptom: str) -> LineFacts:
    """What a ticket is judged by before anything was opened: one line of all classes, with the group of the symptom."""
    return LineFacts(symptom_group=symptom_group(symptom) or None)
