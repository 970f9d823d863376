"""What a person can do with a posting: send it again, cancel it, accept a difference, reverse it."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.centres.actions import open_posting_day
from service_desk.erp import connectors, queries
from service_desk.erp.actions.plan import Planned
from service_desk.erp.actions.release import followed, replanned
from service_desk.erp.actions.streams import lock
from service_desk.erp.actions.write import rewrite, write
from service_desk.erp.rules import (
    CANCELLABLE,
    NEVER,
    RETRYABLE,
    REVERSIBLE,
    STOCK,
    FindingAccepted,
    Kind,
    PostingCancelled,
    PostingDecided,
    PostingRetried,
    Reversal,
    ReversalOwed,
    State,
    StockDocument,
    reversal_key,
)
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import atomic, execute, fetch, fetchrow
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.written import Either, Term

LONGEST_REASON: Final = 500


class WrongPostingState(Conflict):
    code = "wrong_posting_state"
    message = "{key} is {state}; this can be done while it is {wanted}. Load it again and see what it needs."


class PostingReasonNeeded(Invalid):
    code = "reason_needed"
    message = "Say in a few words why (up to 500 characters); it stays with the posting."


class NothingToAccept(Conflict):
    code = "nothing_to_accept"
    message = "{key} has no open difference with the ERP."


class StillLookedUp(Conflict):
    code = "still_looked_up"
    message = "{key} is looked up in the ERP by itself, so there is nothing to decide yet."


class AppliedAlready(Conflict):
    code = "applied_already"
    message = "The ERP said that it took {key}. If it is not there any more, say that it is there, and reverse it."


class CannotReverse(Conflict):
    code = "cannot_reverse"
    message = "{key} is itself a reversal. Post the document anew instead."


class CorrectAtTheDesk(Conflict):
    code = "correct_at_the_desk"
    message = (
        "{key} is a posting of stock ({kind}): taken back by itself, the desk and the books would part. {advice}, and the "
        "books follow."
    )


_AT_THE_DESK: Final[Mapping[Kind, str]] = {
    Kind.RECEIPT: "Correct the receipt (POST /stock/receipts/…/correction)",
    Kind.ISSUE: "Return the part on its order",
    Kind.RETURN: "Use the part on its order again",
    Kind.TRANSFER: "Move the part back",
    Kind.ADJUSTMENT: "Adjust the stock the other way round",
}
_GOING: Final = frozenset({State.QUEUED, State.BLOCKED, State.RETRY_WAIT})


def _left_to_the_desk(row: Any) -> None:
    if row["kind"] in STOCK and row["reverses_id"] is None:
        kind = Kind(row["kind"])
        raise CorrectAtTheDesk(key=row["key"], kind=kind, advice=Term(_AT_THE_DESK[kind]))


async def retry_posting(*, posting_id: int, by: Actor) -> None:
    """Send again, under the same key, what is certainly not in the ERP: planned anew from its event, so with the mapping,
    the open day and the payer of today."""
    async with atomic():
        row = await _locked(posting_id, by, "erp.post", RETRYABLE)
        if row["event_id"] is None:
            await execute(
                "update posting set state = 'queued', state_at = $2, not_before = $2, queued_at = $2, attempts = 0, deaths = 0, "
                "reject_code = null, detail = null, waits_for = '{}' where id = $1",
                posting_id,
                now(),
            )
        else:
            await rewrite(posting_id, row["key"], await replanned(row["event_id"]), State.QUEUED)
        fact = PostingRetried(posting_id=posting_id, key=row["key"], from_state=row["state"])
        await _record(fact, row, by)


async def decide_posting(
    *, posting_id: int, in_erp: bool, reason: str, by: Actor, erp_number: str | None = None
) -> None:
    """What a person found in the ERP, of a posting under which the worker died each time it looked.

    There: it counts as verified, and its followers go on. Not there: it is parked, to be sent again or cancelled. Raises
    StillLookedUp while the worker looks by itself, and AppliedAlready where the ERP had said that it took it.
    """
    async with atomic():
        row = await _locked(posting_id, by, "erp.post", frozenset({State.UNKNOWN, State.APPLIED}))
        if row["not_before"] < NEVER or row["finding"] is not None:
            raise StillLookedUp(key=row["key"])
        if row["state"] == State.APPLIED and not in_erp:
            raise AppliedAlready(key=row["key"])
        await execute(
            "update posting set state = $2, state_at = $3, not_before = $3, detail = $4, deaths = 0, call_started_at = null, "
            "erp_number = coalesce($5, erp_number) where id = $1",
            posting_id, State.VERIFIED if in_erp else State.PARKED, now(), _checked(reason), (erp_number or "").strip()[:40] or None,
        )  # fmt: skip
        if in_erp:
            await followed(row, _stock(row))
        await _record(PostingDecided(posting_id=posting_id, key=row["key"], in_erp=in_erp), row, by)


async def cancel_posting(*, posting_id: int, reason: str, by: Actor) -> None:
    """End what is not in the ERP; its followers go on. The reason stays.

    A posting of stock that is only on its way is not ended: what it tells of has happened. CorrectAtTheDesk says how.
    """
    async with atomic():
        row = await _locked(posting_id, by, "erp.post", CANCELLABLE)
        if row["state"] in _GOING:
            _left_to_the_desk(row)
        await execute(
            "update posting set state = 'cancelled', state_at = $2, detail = $3, waits_for = '{}' where id = $1",
            posting_id,
            now(),
            _checked(reason),
        )
        await followed({**row, "reverses_id": None}, _stock(row))
        await _record(PostingCancelled(posting_id=posting_id, key=row["key"], from_state=row["state"]), row, by)


async def accept_finding(*, posting_id: int, reason: str, by: Actor) -> None:
    """The ERP holds it differently, and that is right: the posting counts as verified, the reason stays."""
    async with atomic():
        row = await _locked(posting_id, by, "erp.post", frozenset({State.APPLIED}))
        if row["finding"] is None:
            raise NothingToAccept(key=row["key"])
        await execute(
            "update posting set state = 'verified', state_at = $2, detail = $3, finding = null where id = $1",
            posting_id,
            now(),
            f"{row['finding']} accepted: {_checked(reason)}",
        )
        await followed(row, _stock(row))
        await _record(FindingAccepted(posting_id=posting_id, key=row["key"], finding=row["finding"]), row, by)


async def reverse_posting(*, posting_id: int, reason: str, by: Actor) -> int:
    """Owe the ERP a reversal, with its own key and on an open day; nothing is ever deleted there. Its posting's id.

    CorrectAtTheDesk for a posting of stock: what lies in a place is changed where it lies, and the books follow.
    """
    async with atomic():
        row = await _locked(posting_id, by, "erp.reverse", REVERSIBLE)
        _left_to_the_desk(row)
        if row["reverses_id"] is not None or not connectors.chosen().capabilities.reverses:
            raise CannotReverse(key=row["key"])
        centre = await centres.centre(row["centre_id"])
        day = today(centre.zone)
        streams = tuple(
            one["stream"] for one in await fetch("select stream from posting_stream where posting_id = $1", posting_id)
        )
        await lock(streams)
        document = Reversal(
            kind=Kind(row["kind"]), company=row["company"], centre=centre.code, order=row["order_number"],
            document_date=day, posting_date=await open_posting_day(day), currency=row["currency"], reverses=row["key"],
            reason=_checked(reason),
        )  # fmt: skip
        key = reversal_key(row["key"], await _count(posting_id) + 1)
        new_id = await write(Planned(document, row["centre_id"], streams), by=by.id, key=key, reverses_id=posting_id)
        await _record(ReversalOwed(posting_id=new_id, key=key, reverses=row["key"]), row, by)
        return new_id


async def _count(posting_id: int) -> int:
    """Reversals tried before: a cancelled one has used its key up. More than one that stands is refused."""
    rows = await fetch("select state, key from posting where reverses_id = $1", posting_id)
    for row in rows:
        if row["state"] != State.CANCELLED:
            raise WrongPostingState(
                key=row["key"], state=State(row["state"]), wanted=Term("cancelled, to reverse once more")
            )
    return len(rows)


async def _locked(posting_id: int, by: Actor, right: str, wanted: frozenset[State]) -> Any:
    row = await fetchrow("select * from posting where id = $1 for update", min(posting_id, queries.MOST_ID))
    if row is None or not by.sees(row["centre_id"]):
        raise NotFound(kind="posting", key=posting_id)
    by.require(right, row["centre_id"])
    if row["state"] not in wanted:
        raise WrongPostingState(key=row["key"], state=State(row["state"]), wanted=Either(sorted(wanted)))
    return row


def _checked(reason: str) -> str:
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        raise PostingReasonNeeded(field="reason")
    return said


def _stock(row: Any) -> StockDocument | None:
    document = queries.document_of(row) if row["kind"] in STOCK and row["reverses_id"] is None else None
    return document if isinstance(document, StockDocument) else None


async def _record(fact: Any, row: Any, by: Actor) -> None:
    """A posting is numbered; the subject of its events is that number written as a UUID."""
    await record(fact, subject=("posting", UUID(int=row["id"])), centre_id=row["centre_id"], by=by)
