"""Asked again when a message is about to go: much may have changed since it was queued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifications import outbox
from notifications.dispatcher.statements import STANDING
from notifications.message import (
    MOST_ATTEMPTS,
    Category,
    ConsentFact,
    Medium,
    State,
    Window,
    allowance,
    next_opening,
)
from service_desk.foundation.claim import MOST_DEATHS
from service_desk.foundation.clock import zone
from service_desk.foundation.db import fetch


@dataclass(frozen=True)
class Halt:
    """Why a claimed message does not go now."""

    state: State
    reason: str
    at: datetime | None = None


async def halts(rows: Sequence[Mapping[str, Any]], now: datetime) -> dict[Any, Halt]:
    """By message id, those of a claimed batch that must not be sent now."""
    hours = await outbox.windows()
    standing = {row["id"]: row for row in await fetch(STANDING, [row["id"] for row in rows])}
    found: dict[Any, Halt] = {}
    for row in rows:
        known = standing[row["id"]]
        consent = None if known["given"] is None else ConsentFact(known["given"])
        halt = halted(row, known["suppressed"], consent, hours[Medium(row["medium"])], now)
        if halt is not None:
            found[row["id"]] = halt
    return found


def halted(
    row: Mapping[str, Any], suppressed: str | None, consent: ConsentFact | None, hours: Sequence[Window], now: datetime
) -> Halt | None:
    """The first reason that holds, the gravest first."""
    category = Category(row["category"])
    allowed = allowance(category, consent, suppressed)
    if not allowed.allowed:
        return Halt(State.SUPPRESSED, allowed.reason or "not_allowed")
    if row["expires_at"] is not None and row["expires_at"] <= now:
        return Halt(State.EXPIRED, "expired")
    if row["attempts"] >= MOST_ATTEMPTS or row["deaths"] >= MOST_DEATHS:
        # It was called that often without an answer: whoever sends it dies of it.
        return Halt(State.DEAD, "too_many_attempts")
    opening = next_opening(now, zone(row["zone"]), category, hours)
    return Halt(State.QUEUED, outbox.HELD, opening) if opening > now else None
