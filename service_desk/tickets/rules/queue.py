"""What a queue of work is narrowed and sorted by."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from service_desk.foundation.errors import Invalid
from service_desk.tickets.rules.states import Priority


class Sort(StrEnum):
    """All but the moment of opening sort what is open; what is most urgent stands first by `priority`."""

    NEWEST = "-opened"
    OLDEST = "opened"
    DUE = "due"
    DUE_LAST = "-due"
    URGENT = "priority"
    URGENT_LAST = "-priority"


class Owner(StrEnum):
    ME = "me"
    NOBODY = "nobody"


class Due(StrEnum):
    """Open and due before now, or within a day or a week from now; what is late belongs to each."""

    LATE = "late"
    DAY = "day"
    WEEK = "week"


WITHIN: Mapping[Due, timedelta] = {Due.LATE: timedelta(0), Due.DAY: timedelta(days=1), Due.WEEK: timedelta(days=7)}
RANKS: Mapping[Priority, int] = {Priority.SAFETY: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3}


class EndedNotDue(Invalid):
    code = "ended_not_due"
    message = "What has ended is not due, and not sorted by due date or priority. Leave out the ended states, or ask without `due` and sort by -opened."
