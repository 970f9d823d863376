"""Let the records decide what a scan means: no record, one, or several to choose from."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from barcodes.model import DOUBT, Candidate, LookupKey, ScanResult, keys_of

Id = TypeVar("Id", bound=Hashable)


class Outcome(StrEnum):
    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Match(Generic[Id]):
    """A record, and the reading and key by which it was found."""

    found: Id
    candidate: Candidate
    key: LookupKey


@dataclass(frozen=True, slots=True)
class Resolution(Generic[Id]):
    """`several`: ask. With `none`, `candidates` are the readings to show: one, or the question itself."""

    outcome: Outcome
    matches: tuple[Match[Id], ...]
    candidates: tuple[Candidate, ...]

    @property
    def found(self) -> Id | None:
        return self.matches[0].found if self.outcome is Outcome.ONE else None


def resolve(result: ScanResult, matches: Mapping[LookupKey, Sequence[Id]]) -> Resolution[Id]:
    """Hand in what was found under `result.lookup_keys`; one query is enough.

    The first reading that was found wins over readings clearly less likely; readings in doubt with it are found
    together, and more than one record among them is a choice. An exact key goes before one in upper case.
    """
    hits: list[Match[Id]] = []
    level: float | None = None
    for candidate in result.candidates:
        if level is not None and level - candidate.confidence >= DOUBT:
            break
        for key in keys_of(candidate):
            found = matches.get(key, ())
            if found:
                hits.extend(Match(each, candidate, key) for each in found)
                level = candidate.confidence if level is None else level
                break
    distinct = {match.found: match for match in reversed(hits)}
    ordered = tuple(match for match in hits if distinct[match.found] is match)
    if not ordered:
        best = result.best.confidence
        return Resolution(Outcome.NONE, (), tuple(each for each in result.candidates if best - each.confidence < DOUBT))
    outcome = Outcome.ONE if len(ordered) == 1 else Outcome.SEVERAL
    return Resolution(outcome, ordered, tuple(match.candidate for match in ordered))
