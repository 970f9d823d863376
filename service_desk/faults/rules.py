"""Fault codes: the five lists, what their flags mean, and the group of a symptom (trade page, section 9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

SCHEME: Final = "SD"
SCHEME_VERSION: Final = "1"


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


class SymptomGroup(StrEnum):
    """The first digit after the S of a symptom of the starter scheme."""

    DELIVERY = "0"
    POWER = "1"
    TEMPERATURE = "2"
    PICTURE = "3"
    SOUND = "4"
    CONNECTION = "5"
    CONTROL = "6"
    MOVEMENT = "7"
    FLUID = "8"
    SAFETY = "9"


@dataclass(frozen=True, slots=True)
class FaultCodeFacts:
    id: UUID
    scheme: str
    scheme_version: str
    list_name: str
    code: str
    words: Mapping[str, str]
    flags: frozenset[str] = frozenset()
    product_class: str | None = None
    retired: bool = False
    group: str = field(default="")

    @property
    def full_code(self) -> str:
        """With its scheme, so that it is not taken for something else: SD-C01."""
        return f"{self.scheme}-{self.code}"


@dataclass(frozen=True)
class FaultCodesLoaded:
    """A scheme was loaded; `refused` rows were left out and named in the answer."""

    batch_id: UUID
    scheme: str
    scheme_version: str
    added: int
    changed: int
    retired: int


UNSTATED = "S099"


def symptom_group(code: str) -> str:
    """Faults of one group count as the same fault (RPT-1). A symptom of another scheme is a group of its own, and
    'other' (S099) is none: it says nothing about two faults being the same.
    """
    if code == UNSTATED:
        return ""
    if len(code) == 4 and code[0] == "S" and code[1:].isascii() and code[1:].isdigit():
        return code[1]
    return code


def excludes_cover(flags: frozenset[str]) -> bool:
    return Flag.EXCLUDES_COVER in flags


def is_attempt(flags: frozenset[str], *, count_nff: bool = False, code: str = "") -> bool:
    """Whether a repair code is an attempt at a repair; with `count_nff` advice and 'no fault' count too."""
    return Flag.ATTEMPT in flags or (count_nff and code in {"R11", "R12"})
