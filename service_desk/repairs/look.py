"""How the states of orders look on pages."""

from collections.abc import Mapping
from typing import Final

from service_desk.repairs.rules import State

LOOKS: Final[Mapping[State, str]] = {
    State.RECEIVED: "new",
    State.DIAGNOSING: "working",
    State.ESTIMATING: "working",
    State.AWAITING_APPROVAL: "waiting",
    State.REPAIRING: "working",
    State.WAITING_PART: "waiting",
    State.QUALITY_CHECK: "open",
    State.CLOSED: "done",
    State.HANDED_OVER: "ended",
    State.CANCELLED: "refused",
}
"""State -> one of foundation.web.look.LOOKS."""
