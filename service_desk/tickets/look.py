"""How the states of tickets look on pages."""

from collections.abc import Mapping
from typing import Any, Final

from service_desk.tickets.rules import OPEN_STATES, Channel, EntryKind, Priority, State
from service_desk.warranty.rules.vocabulary import Verdict

LOOKS: Final[Mapping[State, str]] = {
    State.NEW: "new",
    State.OPEN: "open",
    State.WAITING_CUSTOMER: "waiting",
    State.IN_REPAIR: "working",
    State.RESOLVED: "done",
    State.CLOSED: "ended",
    State.CANCELLED: "refused",
}
"""State -> one of foundation.web.look.LOOKS."""
SIGNS: Final[Mapping[EntryKind, str]] = {
    EntryKind.NOTE: "note",
    EntryKind.REPLY: "sms",
    EntryKind.SYSTEM: "redo",
    EntryKind.CUSTOMER: "person",
}
"""Kind of an entry -> the icon beside it."""
KINDS: Final[Mapping[str, Any]] = {
    "State": State, "Priority": Priority, "Channel": Channel, "EntryKind": EntryKind, "Verdict": Verdict, "looks": LOOKS,
    "open_states": OPEN_STATES,
    "signs": SIGNS,
}  # fmt: skip
"""What the templates of tickets name: rows hold the values of the members."""
