"""Where the warranty starts (START-1 to START-4): candidates with evidence, never today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from service_desk.products.rules import Basis, EvidenceKind
from service_desk.warranty.rules.dates import add_months
from service_desk.warranty.rules.policy import StartEntry, StartMode, StartRule

_NO_EVIDENCE = frozenset({"", EvidenceKind.NONE})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date kept on the unit, with its evidence; later ones in a sequence were recorded later."""

    basis: Basis
    on: date
    evidence_kind: str = ""
    evidence: str = ""
    proof_accepted: bool = False

    def named(self) -> str:
        """The evidence as an operator finds it again."""
        return " ".join(part for part in (self.evidence_kind, self.evidence) if part not in _NO_EVIDENCE)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A candidate of the policy that could not be used (START-2): missing, no_proof or before_manufacture."""

    basis: Basis
    why: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Start:
    on: date
    basis: Basis
    evidence: str
    fallback: bool = False  # first_of, and not the list's first entry; or a pack's fallback
    uncapped: date | None = None  # where it would have been without the cap
    cap_basis: Basis | None = None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class NoStart:
    """No usable candidate: `skipped` is the list of proofs that would settle it."""

    skipped: tuple[Skipped, ...]


def choose_start(rule: StartRule, dates: Iterable[Candidate], leave_out: Basis | None = None) -> Start | NoStart:
    """The start by the policy's mode, order, proofs and cap. `leave_out` is a basis to act as if it were not there."""
    known = ranked(dates)
    made = best(known, Basis.MANUFACTURE)
    usable: list[tuple[date, int, Candidate]] = []
    skipped: list[Skipped] = []
    for place, entry in enumerate(rule.entries):
        if entry.basis == leave_out:
            continue
        offered = [candidate for candidate in known if candidate.basis is entry.basis]
        chosen = next((candidate for candidate in offered if not _unusable(entry, candidate, made)), None)
        if chosen is not None:
            usable.append((chosen.on + timedelta(days=entry.offset_days), place, chosen))
        elif offered:
            skipped.append(Skipped(entry.basis, _unusable(entry, offered[0], made), offered[0].on))
        else:
            skipped.append(Skipped(entry.basis, "missing"))
    if not usable:
        return NoStart(tuple(skipped))
    on, place, candidate = _pick(rule.mode, usable)
    fallback = rule.mode is StartMode.FIRST_OF and place > 0
    start = Start(on, candidate.basis, candidate.named(), fallback, skipped=tuple(skipped))
    return _capped(rule, start, best(known, rule.cap.basis) if rule.cap else None)


def ranked(dates: Iterable[Candidate]) -> list[Candidate]:
    """The better first: an accepted proof before a bare date, and what was recorded later before what it betters."""
    known = list(dates)
    if len(known) > 1:
        known.reverse()
        known.sort(key=lambda candidate: not candidate.proof_accepted)
    return known


def best(known: Iterable[Candidate], basis: Basis) -> Candidate | None:
    """The first of a ranked list with this basis."""
    return next((candidate for candidate in known if candidate.basis is basis), None)


def _unusable(entry: StartEntry, candidate: Candidate, made: Candidate | None) -> str:
    if entry.proof_required and not candidate.proof_accepted:
        return "no_proof"
    return "before_manufacture" if made is not None and candidate.on < made.on else ""


def _pick(mode: StartMode, usable: list[tuple[date, int, Candidate]]) -> tuple[date, int, Candidate]:
    if mode is StartMode.FIRST_OF:
        return usable[0]
    choose = max if mode is StartMode.LATEST_OF else min
    return choose(usable, key=lambda each: each[0])


def _capped(rule: StartRule, start: Start, base: Candidate | None) -> Start:
    if rule.cap is None or base is None:
        return start
    latest = add_months(base.on, rule.cap.period.months) + timedelta(days=rule.cap.period.days)
    if start.on <= latest:
        return start
    return Start(latest, start.basis, start.evidence, start.fallback, start.on, base.basis, start.skipped)
