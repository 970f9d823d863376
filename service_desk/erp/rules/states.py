"""The states of a posting, and from which of them each act is allowed."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final


class State(StrEnum):
    QUEUED = "queued"
    BLOCKED = "blocked"
    SENDING = "sending"
    APPLIED = "applied"
    VERIFIED = "verified"
    UNKNOWN = "unknown"
    RETRY_WAIT = "retry_wait"
    REJECTED = "rejected"
    PARKED = "parked"
    CANCELLED = "cancelled"
    REVERSED = "reversed"


NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""When a posting is due that only a person can go on with."""

# A posting in one of these no longer holds back the later ones of its order and its serial.
ENDED: Final = frozenset({State.VERIFIED, State.CANCELLED, State.REVERSED})
# Certainly not in the ERP, and waiting for a person.
RETRYABLE: Final = frozenset({State.REJECTED, State.PARKED, State.RETRY_WAIT})
CANCELLABLE: Final = frozenset({State.QUEUED, State.RETRY_WAIT, State.BLOCKED, State.REJECTED, State.PARKED})
# Certainly in the ERP.
REVERSIBLE: Final = frozenset({State.VERIFIED, State.APPLIED})
MOST_ATTEMPTS: Final = 8
