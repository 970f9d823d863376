"""The terms snapshot of a sold unit as it is stored: small, immutable, hashed (FRZ-1), and thawed again unchanged."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from service_desk.products.rules import Basis
from service_desk.warranty.rules.freeze import freeze
from service_desk.warranty.rules.packs import Pack
from service_desk.warranty.rules.policy import Policy
from service_desk.warranty.rules.start import Candidate, Start
from service_desk.warranty.rules.terms import Terms, Window
from service_desk.warranty.rules.vocabulary import CLASSES


@dataclass(frozen=True, eq=False)
class PolicyVersion:
    """A published version with its parsed terms; one object per process and version, so it is a memo key."""

    id: UUID
    policy_id: UUID
    code: str
    number: int
    valid_from: date
    policy: Policy
    hash: bytes


@dataclass(frozen=True, eq=False)
class PackVersion:
    id: UUID
    code: str
    number: int
    pack: Pack
    hash: bytes


LastDays = tuple[date | None, date | None, date | None]  # of parts, labour, travel


class Snapshot(NamedTuple):
    """The columns of ItemTerms that do not depend on the item; `dates` is JSON text."""

    policy_version_id: UUID
    pack_id: UUID | None
    product_class: str | None
    start_on: date | None
    start_basis: str | None
    parts_last_on: date | None
    labour_last_on: date | None
    travel_last_on: date | None
    dates: str
    hash: bytes


SNAPSHOT_COLUMNS: Final = Snapshot._fields


@lru_cache(maxsize=16384)
def prepare_terms(
    version: PolicyVersion, dates: tuple[Candidate, ...], pack: PackVersion | None = None, product_class: str = ""
) -> Snapshot:
    """What is stored for a unit with these dates. Pure and memoised: a bulk load calls it once per row."""
    terms = freeze(version.policy, dates, pack.pack if pack else None, product_class if pack else "")
    start = terms.start if isinstance(terms.start, Start) else None
    ends = tuple(terms.last_on(cost_class) for cost_class in CLASSES)
    written = json.dumps([_row(each) for each in dates], ensure_ascii=False, separators=(",", ":"))
    reckoned = json.dumps([start.on if start else None, *ends], default=str)
    digest = hashlib.sha256(version.hash + (pack.hash if pack else b"") + f"{written}{reckoned}".encode())
    parts, labour, travel = ends
    return Snapshot(
        policy_version_id=version.id,
        pack_id=pack.id if pack else None,
        product_class=product_class if pack else None,
        start_on=start.on if start else None,
        start_basis=start.basis.value if start else None,
        parts_last_on=parts,
        labour_last_on=labour,
        travel_last_on=travel,
        dates=written,
        hash=digest.digest(),
    )


def _row(each: Candidate) -> list[Any]:
    return [each.basis, each.on.isoformat(), each.evidence_kind, each.evidence, each.proof_accepted]


def candidates(written: str) -> tuple[Candidate, ...]:
    """The dates of a stored snapshot."""
    return tuple(
        Candidate(Basis(basis), date.fromisoformat(on), kind, evidence, accepted)
        for basis, on, kind, evidence, accepted in json.loads(written)
    )


@lru_cache(maxsize=2048)
def thaw(
    version: PolicyVersion,
    written: str,
    last_on: LastDays,
    pack: PackVersion | None = None,
    product_class: str | None = None,
) -> Terms:
    """The terms of a stored snapshot. What was frozen stands, even if the reckoning should ever come out differently."""
    terms = freeze(version.policy, candidates(written), pack.pack if pack else None, product_class or "")
    stored = dict(zip(CLASSES, last_on, strict=True))
    if all(terms.last_on(cost_class) == day for cost_class, day in stored.items()):
        return terms
    windows = {
        cost_class: tuple(_ending(window, day) for window in terms.windows.get(cost_class, ()))
        for cost_class, day in stored.items()
        if day is not None
    }
    return replace(terms, windows=windows, proven=None)


def _ending(window: Window, last_on: date) -> Window:
    return replace(window, rungs=(*window.rungs[:-1], replace(window.rungs[-1], last_on=last_on)))
