"""What can be done with the company, its centres, their books and numbers."""

from service_desk.centres.actions.books import (
    OverlappingPeriod,
    RateNotPositive,
    close_period,
    open_period,
    open_posting_day,
    reopen_period,
    set_rate,
)
from service_desk.centres.actions.change import change_centre, change_company, retire_centre, revive_centre
from service_desk.centres.actions.create import (
    CodeTaken,
    CompanyExists,
    add_holiday,
    create_centre,
    create_company,
    remove_holiday,
    set_hours,
)
from service_desk.centres.actions.numbers import next_gapless, next_number
from service_desk.centres.actions.settings import set_setting
from service_desk.centres.actions.starter import HOLIDAYS, open_centre

__all__ = [
    "HOLIDAYS",
    "CodeTaken",
    "CompanyExists",
    "OverlappingPeriod",
    "RateNotPositive",
    "add_holiday",
    "change_centre",
    "change_company",
    "close_period",
    "create_centre",
    "create_company",
    "next_gapless",
    "next_number",
    "open_centre",
    "open_period",
    "open_posting_day",
    "remove_holiday",
    "reopen_period",
    "retire_centre",
    "revive_centre",
    "set_hours",
    "set_rate",
    "set_setting",
]
