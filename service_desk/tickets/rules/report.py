"""Whether a report can be what it says: its time and its length; and by which words it is found."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

from service_desk.foundation.errors import Invalid
from service_desk.foundation.i18n import one_line
from service_desk.foundation.written import Moment
from service_desk.warranty.rules import LineFacts

# A report may be typed by a clock that runs a little ahead of ours; more than this is a mistake.
CLOCK_SKEW = timedelta(minutes=5)
# Nothing that a customer reports today broke before this; an earlier year is a typing error (1403 is Jalali).
EARLIEST = date(1970, 1, 1)
LONGEST_SERIAL = 90  # of what is kept as it was written; a GS1 element string has no longer one
LONGEST_WORDS = 20_000
MOST_ACCESSORIES, LONGEST_ACCESSORY = 20, 60
_APART = re.compile(r"[,;،؛、；，\n]")


class ReportedInFuture(Invalid):
    code = "reported_in_future"
    message = "The report is dated {reported_at}, which has not come yet. Check the date and the time zone."


class ReportedTooEarly(Invalid):
    code = "reported_too_early"
    message = "The report is dated {reported_at}, before {earliest}. Check the year; a Jalali or Hijri date must be converted."


class TooManyWords(Invalid):
    code = "too_many_words"
    message = "The description has {length:# character|# characters}; at most {limit:# is|# are} kept. Shorten it, or attach it as a file."


class TooManyAccessories(Invalid):
    code = "too_many_accessories"
    message = "At most {most:# thing|# things} can come with a unit, each in {letters:# letter|# letters}. Write the rest into the words of the report."


def check_accessories(text: str) -> str:
    """What came with the unit, one a line, however it was set apart; each once. Raises TooManyAccessories."""
    things = {one_line(thing).casefold(): one_line(thing) for thing in _APART.split(text)}
    kept = [thing for thing in things.values() if thing]
    if len(kept) > MOST_ACCESSORIES or any(len(thing) > LONGEST_ACCESSORY for thing in kept):
        raise TooManyAccessories(most=MOST_ACCESSORIES, letters=LONGEST_ACCESSORY, field="accessories")
    return "\n".join(kept)


def check_reported_at(reported_at: datetime, now: datetime, zone: str = "UTC") -> datetime:
    """The (aware) instant of the report, if it can be one; `zone` is the centre's. Raises ReportedInFuture or ReportedTooEarly."""
    if reported_at > now + CLOCK_SKEW:
        raise ReportedInFuture(reported_at=Moment(reported_at, zone), field="reported_at")
    if reported_at.date() < EARLIEST:
        raise ReportedTooEarly(reported_at=Moment(reported_at, zone), earliest=EARLIEST, field="reported_at")
    return reported_at


def check_words(words: str) -> str:
    """The customer's words without blanks around them. Raises TooManyWords."""
    if len(words) > LONGEST_WORDS:
        raise TooManyWords(length=len(words), limit=LONGEST_WORDS, field="words")
    return words.strip()


def searched(given: str, sku: str | None, product_name: Mapping[str, str] | None, words: str) -> str:
    """The text under which a ticket is found: the serial, the model in every language, the customer's words."""
    return " ".join((given, sku or "", *(product_name or {}).values(), words))


@lru_cache(maxsize=256)
def virtual_line(group: str) -> LineFacts:
    """What a ticket is judged by before anything was opened: one line of all classes, with the group of the symptom ('' none)."""
    return LineFacts(symptom_group=group or None)
