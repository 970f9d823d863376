"""What can be done with time: create resources, set rates, start and stop clocks, enter time, take it back."""

from service_desk.timesheets.actions.clocks import (
    ClockAlreadyRunning,
    NoClockRunning,
    OverlappingClock,
    OverlappingTime,
    PersonLeft,
    ReasonNeeded,
    RetiredResource,
    add_time,
    discard_clock,
    name_running_clocks,
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
    revive_resource,
    set_rate,
)

__all__ = [
    "ClockAlreadyRunning",
    "ClockStillRuns",
    "NoClockRunning",
    "OverlappingClock",
    "OverlappingTime",
    "PersonLeft",
    "ReasonNeeded",
    "ResourceCodeTaken",
    "RetiredResource",
    "add_time",
    "create_resource",
    "discard_clock",
    "erase_reasons",
    "name_running_clocks",
    "retire_resource",
    "revive_resource",
    "set_rate",
    "start_clock",
    "stop_clock",
    "void_time",
]
