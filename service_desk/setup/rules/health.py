"""What a check of the running desk found."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from service_desk.centres.rules import PeriodFacts, PeriodState
from service_desk.foundation.errors import DeskError
from service_desk.foundation.sentences import said, sentence
from service_desk.foundation.settings import BadEnvironment
from service_desk.foundation.written import Phrase, Term

ROOM: Final = "service_desk.setup"


class State(StrEnum):
    """`warning`: somebody should look at it soon. `fault`: something does not work."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """`says`: what is so. `advice`: what to do about it, a line each; none where nothing is to be done."""

    check: Term
    state: State
    says: Phrase
    advice: tuple[Phrase, ...] = ()

    def told(self, language: str) -> "FindingFacts":
        lines = [spoken(each, language) for each in (self.says, *self.advice)]
        title = said(self.check, ROOM, language)
        return FindingFacts(str(self.check), title, self.state, lines[0], "\n".join(lines[1:]))


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """`check`: what was looked at, for programs; `title`, `says` and `advice` in the reader's language."""

    check: str
    title: str
    state: State
    says: str
    advice: str


def spoken(phrase: Phrase, language: str) -> str:
    """With the refusals in its places said in the language too."""
    params = {name: _refusal(each, language) for name, each in phrase.params.items()}
    return said(Phrase(phrase.text, **params), ROOM, language)


def _refusal(value: object, language: str) -> object:
    if isinstance(value, DeskError):
        return sentence(value, language)
    return said(value.phrase, value.room, language) if isinstance(value, BadEnvironment) else value


def worst(findings: list[Finding]) -> State:
    order = list(State)
    return max((finding.state for finding in findings), key=order.index, default=State.OK)


PERIODS_AHEAD = timedelta(days=31)


def period_finding(periods: list[PeriodFacts], today: date) -> Finding:
    """Whether postings have a day to go to, now and in a month."""
    check, opening = Term("periods"), Phrase("Open the next ones: POST /api/v1/periods.")
    opened = [each for each in periods if each.state == PeriodState.OPEN]
    if not any(each.starts_on <= today <= each.ends_on for each in opened):
        return Finding(check, State.FAULT, Phrase("No accounting period is open on {day}.", day=today), (opening,))
    last = max(each.ends_on for each in opened)
    if last < today + PERIODS_AHEAD:
        return Finding(check, State.WARNING, Phrase("The last open period ends on {day}.", day=last), (opening,))
    return Finding(check, State.OK, Phrase("Today lies in an open period; the last one ends on {day}.", day=last))
