"""Who pays: judge the open lines of one unit again, all together, whenever one of them changes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol
from uuid import UUID

from service_desk.events.rules import Recorded
from service_desk.faults import queries as faults
from service_desk.faults.rules import CodeList, excludes_cover
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.foundation.money import Money
from service_desk.repairs import queries
from service_desk.repairs.rules import (
    ITEM_SUBJECT,
    Favour,
    LineFacts,
    OrderFacts,
    RepairItemFacts,
    Share,
    favoured,
    judged,
    shares_of,
    stored,
)
from service_desk.warranty import actions as warranty
from service_desk.warranty import queries as covers
from service_desk.warranty.actions.decisions import OVERRIDE_RIGHT
from service_desk.warranty.rules import Circumstances, Facts, LineVerdict, Override, Payer, decide
from service_desk.warranty.rules import LineFacts as Judged
from service_desk.warranty.rules.goodwill import granted

_JUDGED: Final = """
update order_line l set verdict = j.verdict, reason = j.reason, payer = j.payer, shares = j.shares::jsonb
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as j (id, verdict, reason, payer, shares)
 where l.id = j.id"""


_ORDERS: Final = """
select r.id from repair_order r
 where r.state <> all(array['closed', 'handed_over', 'cancelled'])
   and exists (select 1 from repair_item i where i.order_id = r.id and i.item_id = $1) order by r.id for update"""


async def circumstances(item: RepairItemFacts) -> Circumstances:
    """A defect that excludes cover takes it off all lines of the unit (LINE-5); an override puts it back."""
    misuse = None
    defect = await faults.coded(CodeList.DEFECT, item.defect, item.scheme, item.scheme_version)
    if defect is not None and excludes_cover(defect.flags):
        misuse = item.defect
    override = Override(item.override_note, item.override_by) if item.override_by is not None else None
    return Circumstances(misuse=misuse, override=override)


async def judge(order: OrderFacts, item: RepairItemFacts, by: Actor) -> None:
    """Decide on every line of the unit that is not closed yet; what was closed before is told, and stays as it was."""
    lines = [line for line in await queries.lines(order.id) if line.repair_item_id == item.id and not line.reverses_id]
    if all(line.frozen for line in lines):
        return
    group = await group_of(item)
    decision = await warranty.decide_for(
        subject=(ITEM_SUBJECT, item.id),
        centre_id=order.centre_id,
        item_id=item.item_id,
        reported_on=order.reported_on,
        lines=tuple(judged(line, group) for line in lines),
        circumstances=await circumstances(item),
        by=_trusted(by, item),
    )
    await _write(order, [line for line in lines if not line.frozen], {one.line: one for one in decision.lines})


async def under_warranty_as_reported(order: OrderFacts, item: RepairItemFacts) -> bool:
    """SET-7: of a unit without any line the fault as it was reported says whether its warranty bore the work."""
    if item.item_id is None:
        return False
    unit = await covers.facts_for(item.item_id)
    asked = Judged(symptom_group=await group_of(item))
    decision = decide(Facts(order.reported_on, unit, await circumstances(item)), (asked,))
    return any(line.payer is Payer.WARRANTY for line in decision.lines)


class OfUnit(Protocol):
    """A fact about one unit."""

    item_id: UUID


async def judge_orders_again(event: Recorded[OfUnit]) -> None:
    """Facts of a unit changed: what is not closed on its open orders is judged anew, at the day of each report."""
    async with atomic():
        for row in await fetch(_ORDERS, event.payload.item_id):
            order = await queries.order(row["id"])
            for item in await queries.items(order.id):
                if item.item_id == event.payload.item_id:
                    await judge(order, item, SYSTEM)


def _trusted(by: Actor, item: RepairItemFacts) -> Actor:
    """An override was put in by a holder of the right; whoever adds a part afterwards need not hold it too."""
    return by if item.override_by is None else replace(by, rights=by.rights | {OVERRIDE_RIGHT})


async def group_of(item: RepairItemFacts) -> str | None:
    """The group of its symptom; None where it counts as the same fault as no other."""
    return await faults.group(item.scheme, item.symptom) or None


async def _write(order: OrderFacts, lines: Sequence[LineFacts], verdicts: Mapping[str, LineVerdict]) -> None:
    """Goodwill that was granted comes after the verdict, whatever that is now: it bears a part of what is the customer's."""
    favours = await queries.favours(order.id)
    said = [_favoured(line, verdicts[str(line.id)], favours.get(line.id)) for line in lines]
    told = [verdict for verdict, _ in said]
    await execute(
        _JUDGED, [line.id for line in lines], [v.verdict for v in told], [v.reason for v in told],
        [v.payer for v in told], [json.dumps(stored(shares)) for _, shares in said],
    )  # fmt: skip


def _favoured(line: LineFacts, verdict: LineVerdict, favour: Favour | None) -> tuple[LineVerdict, tuple[Share, ...]]:
    total = Money(line.amount, line.currency)
    shares = shares_of(total, verdict.payer, verdict.percent)
    if favour is None or (given := favoured(shares, total, favour)) == shares:
        return verdict, shares
    return granted(verdict, favour.percent, favour.reason), given
