"""What is true of messages, pure: who is told, on which medium, when it is allowed, and what became of it."""

from notifications.message.consent import Allowance, ConsentFact, SuppressionReason, allowance
from notifications.message.outcome import Later, Outcome, Refused, Sent, Unknown
from notifications.message.people import NOBODY, PRIORITY, Category, Medium, Recipient
from notifications.message.quiet import DEFAULT_WINDOWS, Window, next_opening
from notifications.message.reaching import ORDER, permission, telling_reason, unreached, why
from notifications.message.rulings import LADDER, MOST_ATTEMPTS, Ruling, Verdict, ruling
from notifications.message.segments import LINK, Segments, fold_punctuation, segments
from notifications.message.states import PENDING, SETTLED, State, moves_on
from notifications.message.stops import stands_still, why_stopped

__all__ = [
    "DEFAULT_WINDOWS",
    "LADDER",
    "LINK",
    "MOST_ATTEMPTS",
    "NOBODY",
    "ORDER",
    "PENDING",
    "PRIORITY",
    "SETTLED",
    "Allowance",
    "Category",
    "ConsentFact",
    "Later",
    "Medium",
    "Outcome",
    "Recipient",
    "Refused",
    "Ruling",
    "Segments",
    "Sent",
    "State",
    "SuppressionReason",
    "Unknown",
    "Verdict",
    "Window",
    "allowance",
    "fold_punctuation",
    "moves_on",
    "next_opening",
    "permission",
    "ruling",
    "segments",
    "stands_still",
    "telling_reason",
    "unreached",
    "why",
    "why_stopped",
]
