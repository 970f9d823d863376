"""From an event to the document owed for it, and what is still missing. It only reads, so it can be run again later."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from service_desk.billing.rules import Billed
from service_desk.erp.actions.plan.billed import plan_invoice
from service_desk.erp.actions.plan.closing import plan_closing
from service_desk.erp.actions.plan.frame import Planned
from service_desk.erp.actions.plan.stock import plan_stock
from service_desk.events.rules import Recorded
from service_desk.parts.rules import (
    PartIssued,
    PartReceived,
    PartReturned,
    PartTransferred,
    ReceiptCorrected,
    StockAdjusted,
)
from service_desk.repairs.rules import RepairClosed

PLANS: Final[Mapping[type, Callable[[Recorded[Any]], Awaitable[Planned | None]]]] = {
    PartReceived: plan_stock,
    PartIssued: plan_stock,
    PartReturned: plan_stock,
    PartTransferred: plan_stock,
    StockAdjusted: plan_stock,
    ReceiptCorrected: plan_stock,
    RepairClosed: plan_closing,
    Billed: plan_invoice,
}


async def plan(event: Recorded[Any]) -> Planned | None:
    """At most one document for each event; None when it owes the ERP nothing."""
    return await PLANS[type(event.payload)](event)


__all__ = ["PLANS", "Planned", "plan"]
