"""What can be done with repair orders."""

from service_desk.repairs.actions.check import move_order, pass_check
from service_desk.repairs.actions.clock import WhoseClock, discard_clock, enter_time, start_clock, stop_clock
from service_desk.repairs.actions.close import (
    CheckNeeded,
    ClockStillRunning,
    MoreThanAccepted,
    PriceMissing,
    close,
)
from service_desk.repairs.actions.diagnose import NoteNeeded, diagnose, override_cover
from service_desk.repairs.actions.end import (
    NotClosed,
    PartsStillIssued,
    WorkRecorded,
    cancel,
    hand_over,
    reopen,
)
from service_desk.repairs.actions.ending import CodesMissing, EndingUnknown, PartNeeded, RefusedByCustomer, UnitNeeded
from service_desk.repairs.actions.erase import ErasedOrders, erase_notes
from service_desk.repairs.actions.estimate import (
    EmptyEstimate,
    EstimateAnsweredAlready,
    EstimateExpired,
    PastValidity,
    answer_estimate,
    expire_estimates,
    make_estimate,
)
from service_desk.repairs.actions.judge import judge_orders_again
from service_desk.repairs.actions.lines import (
    NotAPrice,
    ReturnThePart,
    TakeFromStock,
    TimeIsLabour,
    VoidedLine,
    WhichItem,
    add_line,
    price_line,
    void_line,
)
from service_desk.repairs.actions.part import NotAPart, OtherCentre, UsedPart, return_part, use_part
from service_desk.repairs.actions.planned import PriceNeeded
from service_desk.repairs.actions.refill import refill, refill_erased, refill_merged, refill_renamed, refill_unmerged
from service_desk.repairs.actions.scanned import NoPartNamed, WhichBatch
from service_desk.repairs.actions.seen import ClosedOrder, EstimateOutstanding, IllegalMove
from service_desk.repairs.actions.start import AlreadyStarted, Brought, NothingToRepair, StartedOrder, start

__all__ = [
    "AlreadyStarted",
    "Brought",
    "CheckNeeded",
    "ClockStillRunning",
    "ClosedOrder",
    "CodesMissing",
    "EmptyEstimate",
    "EndingUnknown",
    "ErasedOrders",
    "EstimateAnsweredAlready",
    "EstimateExpired",
    "EstimateOutstanding",
    "IllegalMove",
    "MoreThanAccepted",
    "NoPartNamed",
    "NotAPart",
    "NotAPrice",
    "NotClosed",
    "NoteNeeded",
    "NothingToRepair",
    "OtherCentre",
    "PartNeeded",
    "PartsStillIssued",
    "PastValidity",
    "PriceMissing",
    "PriceNeeded",
    "RefusedByCustomer",
    "ReturnThePart",
    "StartedOrder",
    "TakeFromStock",
    "TimeIsLabour",
    "UnitNeeded",
    "UsedPart",
    "VoidedLine",
    "WhichBatch",
    "WhichItem",
    "WhoseClock",
    "WorkRecorded",
    "add_line",
    "answer_estimate",
    "cancel",
    "close",
    "diagnose",
    "discard_clock",
    "enter_time",
    "erase_notes",
    "expire_estimates",
    "hand_over",
    "judge_orders_again",
    "make_estimate",
    "move_order",
    "override_cover",
    "pass_check",
    "price_line",
    "refill",
    "refill_erased",
    "refill_merged",
    "refill_renamed",
    "refill_unmerged",
    "reopen",
    "return_part",
    "start",
    "start_clock",
    "stop_clock",
    "use_part",
    "void_line",
]
