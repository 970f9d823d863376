"""Do a job step by step, each by the person whose work it is, at the moment at which it happens in the story."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.centres.rules import CentreFacts
from service_desk.demo.actions.goods import Shelf
from service_desk.demo.actions.people import actor, login_of
from service_desk.demo.rules.jobs import ESTIMATES_HOLD, PLANNED_HOURS, STAGES, Job, Played, Spare, Stage, moment
from service_desk.demo.rules.places import BY_CODE, WAREHOUSE, rates
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.money import rounded
from service_desk.parts import queries as stock
from service_desk.repairs import actions as repairs
from service_desk.repairs.rules import Answer, LineKind, Planned
from service_desk.tickets import actions as tickets
from service_desk.warranty.rules import Verdict

DECLINED: Final = "R13"
_PAUSE: Final = timedelta(minutes=5)
_ALWAYS: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Bench:
    """One centre's people and shelf. `free_from`: nobody works on two things at once."""

    centre: CentreFacts
    agent: Actor
    technician: Actor
    resource_id: UUID
    shelf: Shelf
    free_from: datetime = field(default=_ALWAYS)


async def open_bench(code: str, resource_id: UUID, mark: str) -> Bench:
    """`mark` stands in the serials and batches of the parts received for it."""
    centre = await centres.centre_by_code(code)
    place = await stock.location_by_code(centre.id, WAREHOUSE)
    agent, technician = [await actor(login_of(role, code)) for role in ("agent", "technician")]
    return Bench(centre, agent, technician, resource_id, Shelf(place.id, f"{code}{mark}"))


async def do(job: Job, bench: Bench, party_id: UUID, done: Played, until: Stage = Stage.HANDED_OVER) -> None:
    """All steps of a job up to `until`; what was done is written into `done` as it happens."""
    work = _Work(job, bench, party_id, done)
    for stage in STAGES[: STAGES.index(until) + 1]:
        await _STEPS[stage](work)


@dataclass(slots=True)
class _Work:
    job: Job
    bench: Bench
    party_id: UUID
    done: Played
    late: timedelta = timedelta(0)  # what waiting for the technician added

    def at(self, stage: Stage) -> datetime:
        return moment(stage, self.job.reported_at) + self.late

    @property
    def order_id(self) -> UUID:
        assert self.done.order_id is not None
        return self.done.order_id


async def _report(work: _Work) -> None:
    job, done = work.job, work.done
    with clock.at(work.at(Stage.REPORTED)):
        opened = await tickets.open_ticket(
            centre_id=work.bench.centre.id, scan=job.serial, party_id=work.party_id, words=job.words,
            symptom=job.fault.symptom, condition=job.fault.condition, channel=job.channel, by=work.bench.agent,
        )  # fmt: skip
    done.ticket_id, done.ticket_number, done.verdict = opened.id, opened.number, opened.verdict


async def _start(work: _Work) -> None:
    with clock.at(work.at(Stage.STARTED)):
        started = await repairs.start(ticket_id=work.done.ticket_id, by=work.bench.technician)
    work.done.order_id, work.done.order_number = started.id, started.number


async def _diagnose(work: _Work) -> None:
    fault = work.job.fault
    with clock.at(work.at(Stage.DIAGNOSED)):
        await repairs.diagnose(
            order_id=work.order_id, section=fault.section, defect=fault.defect, by=work.bench.technician
        )


async def _estimate(work: _Work) -> None:
    """Only where the customer would pay, and only for those who ask."""
    if work.job.answer is None or work.done.verdict == Verdict.COVERED:
        return
    with clock.at(work.at(Stage.ESTIMATED)):
        sent = await repairs.make_estimate(
            order_id=work.order_id,
            lines=_planned(work),
            valid_until=(work.at(Stage.ESTIMATED) + ESTIMATES_HOLD).date(),
            by=work.bench.agent,
        )
    work.done.estimates.append(sent.id)


