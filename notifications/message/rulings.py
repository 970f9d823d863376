"""From the outcome of a call to what happens to the message: pure, so that each provider code can be tried on paper."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from notifications.message.outcome import Later, Outcome, Refused, Sent, Unknown
from notifications.message.states import State

MOST_ATTEMPTS: Final = 8
# A telephone that is switched off is tried a few times, then the next medium.
UNREACHABLE_ATTEMPTS: Final = 3
LADDER: Final = tuple(timedelta(seconds=s) for s in (30, 60, 120, 300, 900, 1800, 3600, 7200))


class Verdict(StrEnum):
    """What a provider's error code means to us."""

    RETRY = "retry"  # passing
    BAD_ADDRESS = "bad_address"  # never use this address on this medium again; next medium
    OPTED_OUT = "opted_out"  # the person said stop; never again on this medium
    NEXT = "next"  # not on this medium; next one
    UNREACHABLE = "unreachable"  # a few later tries, then the next medium
    FAIL = "fail"  # this message will never go
    ALERT = "alert"  # this message will never go, and someone should look why
    STOP = "stop"  # the account itself is refused: stop the channel until staff clear it


@dataclass(frozen=True)
class Ruling:
    """suppress: put the address on the medium's list for this reason. fall_back: say it on the next medium.

    stop: stop the whole channel. at: when it is looked at again (queued: sent, unknown: healed).
    """

    state: State
    at: datetime | None = None
    suppress: str | None = None
    fall_back: bool = False
    stop: bool = False
    alert: bool = False
    counts: bool = True


def ruling(
    outcome: Outcome,
    verdict: Verdict,
    *,
    now: datetime,
    attempts: int,
    wait: timedelta,
    heal_after: timedelta,
    expires_at: datetime | None,
) -> Ruling:
    """verdict: what the error policy says about the outcome's code (unused for Sent and Unknown).

    attempts: calls so far, this one included. wait: the back-off drawn for it.
    """
    match outcome:
        case Sent():
            return Ruling(outcome.state)
        case Unknown():
            return Ruling(State.UNKNOWN, now + heal_after)
        case Later():
            after = wait if outcome.after is None else timedelta(seconds=outcome.after)
            # A rate limit is no failure of this message: the provider named the time, so the try does not count.
            return _again(now, after, attempts, MOST_ATTEMPTS, expires_at, counts=outcome.after is None)
        case Refused():
            return _refused(verdict, now, attempts, wait, expires_at)


_FINAL: Final = {
    Verdict.BAD_ADDRESS: Ruling(State.FAILED, suppress=Verdict.BAD_ADDRESS.value, fall_back=True),
    Verdict.OPTED_OUT: Ruling(State.FAILED, suppress=Verdict.OPTED_OUT.value, fall_back=True),
    Verdict.NEXT: Ruling(State.FAILED, fall_back=True),
    Verdict.ALERT: Ruling(State.FAILED, alert=True),
    Verdict.FAIL: Ruling(State.FAILED),
}


def _refused(verdict: Verdict, now: datetime, attempts: int, wait: timedelta, expires_at: datetime | None) -> Ruling:
    if verdict is Verdict.RETRY:
        return _again(now, wait, attempts, MOST_ATTEMPTS, expires_at)
    if verdict is Verdict.UNREACHABLE:
        return _again(now, wait, attempts, UNREACHABLE_ATTEMPTS, expires_at, unreachable=True)
    if verdict is Verdict.STOP:
        # The message is not to blame: it waits for the channel.
        return Ruling(State.QUEUED, now + wait, stop=True, alert=True, counts=False)
    return _FINAL[verdict]


def _again(
    now: datetime,
    wait: timedelta,
    attempts: int,
    most: int,
    expires_at: datetime | None,
    *,
    counts: bool = True,
    unreachable: bool = False,
) -> Ruling:
    if counts and attempts >= most:
        # It certainly never went, so the next medium may say it without saying it twice.
        return Ruling(State.FAILED if unreachable else State.DEAD, fall_back=True, alert=not unreachable)
    if expires_at is not None and now + wait >= expires_at:
        return Ruling(State.EXPIRED)
    return Ruling(State.QUEUED, now + wait, counts=counts)
