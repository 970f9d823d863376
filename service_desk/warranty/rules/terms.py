"""Frozen terms: the windows of cover that a policy version and a unit's dates come to (FRZ-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from service_desk.warranty.rules.dates import Period
from service_desk.warranty.rules.packs import Pack
from service_desk.warranty.rules.policy import MeterLimit, Policy
from service_desk.warranty.rules.start import Candidate, NoStart, Start
from service_desk.warranty.rules.vocabulary import CostClass, Reason


class Origin(StrEnum):
    CLASS = "class"
    COMPONENT = "component"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation: the rule that was applied, and with what."""

    rule: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Open:
    """A term whose start is not known (START-4): it would cover if one of the dates that `start` asks for came."""

    rule: str
    start: NoStart


@dataclass(frozen=True, slots=True)
class Rung:
    """Up to `last_on` the cover stands for `reason`."""

    reason: Reason
    last_on: date
    step: Step


@dataclass(frozen=True, slots=True)
class Window:
    """One term of the unit, reckoned on its own. `rungs` climb: base term, then the registration bonus.

    `period` is the term's own, without the bonus (SET-2).
    """

    rule: str
    origin: Origin
    start: Start
    begins: date
    counted_from: date
    period: Period
    first_day_counts: bool
    percent: Decimal
    meters: tuple[MeterLimit, ...]
    opening: Step  # says where it starts, and why there
    rungs: tuple[Rung, ...]

    @property
    def base_last_on(self) -> date:
        return self.rungs[0].last_on

    @property
    def last_on(self) -> date:
        return self.rungs[-1].last_on


@dataclass(frozen=True, eq=False)
class Terms:
    """Terms as frozen: `windows` and `open` of the classes (policy and pack), and by name those of components.

    `proven` is what they would be if the proofs that are still missing were accepted.
    """

    policy: Policy
    pack: Pack | None
    dates: tuple[Candidate, ...]
    start: Start | NoStart
    sold_on: date | None
    windows: Mapping[CostClass, tuple[Window, ...]]
    components: Mapping[CostClass, tuple[tuple[str, Window], ...]]
    open: Mapping[CostClass, tuple[Open, ...]]
    open_components: Mapping[CostClass, tuple[tuple[str, Open], ...]]
    proven: "Terms | None"

    def last_on(self, cost_class: CostClass) -> date | None:
        return max((window.last_on for window in self.windows.get(cost_class, ())), default=None)

    def last_base_end(self) -> date | None:
        """The day after which a sold extension starts: the last end of step 1 over all classes."""
        return max((window.base_last_on for each in self.windows.values() for window in each), default=None)