def _planned(work: _Work) -> list[Planned]:
    lines = [Planned(LineKind.LABOUR, Decimal(PLANNED_HOURS))]
    if (spare := work.job.spare) is not None:
        lines.append(Planned(LineKind.PART, Decimal(spare.quantity), part=spare.sku))
    if work.job.journey:
        lines.append(Planned(LineKind.TRAVEL, text="journey", unit_price=_journey(work)))
    return lines


async def _answer(work: _Work) -> None:
    answer = work.job.answer
    if not work.done.estimates or answer is None:
        return
    with clock.at(work.at(Stage.ANSWERED)):
        await repairs.answer_estimate(estimate_id=work.done.estimates[-1], answer=answer, by=work.bench.agent)
    work.done.refused = answer is Answer.REFUSED


async def _repair(work: _Work) -> None:
    """Clock on, part in, clock off; after a refusal only the time that finding the fault took."""
    job, bench, done = work.job, work.bench, work.done
    on = max(work.at(Stage.REPAIRED), bench.free_from)
    off = on + timedelta(minutes=15 if done.refused else job.minutes)
    work.late += on - work.at(Stage.REPAIRED)
    bench.free_from = off + _PAUSE
    with clock.at(on):
        await repairs.start_clock(
            order_id=work.order_id, resource_id=bench.resource_id, started_at=on, by=bench.technician
        )
    if job.spare is not None and not done.refused:
        with clock.at(on + (off - on) / 2):
            await _fit(work, job.spare)
    with clock.at(off):
        await repairs.stop_clock(
            order_id=work.order_id, resource_id=bench.resource_id, stopped_at=off, by=bench.technician
        )
        if job.journey and not done.refused:
            price = _journey(work)
            await repairs.add_line(
                order_id=work.order_id, kind=LineKind.TRAVEL, text="journey", unit_price=price,
                cost=rounded(price / 2, bench.centre.currency), by=bench.technician,
            )  # fmt: skip


async def _fit(work: _Work, spare: Spare) -> None:
    bench = work.bench
    lot, serial = bench.shelf.take(spare.sku)
    used = await repairs.use_part(
        order_id=work.order_id, part=spare.sku, location_id=bench.shelf.location_id, quantity=Decimal(spare.quantity),
        lot=lot, serial=serial, by=bench.technician,
    )  # fmt: skip
    assert used.line.move_id is not None
    work.done.issued.append(used.line.move_id)
    if spare.back:
        await repairs.return_part(line_id=used.line.id, quantity=Decimal(spare.back), by=bench.technician)
        moves = await stock.moves_for(work.order_id)
        work.done.returned += [move.id for move in moves if move.id not in work.done.issued + work.done.returned]


def _journey(work: _Work) -> Decimal:
    place, day = BY_CODE[work.bench.centre.code], work.job.reported_at.date()
    per_euro = [rate for since, rate in rates(place.currency) if since <= day][-1]
    return rounded(place.journey * per_euro, place.currency)


async def _check(work: _Work) -> None:
    with clock.at(work.at(Stage.CHECKED)):
        await repairs.pass_check(order_id=work.order_id, passed=True, by=work.bench.technician)


async def _close(work: _Work) -> None:
    with clock.at(work.at(Stage.CLOSED)):
        repair = DECLINED if work.done.refused else work.job.fault.repair
        await repairs.diagnose(order_id=work.order_id, repair=repair, by=work.bench.technician)
        work.done.closed = await repairs.close(order_id=work.order_id, by=work.bench.technician)


async def _hand_over(work: _Work) -> None:
    with clock.at(work.at(Stage.HANDED_OVER)):
        await repairs.hand_over(order_id=work.order_id, by=work.bench.technician)


_STEPS: Final[dict[Stage, Callable[[_Work], Awaitable[None]]]] = {
    Stage.REPORTED: _report,
    Stage.STARTED: _start,
    Stage.DIAGNOSED: _diagnose,
    Stage.ESTIMATED: _estimate,
    Stage.ANSWERED: _answer,
    Stage.REPAIRED: _repair,
    Stage.CHECKED: _check,
    Stage.CLOSED: _close,
    Stage.HANDED_OVER: _hand_over,
}
