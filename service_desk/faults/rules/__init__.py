"""Fault codes: the five lists, what their flags mean, and how a repair ends (trade page, section 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from service_desk.centres.rules import KnownSetting, declare

SCHEME: Final = "SD"  # the scheme that is shipped
SCHEME_VERSION: Final = "1"
ACTIVE_SCHEME: Final = declare(
    KnownSetting(
        "fault_scheme", str, SCHEME, "The scheme of fault codes in use: SD, or one you imported (`desk faults import`).",
        form=r"[A-Z0-9]{1,10}", like="IRIS",
    )
)  # fmt: skip


class CodeList(StrEnum):
    CONDITION = "condition"
    SYMPTOM = "symptom"
    SECTION = "section"
    DEFECT = "defect"
    REPAIR = "repair"


class Flag(StrEnum):
    EXCLUDES_COVER = "excludes_cover"  # takes cover off, whatever the source (LINE-5)
    ATTEMPT = "attempt"  # counts as a repair attempt (RPT-1)
    NFF = "nff"  # no fault found
    SAFETY = "safety"  # someone could be hurt
    WEAR = "wear"
    CARRIER = "carrier"  # a claim on the carrier
    UNSTATED = "unstated"  # what is meant where nothing was said


class Needs(StrEnum):
    """What a repair code says was put in, so that an order cannot be closed with it and without that."""

    NOTHING = ""
    PART = "part"
    UNIT = "unit"


class Outcome(StrEnum):
    """How the work on one item ended, the best first."""

    REPAIRED = "repaired"
    EXCHANGED = "exchanged"
    NO_FAULT = "no_fault"
    DECLINED = "declined"
    NOT_REPAIRED = "not_repaired"


@dataclass(frozen=True, slots=True)
class FaultCodeFacts:
    """`group`: symptoms of one group count as the same fault (RPT-1); empty: it says nothing about two being the same.

    needs, outcome: of repair codes only; an outcome that is empty has to be given before an order is closed with the code.
    """

    id: UUID
    scheme: str
    scheme_version: str
    list_name: str
    code: str
    words: Mapping[str, str]
    flags: frozenset[str] = frozenset()
    product_class: str | None = None
    retired: bool = False
    group: str = ""
    needs: str = ""
    outcome: str = ""
    version: int = 1

    @property
    def full_code(self) -> str:
        """With its scheme, so that it is not taken for something else: SD-C01."""
        return f"{self.scheme}-{self.code}"

    @property
    def unstated(self) -> bool:
        return Flag.UNSTATED in self.flags


@dataclass(frozen=True)
class FaultCodesLoaded:
    """Codes of a scheme were added, changed or retired."""

    batch_id: UUID
    scheme: str
    scheme_version: str
    added: int
    changed: int
    retired: int


def excludes_cover(flags: frozenset[str]) -> bool:
    return Flag.EXCLUDES_COVER in flags


def is_attempt(flags: frozenset[str], *, count_nff: bool = False, outcome: str = "") -> bool:
    """Whether a repair code is an attempt at a repair; with `count_nff` advice and 'no fault' count too."""
    return Flag.ATTEMPT in flags or (count_nff and outcome == Outcome.NO_FAULT)
