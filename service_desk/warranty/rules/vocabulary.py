"""The trade's words: verdicts, payers, reasons, cost classes and kinds of cover."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    COVERED = "covered"
    UNDECIDED = "undecided"
    NOT_COVERED = "not_covered"


class CostClass(StrEnum):
    PARTS = "parts"
    LABOUR = "labour"
    TRAVEL = "travel"


class Payer(StrEnum):
    CUSTOMER = "customer"
    WARRANTY = "warranty"
    CONTRACT = "contract"
    GOODWILL = "goodwill"
    VENDOR = "vendor"
    INTERNAL = "internal"


class SourceKind(StrEnum):
    """Cover beside the unit warranty; `vendor` never covers the customer, it says whether we may claim (LINE-8)."""

    CAMPAIGN = "campaign"
    REWORK = "rework"
    REPAIR_WARRANTY = "repair_warranty"
    UNIT = "unit"
    EXTENSION = "extension"
    CONTRACT = "contract"
    VENDOR = "vendor"


class Reason(StrEnum):
    IN_PERIOD = "IN_PERIOD"
    GRACE = "GRACE"
    EXPIRED = "EXPIRED"
    NO_POLICY = "NO_POLICY"
    NO_TERM = "NO_TERM"
    NO_START = "NO_START"
    NOT_STARTED = "NOT_STARTED"
    START_CAPPED = "START_CAPPED"
    START_FALLBACK = "START_FALLBACK"
    PROOF_MISSING = "PROOF_MISSING"
    REGISTERED = "REGISTERED"
    COMPONENT_TERM = "COMPONENT_TERM"
    EXCLUDED = "EXCLUDED"
    FOLLOWS_PART = "FOLLOWS_PART"
    MISUSE = "MISUSE"
    OVERRIDE = "OVERRIDE"
    METER_OVER = "METER_OVER"
    METER_MISSING = "METER_MISSING"
    SUSPENDED_DAYS = "SUSPENDED_DAYS"
    EXTENDED_AFTER_REPAIR = "EXTENDED_AFTER_REPAIR"
    RESTARTED = "RESTARTED"
    REPLACED_PART = "REPLACED_PART"
    REPAIR_WARRANTY = "REPAIR_WARRANTY"
    REWORK = "REWORK"
    CAMPAIGN = "CAMPAIGN"
    EXTENDED = "EXTENDED"
    CONTRACT = "CONTRACT"
    GOODWILL = "GOODWILL"
    DOA = "DOA"
    DOA_INCOMPLETE = "DOA_INCOMPLETE"
    UNKNOWN_UNIT = "UNKNOWN_UNIT"
    VENDOR_EXPIRED = "VENDOR_EXPIRED"


CLASSES: Final = (CostClass.PARTS, CostClass.LABOUR, CostClass.TRAVEL)
# LINE-9: the first of these that fails is the main reason.
CHECKS: Final = (
    Reason.UNKNOWN_UNIT,
    Reason.NO_POLICY,
    Reason.NO_TERM,
    Reason.NO_START,
    Reason.NOT_STARTED,
    Reason.EXPIRED,
    Reason.METER_MISSING,
    Reason.METER_OVER,
    Reason.MISUSE,
    Reason.EXCLUDED,
    Reason.FOLLOWS_PART,
)
# LINE-9: the first of these that covers is the positive reason.
POSITIVE: Final = (
    Reason.IN_PERIOD,
    Reason.START_FALLBACK,  # stands for IN_PERIOD
    Reason.COMPONENT_TERM,
    Reason.REGISTERED,
    Reason.SUSPENDED_DAYS,
    Reason.EXTENDED_AFTER_REPAIR,
    Reason.RESTARTED,
    Reason.REPLACED_PART,
    Reason.GRACE,
)
RANK: Final[Mapping[Reason, int]] = {reason: place for place, reason in enumerate((*CHECKS, *POSITIVE))}
UNDECIDED: Final = frozenset(
    {Reason.UNKNOWN_UNIT, Reason.NO_POLICY, Reason.NO_START, Reason.NOT_STARTED, Reason.METER_MISSING}
)
# LINE-6: who goes first when two sources leave the customer the same share. A source row may carry its own number.
PRIORITY: Final[Mapping[SourceKind, int]] = {
    SourceKind.CAMPAIGN: 10,
    SourceKind.REWORK: 20,
    SourceKind.REPAIR_WARRANTY: 30,
    SourceKind.UNIT: 40,
    SourceKind.EXTENSION: 50,
    SourceKind.CONTRACT: 60,
}
SOURCE_REASON: Final[Mapping[SourceKind, Reason]] = {
    SourceKind.CAMPAIGN: Reason.CAMPAIGN,
    SourceKind.REWORK: Reason.REWORK,
    SourceKind.REPAIR_WARRANTY: Reason.REPAIR_WARRANTY,
    SourceKind.EXTENSION: Reason.EXTENDED,
    SourceKind.CONTRACT: Reason.CONTRACT,
}
SOURCE_PAYER: Final[Mapping[SourceKind, Payer]] = {
    SourceKind.CAMPAIGN: Payer.VENDOR,
    SourceKind.REWORK: Payer.INTERNAL,
    SourceKind.REPAIR_WARRANTY: Payer.INTERNAL,
    SourceKind.EXTENSION: Payer.CONTRACT,
    SourceKind.CONTRACT: Payer.CONTRACT,
    SourceKind.VENDOR: Payer.VENDOR,
}
