"""Estimates: what the customer is asked to accept is frozen word for word, and their answer moves the order on."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.centres.actions import next_number
from service_desk.centres.rules import NumberKind
from service_desk.events.actions import record
from service_desk.foundation import clock
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import execute, fetch, fetchrow, joined
from service_desk.foundation.errors import Conflict, Invalid, NotFound
from service_desk.foundation.ids import uuid7
from service_desk.foundation.money import Money
from service_desk.pricing import queries as pricing
from service_desk.repairs import queries
from service_desk.repairs.actions.lines import item_of
from service_desk.repairs.actions.planned import on_order, planned
from service_desk.repairs.actions.seen import changeable, seen, step
from service_desk.repairs.rules import (
    SUBJECT,
    Answer,
    AnsweredFrom,
    EstimateAnswered,
    EstimateFacts,
    EstimateSent,
    EstimateState,
    Planned,
    State,
)

LONGEST_NOTE: Final = 2000
LONGEST_BROWSER: Final = 300
_INSERT: Final = """
insert into estimate (id, order_id, number, state, currency, total, customer_total, lines, valid_until, sent_at, sent_by,
  answer_note, customer_tax)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12)"""
_ANSWER: Final = """
update estimate set state = $2, answered_at = $3, answered_by = $4, answer_note = $5, answered_party_id = $6, answered_ip = $7,
       answered_with = $8
 where id = $1 and state = 'sent' returning id"""
_SUPERSEDE: Final = """
update estimate set state = 'superseded', answered_at = $2, answered_by = $3 where order_id = $1 and state = 'sent'"""
_OVERDUE: Final = """
select e.id, e.valid_until, r.centre_id from estimate e join repair_order r on r.id = e.order_id
 where e.state = 'sent' and e.valid_until < $1 order by e.valid_until limit 500"""


class EmptyEstimate(Invalid):
    code = "empty_estimate"
    message = "There is nothing to estimate: add lines to the order, or give the planned ones."


class PastValidity(Invalid):
    code = "past_validity"
    message = "The estimate would be valid until {day}, which is past. Choose a later day."


class EstimateAnsweredAlready(Conflict):
    code = "estimate_answered"
    message = "Estimate {number} is {state} already. To change it, send a new one."


class EstimateExpired(Conflict):
    code = "estimate_expired"
    message = "Estimate {number} was valid until {day}. Send a new one; prices may have changed."


async def make_estimate(
    *,
    order_id: UUID,
    by: Actor,
    lines: Sequence[Planned] = (),
    valid_until: date | None = None,
    repair_item_id: UUID | None = None,
) -> EstimateFacts:
    """What is on the order and what is planned, with what the customer would pay of each; sent, and waiting for them. One that
    still waited for its answer is superseded, and can be answered no more.

    Valid for 14 days unless said otherwise. Raises EmptyEstimate, PastValidity, UnknownProduct, and those of a
    changeable order.
    """
    async with joined():
        order = await seen(order_id, by, "repairs.estimate")
        if order.state != State.AWAITING_APPROVAL:
            order = await changeable(order_id, by, "repairs.estimate")
        centre = await centres.centre(order.centre_id)
        day = clock.today(centre.zone)
        until = clock.plausible(valid_until or day + timedelta(days=14), "valid_until")
        if until < day:
            raise PastValidity(day=until, field="valid_until")
        shown = on_order(await queries.lines(order.id))
        if lines:
            shown += await planned(order, await item_of(order, repair_item_id), lines, day)
        if not shown:
            raise EmptyEstimate
        total, customer = (sum((getattr(line, name) for line in shown), Decimal(0)) for name in ("amount", "customer"))
        rate = await pricing.tax(centre.country, day)
        tax = Money(customer, order.currency).share(rate.percent).amount
        await execute(_SUPERSEDE, order.id, clock.now(), by.id)
        key, number = uuid7(), await next_number(order.centre_id, NumberKind.ESTIMATE)
        await fetchrow(
            _INSERT, key, order.id, number, EstimateState.SENT, order.currency, total, customer,
            [line.kept() for line in shown], until, clock.now(), by.id, tax,
        )  # fmt: skip
        if order.state != State.AWAITING_APPROVAL:
            await step(order, State.AWAITING_APPROVAL, by)
        sent = EstimateSent(
            key, number, order.id, order.number, order.party_id, order.currency, total, customer, until, tax
        )
        await record(sent, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)
        return await queries.estimate(key)


async def answer_estimate(
    *,
    estimate_id: UUID,
    answer: Answer,
    by: Actor,
    note: str = "",
    order_id: UUID | None = None,
    themselves: AnsweredFrom | None = None,
) -> EstimateFacts:
    """Accepted: the repair goes on. Refused: back to the bench, to be estimated anew or closed as declined (R13).
    `themselves`: the customer answered through their link, which is kept beside the answer.

    Raises EstimateExpired, EstimateAnsweredAlready, NotFound.
    """
    async with joined():
        found = await queries.estimate(estimate_id)
        if order_id not in {None, found.order_id}:
            raise NotFound(kind="estimate", key=estimate_id)
        order = await seen(found.order_id, by, "repairs.estimate")
        found = await queries.estimate(estimate_id)  # again, now that nobody else can answer it
        if found.state != EstimateState.SENT:
            raise EstimateAnsweredAlready(number=found.number, state=EstimateState(found.state))
        zone = (await centres.centre(order.centre_id)).zone
        if clock.today(zone) > found.valid_until:
            raise EstimateExpired(number=found.number, day=found.valid_until)
        to = State.REPAIRING if answer is Answer.ACCEPTED else State.DIAGNOSING
        await _settle(found, EstimateState(answer), to, by, note, themselves)
        return await queries.estimate(estimate_id)


async def _settle(
    found: EstimateFacts,
    state: EstimateState,
    to: State,
    by: Actor,
    note: str,
    themselves: AnsweredFrom | None = None,
) -> None:
    order = await queries.order(found.order_id)
    who = themselves or AnsweredFrom(None, "", "")
    given = (note.strip()[:LONGEST_NOTE], who.party_id, who.ip[:64], who.browser[:LONGEST_BROWSER])
    if await fetchrow(_ANSWER, found.id, state, clock.now(), by.id, *given) is None:
        raise EstimateAnsweredAlready(number=found.number, state=EstimateState(found.state))
    if order.state == State.AWAITING_APPROVAL:
        await step(order, to, by)
    answered = EstimateAnswered(found.id, found.number, order.id, order.number, state)
    await record(answered, subject=(SUBJECT, order.id), centre_id=order.centre_id, by=by)


async def expire_estimates(by: Actor = SYSTEM) -> int:
    """Scheduled: what nobody answered in time goes back to the bench. How many expired."""
    rows = await fetch(_OVERDUE, clock.now().date() + timedelta(days=1))
    expired = 0
    for row in rows:
        zone = (await centres.centre(row["centre_id"])).zone
        if row["valid_until"] >= clock.today(zone):
            continue
        async with joined():
            found = await queries.estimate(row["id"])
            await seen(found.order_id, by, "repairs.estimate")
            found = await queries.estimate(row["id"])
            if found.state == EstimateState.SENT:
                await _settle(found, EstimateState.EXPIRED, State.DIAGNOSING, by, "")
                expired += 1
    return expired
