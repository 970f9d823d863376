"""What can be done with time: create resources, set rates, start and stop clocks, enter time, take it back."""

from service_desk.timesheets.actions.clocks import (
    ClockAlreadyRunning,
    NoClockRunning,
    OverlappingClock,
    OverlappingTime,
    ReasonNeeded,
    RetiredResource,
    add_time,
    discard_clock,
    start_clock,
    stop_clock,
    void_time,
)
from service_desk.timesheets.actions.erase import erase_reasons
from service_desk.timesheets.actions.resources import (
    ClockStillRuns,
    ResourceCodeTaken,
    create_resource,
    retire_resource,
    set_rate,
)

__all__ = [
    "ClockAlreadyRunning",
    "ClockStillRuns",
    "NoClockRunning",
    "OverlappingClock",
    "OverlappingTime",
    "ReasonNeeded",
    "ResourceCodeTaken",
    "RetiredResource",
    "add_time",
    "create_resource",
    "discard_clock",
    "erase_reasons",
    "retire_resource",
    "set_rate",
    "start_clock",
    "stop_clock",
    "void_time",
]
