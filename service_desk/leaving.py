"""What hangs on those who leave, and who tidies it up: the whole list on one page."""

from service_desk.foundation.leaving import TIDIERS
from service_desk.tickets.actions import unassign_all
from service_desk.timesheets.actions import name_running_clocks


def fill() -> None:
    TIDIERS["staff"] = {"unassigned_tickets": unassign_all, "running_clocks": name_running_clocks}
