"""How each unit of an order ended, by its repair code; the code must fit what was done and what the customer agreed to."""

from collections.abc import Sequence

from service_desk.faults import queries as faults
from service_desk.faults.rules import CodeList, FaultCodeFacts, Needs, Outcome
from service_desk.foundation.errors import Conflict
from service_desk.foundation.written import Phrase, Term
from service_desk.products import queries as products
from service_desk.repairs import queries
from service_desk.repairs.rules import EstimateState, LineFacts, OrderFacts, RepairItemFacts, fitted_parts, part_of
from service_desk.warranty.rules import Payer

WORK = frozenset({Outcome.REPAIRED, Outcome.EXCHANGED})


class CodesMissing(Conflict):
    code = "codes_missing"
    message = "Before closing, say what was wrong and what was done: {missing}. Enter them under diagnosis."


class EndingUnknown(Conflict):
    code = "ending_unknown"
    message = "Nobody has said how a repair with the code {given} ends. Set its outcome (PATCH /api/v1/fault-codes/{id}), or choose another code."


class PartNeeded(Conflict):
    code = "part_needed"
    message = "{given} says that a part was replaced, and no part is on {unit}. Scan the part that was used, or choose another repair code."


class UnitNeeded(Conflict):
    code = "unit_needed"
    message = "{given} says that the unit was exchanged, and {unit} was not. Enter the exchange first, or choose another repair code."


class RefusedByCustomer(Conflict):
    code = "refused_by_customer"
    message = "The customer refused estimate {number}, so {given} cannot stand. Choose a repair code that says so ({declined}), or send a new estimate."


async def outcomes_of(order: OrderFacts, items: Sequence[RepairItemFacts], lines: Sequence[LineFacts]) -> list[Outcome]:
    """In the order of the items. A list of codes that is empty asks for none (CODE-3).

    Raises CodesMissing (CODE-4), EndingUnknown, PartNeeded, UnitNeeded, RefusedByCustomer.
    """
    await _coded(items)
    refused = await _refused(order)
    return [await _outcome(item, [line for line in lines if line.repair_item_id == item.id], refused) for item in items]


async def _coded(items: Sequence[RepairItemFacts]) -> None:
    missing = [
        Phrase("{code} of {unit}", code=Term(name.value), unit=_unit(item))
        for item in items
        for name in (CodeList.DEFECT, CodeList.REPAIR)
        if not getattr(item, name) and await faults.has_codes(name, item.scheme)
    ]
    if missing:
        raise CodesMissing(missing=missing)


async def _refused(order: OrderFacts) -> str | None:
    """The number of the estimate that the customer refused, unless a later one was sent."""
    sent = await queries.estimates(order.id)
    return sent[-1].number if sent and sent[-1].state == EstimateState.REFUSED else None


async def _outcome(item: RepairItemFacts, lines: Sequence[LineFacts], refused: str | None) -> Outcome:
    code = await faults.coded(CodeList.REPAIR, item.repair, item.scheme, item.scheme_version)
    if code is None:
        return Outcome.DECLINED if refused else Outcome.REPAIRED
    if not code.outcome:
        raise EndingUnknown(given=code.full_code, id=code.id)
    outcome = Outcome(code.outcome)
    if refused and outcome in WORK and not _borne_by_others(lines):
        raise RefusedByCustomer(number=refused, given=code.full_code, declined=await _declined(code))
    if code.needs == Needs.PART and not fitted_parts(lines):
        raise PartNeeded(given=code.full_code, unit=_unit(item))
    if code.needs == Needs.UNIT and not await _exchanged(item):
        raise UnitNeeded(given=code.full_code, unit=_unit(item))
    return outcome


def _borne_by_others(lines: Sequence[LineFacts]) -> bool:
    """Somebody repaired it all the same, and the customer pays nothing of it: goodwill, say."""
    return bool(lines) and not part_of(lines, Payer.CUSTOMER)


async def _declined(code: FaultCodeFacts) -> list[str] | Term:
    offered = await faults.codes(CodeList.REPAIR, scheme=code.scheme)
    return [each.full_code for each in offered if each.outcome == Outcome.DECLINED] or Term("none yet")


async def _exchanged(item: RepairItemFacts) -> bool:
    """A unit that we do not know cannot be exchanged in the desk, so nothing is asked of it."""
    if item.item_id is None:
        return True
    unit = await products.item(item.item_id)
    return unit.retired and unit.replaced_by_id is not None


def _unit(item: RepairItemFacts) -> str:
    return item.serial or item.sku or str(item.seq)
