"""What is true of cover: pure rules, from dates to the decision. The trade page, sections 1 to 8, is their source."""

from service_desk.warranty.rules.dates import Interval, Period, add_months, days_in, last_day, local_date
from service_desk.warranty.rules.decide import decide
from service_desk.warranty.rules.explain import explain, reason_words
from service_desk.warranty.rules.facts import (
    UNKNOWN_UNIT,
    VIRTUAL_LINE,
    Circumstances,
    Extension,
    Facts,
    LineFacts,
    Override,
    Service,
    Source,
    UnitFacts,
)
from service_desk.warranty.rules.freeze import freeze
from service_desk.warranty.rules.packs import Pack, parse_pack
from service_desk.warranty.rules.parsing import BadTerms
from service_desk.warranty.rules.policy import WITHOUT_POLICY, Policy
from service_desk.warranty.rules.policy_json import parse_policy
from service_desk.warranty.rules.sources import extension, repair_warranty
from service_desk.warranty.rules.start import Candidate
from service_desk.warranty.rules.terms import Step, Terms
from service_desk.warranty.rules.verdicts import Decision, Hint, LineVerdict
from service_desk.warranty.rules.vocabulary import (
    CLASSES,
    PRIORITY,
    SOURCE_PAYER,
    CostClass,
    Payer,
    Reason,
    SourceKind,
    Verdict,
)

__all__ = [
    "CLASSES",
    "PRIORITY",
    "SOURCE_PAYER",
    "UNKNOWN_UNIT",
    "VIRTUAL_LINE",
    "WITHOUT_POLICY",
    "BadTerms",
    "Candidate",
    "Circumstances",
    "CostClass",
    "Decision",
    "Extension",
    "Facts",
    "Hint",
    "Interval",
    "LineFacts",
    "LineVerdict",
    "Override",
    "Pack",
    "Payer",
    "Period",
    "Policy",
    "Reason",
    "Service",
    "Source",
    "SourceKind",
    "Step",
    "Terms",
    "UnitFacts",
    "Verdict",
    "add_months",
    "days_in",
    "decide",
    "explain",
    "extension",
    "freeze",
    "last_day",
    "local_date",
    "parse_pack",
    "parse_policy",
    "reason_words",
    "repair_warranty",
]
