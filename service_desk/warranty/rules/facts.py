"""What a decision is made from: the unit, the circumstances of the fault, and the lines asked about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from service_desk.warranty.rules.dates import Interval, Period
from service_desk.warranty.rules.policy import HUNDRED, Suspension
from service_desk.warranty.rules.terms import Terms
from service_desk.warranty.rules.vocabulary import CLASSES, CostClass, Payer, SourceKind

EXCHANGED = "exchanged"


@dataclass(frozen=True, slots=True)
class Extension:
    """A sold extension: its full length runs from the day after the base cover, or from its purchase if later."""

    period: Period
    purchased_on: date


@dataclass(frozen=True, slots=True)
class Source:
    """Cover beside the unit warranty, in force from `starts_on` to `ends_on`, both in.

    Without `part_ids` and `symptom_group` it matches every line of its classes. With parts it matches those, and the
    labour linked to them; with a symptom group alone, unlinked labour for a fault of that group (RPW-1).
    """

    kind: SourceKind
    payer: Payer
    priority: int
    starts_on: date
    ends_on: date
    percents: Mapping[CostClass, Decimal] = field(default_factory=lambda: dict.fromkeys(CLASSES, HUNDRED))
    part_ids: frozenset[UUID] = frozenset()
    symptom_group: str | None = None
    label: str = ""  # its number, as people know it
    source_id: UUID | None = None
    extension: Extension | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """One earlier order on the unit, settled by its hand-back."""

    order_id: UUID
    order_number: str
    reported_on: date
    handed_back_on: date
    received_on: date | None = None
    ready_on: date | None = None
    symptom_group: str = ""
    outcome: str = "repaired"
    part_ids: frozenset[UUID] = frozenset()
    attempt: bool = False
    covered: bool = False
    on_earlier_unit: bool = False  # on the unit that this one was given in exchange for

    @property
    def exchanged(self) -> bool:
        return self.outcome == EXCHANGED

    def out_of_use(self, suspension: Suspension | None = None) -> Interval:
        """The days out of use as a suspension counts them; without one, from receipt to hand-back."""
        rule = suspension or Suspension()
        first = self.reported_on if rule.begins == "requested" else self.received_on or self.reported_on
        last = (self.ready_on or self.handed_back_on) if rule.until == "ready" else self.handed_back_on
        return Interval(first, last if rule.both_ends else date.fromordinal(last.toordinal() - 1))


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What we know of the unit. Not `known`: the serial is not one of ours (LINE-10). No terms: sold without a policy."""

    known: bool = True
    terms: Terms | None = None
    sources: tuple[Source, ...] = ()
    history: tuple[Service, ...] = ()
    policy_version_id: UUID | None = None


UNKNOWN_UNIT = UnitFacts(known=False)


@dataclass(frozen=True, slots=True)
class Override:
    """A holder of the right `warranty.override` put the cover back, and said why."""

    note: str
    by: UUID


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What was found about this fault. `misuse` is the code of a defect that takes cover off the whole order."""

    readings: Mapping[str, Decimal] = field(default_factory=dict)
    misuse: str | None = None
    override: Override | None = None
    box_complete: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Judged at `reported_on`, the local date of the centre that took the report; nothing else is a clock here."""

    reported_on: date
    unit: UnitFacts
    circumstances: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line to be judged. A ticket passes one virtual line with all three classes.

    `part_names` are the SKU and product class of the part; `follows` is the key of the part line that labour belongs
    to; `misuse` is the code of a defect that takes cover off this line.
    """

    key: str = "fault"
    classes: tuple[CostClass, ...] = CLASSES
    part_id: UUID | None = None
    part_names: frozenset[str] = frozenset()
    follows: str | None = None
    misuse: str | None = None
    symptom_group: str | None = None
    another_fault: bool = False  # a person took it out of the chain of repeat repairs (RPT-2)

    @property
    def virtual(self) -> bool:
        """A fault as reported, of which nothing but its symptom group is known yet."""
        return self.classes is CLASSES and self.part_id is None and self.follows is None and self.misuse is None


VIRTUAL_LINE = LineFacts()
