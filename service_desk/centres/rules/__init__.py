"""What is true of centres: number forms, posting days, settings and the facts recorded about them."""

from service_desk.centres.rules.facts import (
    AccountingPeriodClosed,
    AccountingPeriodOpened,
    CentreCreated,
    CentreFacts,
    CompanyCreated,
    CompanyFacts,
    HolidayAdded,
    PeriodFacts,
    RateSet,
    SettingChanged,
)
from service_desk.centres.rules.numbers import (
    KINDS,
    NumberKind,
    Series,
    human_number,
    prefix_of,
    sequence_of,
)
from service_desk.centres.rules.posting import (
    LatePosting,
    NoOpenPeriod,
    PeriodClosed,
    PeriodState,
    posting_day,
)
from service_desk.centres.rules.settings import (
    KNOWN,
    KnownSetting,
    NotASettingValue,
    UnknownSetting,
    declare,
    known,
)

__all__ = [
    "KINDS",
    "KNOWN",
    "AccountingPeriodClosed",
    "AccountingPeriodOpened",
    "CentreCreated",
    "CentreFacts",
    "CompanyCreated",
    "CompanyFacts",
    "HolidayAdded",
    "KnownSetting",
    "LatePosting",
    "NoOpenPeriod",
    "NotASettingValue",
    "NumberKind",
    "PeriodClosed",
    "PeriodFacts",
    "PeriodState",
    "RateSet",
    "Series",
    "SettingChanged",
    "UnknownSetting",
    "declare",
    "human_number",
    "known",
    "posting_day",
    "prefix_of",
    "sequence_of",
]
