"""Goodwill: asked for by one person, granted or refused by another within their limit, taken back while nothing is billed."""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.accounts import queries as accounts
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import execute, joined
from service_desk.foundation.errors import Conflict, Forbidden, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import Money, zero
from service_desk.pricing import queries as pricing
from service_desk.repairs import queries
from service_desk.repairs.actions.judge import judge
from service_desk.repairs.actions.seen import changeable
from service_desk.repairs.rules import (
    ANSWER_RIGHT,
    ASK_RIGHT,
    STANDING,
    SUBJECT,
    GoodwillAnswered,
    GoodwillAsked,
    GoodwillFacts,
    GoodwillLine,
    GoodwillState,
    GoodwillWithdrawn,
    LineFacts,
    OrderFacts,
    part_of,
)
from service_desk.repairs.tables import Goodwill
from service_desk.warranty.rules import Payer
from service_desk.warranty.rules.goodwill import GoodwillIsNothing, GoodwillNeedsReason, offered, within

LONGEST_REASON: Final = 2000
_ANSWER: Final = """
update goodwill set state = $2, answered_at = $3, answered_by = $4, answer_note = $5, lines = $6::jsonb, amount = $7
 where id = $1"""
_WITHDRAW: Final = "update goodwill set state = 'withdrawn', withdrawn_at = $2, withdrawn_by = $3 where id = $1"


class GoodwillStands(Conflict):
    code = "goodwill_stands"
    message = "Line {lines} has goodwill already, asked for or granted. Withdraw that first, then ask anew."


class GoodwillSettled(Conflict):
    code = "goodwill_settled"
    message = "This goodwill was {state} already. Ask for goodwill anew to change it."


class LineIsBilled(Conflict):
    code = "line_is_billed"
    message = "Line {lines} is closed and billed. Take it back and write it anew to change who pays for it."


class OwnGoodwill(Forbidden):
    code = "own_goodwill"
    message = "You asked for this goodwill yourself. Somebody else has to answer; you can withdraw it."


class GoodwillUnanswered(Conflict):
    code = "goodwill_unanswered"
    message = "Goodwill on {number} waits for an answer. Have it granted or refused, or withdraw it, then close."


