"""The states of a message, and which news may follow which: receipts come late, twice and in any order."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"  # maybe sent
    ACCEPTED = "accepted"  # the provider has it
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    DEAD = "dead"  # given up; on the staff's screen
    SUPPRESSED = "suppressed"  # never tried, with the reason


_OWN: Final = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN, State.DEAD})
_RANK: Final = {
    **dict.fromkeys(_OWN, 0),
    State.ACCEPTED: 1,
    State.SENT: 2,
    State.DELIVERED: 3,
    State.UNDELIVERED: 3,
    State.FAILED: 3,
    State.CANCELLED: 3,
    State.EXPIRED: 3,
    State.SUPPRESSED: 3,
    State.READ: 4,
}
# The worker, the healing or a receipt may still change these by themselves.
PENDING: Final = frozenset({State.QUEUED, State.SENDING, State.UNKNOWN})
SETTLED: Final = frozenset(State) - PENDING


def moves_on(current: State, news: State) -> bool:
    """Whether a receipt changes the state. A later rank wins, an equal or earlier one is only noted.

    Even a message we gave up (`dead`) or still hold to be unsent is moved by a receipt: the provider knows better.
    """
    return _RANK[news] > _RANK[current]
