"""What is said to customers: by itself when something happened, and by hand in answer to a ticket."""

from service_desk.correspondence.actions.answering import NotTakenBack, reply, take_back
from service_desk.correspondence.actions.telling import (
    send_link,
    tell_estimate_answered,
    tell_estimate_ready,
    tell_repair_handed_over,
    tell_repair_moved,
    tell_repair_ready,
    tell_repair_received,
    tell_ticket_received,
)

__all__ = [
    "NotTakenBack",
    "reply",
    "send_link",
    "take_back",
    "tell_estimate_answered",
    "tell_estimate_ready",
    "tell_repair_handed_over",
    "tell_repair_moved",
    "tell_repair_ready",
    "tell_repair_received",
    "tell_ticket_received",
]