async def ask_goodwill(
    *, order_id: UUID, percent: Decimal, reason: str, by: Actor, line_ids: Sequence[UUID] = ()
) -> GoodwillFacts:
    """Ask that `percent` of what the customer would pay of these lines be borne by us; without lines, of all that are open.

    Raises GoodwillNeedsReason, NotAGoodwillShare, GoodwillIsNothing, GoodwillStands, LineIsBilled, ClosedOrder, EstimateOutstanding.
    """
    why = reason.strip()[:LONGEST_REASON]
    if not why:
        raise GoodwillNeedsReason(field="reason")
    async with joined():
        order = await changeable(order_id, by, ASK_RIGHT)
        chosen = await _chosen(order, line_ids)
        lines = _reckoned(chosen, percent, order.currency, each=bool(line_ids))
        amount = _sum(lines)
        row = Goodwill(
            id=uuid7(), order_id=order.id, state=GoodwillState.ASKED, percent=percent, reason=why, lines=_stored(lines),
            amount=amount, currency=order.currency, asked_at=now(), asked_by=by.id,
        )  # fmt: skip
        await Goodwill.insert(row)
        asked = GoodwillAsked(
            order.id, order.number, row.id, percent, amount, order.currency, tuple(line.line_id for line in lines)
        )
        await record(asked, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        return await queries.goodwill(row.id, order.id)


async def answer_goodwill(
    *, order_id: UUID, goodwill_id: UUID, granted: bool, by: Actor, note: str = ""
) -> GoodwillFacts:
    """Granted, its lines are judged again and goodwill bears its part. Reckoned from the lines as they are now.

    All goodwill of the order together must be within the limit of whoever grants, so that a sum is not granted in pieces.
    Raises OwnGoodwill, AboveYourLimit, GoodwillSettled, GoodwillIsNothing, LineIsBilled, ClosedOrder, EstimateOutstanding.
    """
    async with joined():
        order = await changeable(order_id, by, ANSWER_RIGHT)
        found = await queries.goodwill(goodwill_id, order.id)
        if found.state is not GoodwillState.ASKED:
            raise GoodwillSettled(state=found.state.value)
        if found.asked_by == by.id:
            raise OwnGoodwill
        lines = await _grantable(order, found, by) if granted else list(found.lines)
        state = GoodwillState.GRANTED if granted else GoodwillState.REFUSED
        amount = _sum(lines)
        await execute(
            _ANSWER, found.id, state, now(), by.id, note.strip()[:LONGEST_REASON], _stored(lines), amount
        )  # fmt: skip
        if granted:
            await _judge_again(order, lines, by)
        answered = GoodwillAnswered(
            order.id, order.number, found.id, state.value, amount if granted else Decimal(0), order.currency
        )
        await record(answered, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        return await queries.goodwill(found.id, order.id)


async def withdraw_goodwill(*, order_id: UUID, goodwill_id: UUID, by: Actor) -> GoodwillFacts:
    """Whoever asked, or whoever may grant, takes it back while none of its lines is billed; the customer's part is then what it
    was. Raises Forbidden, GoodwillSettled, LineIsBilled, ClosedOrder, EstimateOutstanding."""
    async with joined():
        order = await changeable(order_id, by, ASK_RIGHT)
        found = await queries.goodwill(goodwill_id, order.id)
        if found.asked_by != by.id:
            by.require(ANSWER_RIGHT, order.centre_id)
        if found.state not in STANDING:
            raise GoodwillSettled(state=found.state.value)
        _open(await _lines(order, found))
        await execute(_WITHDRAW, found.id, now(), by.id)
        await _judge_again(order, found.lines, by)
        withdrawn = GoodwillWithdrawn(order.id, order.number, found.id)
        await record(withdrawn, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        return await queries.goodwill(found.id, order.id)


async def all_answered(order: OrderFacts) -> None:
    """An invoice must not go out while somebody may still take a part of it over. Raises GoodwillUnanswered."""
    if any(one.state is GoodwillState.ASKED for one in await queries.goodwill_of(order.id)):
        raise GoodwillUnanswered(number=order.number)


async def _chosen(order: OrderFacts, line_ids: Sequence[UUID]) -> list[LineFacts]:
    lines = {line.id: line for line in await queries.lines(order.id)}
    for line_id in line_ids:
        if line_id not in lines or lines[line_id].reverses_id is not None:
            raise NotFound(kind="order line", key=line_id)
    taken = {line.line_id for one in await queries.goodwill_of(order.id) if one.state in STANDING for line in one.lines}
    if not line_ids:
        free = [line for line in lines.values() if not line.frozen and line.id not in taken and not line.reverses_id]
        if taken and not free:
            raise GoodwillStands(lines=_places([line for line in lines.values() if line.id in taken]))
        return free
    chosen = [lines[line_id] for line_id in dict.fromkeys(line_ids)]
    _open(chosen)
    if stands := [line for line in chosen if line.id in taken]:
        raise GoodwillStands(lines=_places(stands))
    return chosen


def _reckoned(lines: Sequence[LineFacts], percent: Decimal, currency: str, *, each: bool) -> list[GoodwillLine]:
    """What each line would bear; with `each`, none may come to nothing (SET-10)."""
    offers = [(line.id, offered(Money(part_of([line], Payer.CUSTOMER), currency), percent).amount) for line in lines]
    borne = [GoodwillLine(line_id, amount) for line_id, amount in offers if amount > 0]
    if not borne or (each and len(borne) < len(lines)):
        owed = Money(part_of(lines, Payer.CUSTOMER), currency)
        raise GoodwillIsNothing(percent=f"{percent.normalize():f}", owed=owed, field="percent")
    return borne


async def _grantable(order: OrderFacts, found: GoodwillFacts, by: Actor) -> list[GoodwillLine]:
    chosen = await _lines(order, found)
    _open(chosen)
    lines = _reckoned(chosen, found.percent, order.currency, each=False)
    before = [one.amount for one in await queries.goodwill_of(order.id) if one.state is GoodwillState.GRANTED]
    within(Money(_sum(lines) + sum(before, Decimal(0)), order.currency), await _limit(order, by))
    return lines


async def _limit(order: OrderFacts, by: Actor) -> Money:
    """The highest amount that a role of theirs lets them approve in this centre, in the order's currency; none given: nothing."""
    day = today((await centres.centre(order.centre_id)).zone)
    limits = [
        await pricing.convert(limit, order.currency, day)
        for limit in await accounts.limits(by.id, ANSWER_RIGHT, order.centre_id)
    ]
    return max(limits, key=lambda limit: limit.amount, default=zero(order.currency))


async def _lines(order: OrderFacts, found: GoodwillFacts) -> list[LineFacts]:
    """Its lines that still stand."""
    ids = {line.line_id for line in found.lines}
    return [line for line in await queries.lines(order.id) if line.id in ids]


def _open(lines: Iterable[LineFacts]) -> None:
    if billed := [line for line in lines if line.frozen]:
        raise LineIsBilled(lines=_places(billed))


async def _judge_again(order: OrderFacts, lines: Iterable[GoodwillLine], by: Actor) -> None:
    ids = {line.line_id for line in lines}
    units = {line.repair_item_id for line in await queries.lines(order.id) if line.id in ids}
    for item in await queries.items(order.id):
        if item.id in units:
            await judge(order, item, by)


def _sum(lines: Iterable[GoodwillLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal(0))


def _stored(lines: Iterable[GoodwillLine]) -> str:
    return json.dumps([{"line_id": str(line.line_id), "amount": str(line.amount)} for line in lines])


def _places(lines: Iterable[LineFacts]) -> str:
    return ", ".join(str(line.seq) for line in lines)
