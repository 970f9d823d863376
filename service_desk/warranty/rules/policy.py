"""The terms of a policy version, as the rules read them; immutable, so one parsed copy serves the whole process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from service_desk.products.rules import Basis
from service_desk.warranty.rules.dates import Period
from service_desk.warranty.rules.vocabulary import PRIORITY, CostClass, SourceKind

HUNDRED = Decimal(100)


class StartMode(StrEnum):
    FIRST_OF = "first_of"
    LATEST_OF = "latest_of"
    EARLIEST_OF = "earliest_of"


@dataclass(frozen=True, slots=True)
class StartEntry:
    basis: Basis
    offset_days: int = 0
    proof_required: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    basis: Basis
    period: Period


@dataclass(frozen=True, slots=True)
class StartRule:
    """START-1 and START-3."""

    mode: StartMode
    entries: tuple[StartEntry, ...]
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class MeterLimit:
    """Whichever comes first: the reading is in cover up to and including `limit` (START-7)."""

    unit: str
    limit: Decimal


@dataclass(frozen=True, slots=True)
class ClassTerm:
    period: Period
    percent: Decimal = HUNDRED
    meters: tuple[MeterLimit, ...] = ()
    start: StartRule | None = None  # None: the policy's


@dataclass(frozen=True, slots=True)
class ComponentTerm:
    """A component's own term (LINE-2). `component` is a product class or SKU of the part."""

    component: str
    classes: tuple[CostClass, ...]
    period: Period
    percent: Decimal = HUNDRED
    meters: tuple[MeterLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Bonus:
    """Months for a registration within `window_days` of the start (START-6)."""

    period: Period
    window_days: int


@dataclass(frozen=True, slots=True)
class Suspension:
    """SUSP-1. `begins` requested|received, `ends` ready|handed_back; `both_ends` False leaves out the last day."""

    begins: str = "received"
    until: str = "handed_back"
    both_ends: bool = True
    only_covered: bool = False


class ReplacementRule(StrEnum):
    """REPL-4 stands apart: it is a cover source of its own, made at hand-over."""

    REST = "REPL-1"
    FRESH = "REPL-2"
    LONGER_OF_REST_AND_DAYS = "REPL-3"
    LONGEST_WITH_DOWNTIME = "REPL-5"


@dataclass(frozen=True, slots=True)
class Replacement:
    rule: ReplacementRule = ReplacementRule.REST
    days: int = 0


@dataclass(frozen=True, slots=True)
class Repeat:
    """RPT-1: the same fault again within `days` of the hand-back is rework."""

    days: int
    any_fault: bool = False


@dataclass(frozen=True, slots=True)
class Doa:
    """Exchange instead of repair within `days` of `basis` (DOA-1)."""

    days: int
    basis: Basis = Basis.INVOICE


@dataclass(frozen=True, eq=False)
class Policy:
    """One published version. Compared by identity: it is the memo key of everything reckoned from it."""

    label: str  # "A v1": what the explanation calls it
    start: StartRule
    classes: Mapping[CostClass, ClassTerm]
    components: tuple[ComponentTerm, ...] = ()
    exclusions: frozenset[str] = frozenset()
    first_day_counts: bool = True
    grace_days: int = 0
    registration_may_shorten: bool = False
    bonus: Bonus | None = None
    suspension: Suspension | None = None
    replaced_part: Replacement = field(default_factory=Replacement)
    exchanged_unit: Replacement = field(default_factory=Replacement)
    repair_warranty_days: int = 0  # REPL-4
    repeat: Repeat | None = None
    doa: Doa | None = None
    priorities: Mapping[SourceKind, int] = field(default_factory=lambda: PRIORITY)


WITHOUT_POLICY = Policy("", StartRule(StartMode.FIRST_OF, ()), {})
"""A consumer's unit that was sold without a policy has the floor of a pack alone (SET-9)."""
