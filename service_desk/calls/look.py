"""How calls look on pages."""

from collections.abc import Mapping
from typing import Any, Final

from service_desk.calls.rules import CallState
from service_desk.repairs.rules import State as OrderState
from service_desk.tickets.look import LOOKS
from service_desk.tickets.rules import State
from service_desk.warranty.rules.vocabulary import Verdict

CALLS: Final[Mapping[CallState, str]] = {
    CallState.RINGING: "new",
    CallState.ANSWERED: "working",
    CallState.ENDED: "ended",
    CallState.MISSED: "refused",
}
"""State -> one of foundation.web.look.LOOKS."""
KINDS: Final[Mapping[str, Any]] = {
    "CallState": CallState, "State": State, "OrderState": OrderState, "Verdict": Verdict, "looks": LOOKS, "calls_look": CALLS,
    "lights": {"covered": "check", "undecided": "question", "not_covered": "cross"},
}  # fmt: skip
