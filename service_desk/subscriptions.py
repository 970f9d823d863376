"""What follows from what: event -> those who act on it, in the worker, after the commit, or at once. The whole list."""

from collections.abc import Mapping, Sequence
from typing import Final

from service_desk.billing.actions import bill
from service_desk.billing.rules import Billed
from service_desk.centres.rules import AccountingPeriodOpened, RateSet
from service_desk.correspondence import actions as correspondence
from service_desk.erp.actions import post_to_erp, release_blocked
from service_desk.events.actions import AT_ONCE
from service_desk.events.deliveries import Handler
from service_desk.parties.rules import PartyChanged, PartyErased, PartyMerged, PartyUnmerged
from service_desk.parts.rules import (
    PartIssued,
    PartReceived,
    PartReturned,
    PartTransferred,
    ReceiptCorrected,
    StockAdjusted,
)
from service_desk.products.rules import ItemDateAdded, ItemSwapped
from service_desk.repairs.actions import (
    due_as_promised,
    due_with_ticket,
    judge_orders_again,
    refill_erased,
    refill_merged,
    refill_renamed,
    refill_unmerged,
)
from service_desk.repairs.rules import (
    EstimateAnswered,
    EstimateSent,
    RepairClosed,
    RepairHandedOver,
    RepairMoved,
    RepairStarted,
    UnitPlanned,
)
from service_desk.tickets.actions import judge_tickets_again
from service_desk.tickets.rules import TicketChanged, TicketMoved, TicketOpened
from service_desk.warranty.actions import refreeze_on_date, take_over_on_swap
from service_desk.warranty.rules.happenings import CoverGranted, CoverWithdrawn, TermsClosed, TermsFrozen

SUBSCRIPTIONS: Final[Mapping[type, Sequence[Handler]]] = {
    PartyChanged: (refill_renamed,),
    PartyMerged: (refill_merged,),
    PartyUnmerged: (refill_unmerged,),
    PartyErased: (refill_erased,),
    TicketOpened: (
        correspondence.tell_ticket_received,
    ),
    RepairStarted: (
        correspondence.tell_repair_received,
    ),
    RepairMoved: (
        correspondence.tell_repair_moved,
    ),
    EstimateSent: (
        correspondence.tell_estimate_ready,
    ),
    EstimateAnswered: (
        correspondence.tell_estimate_answered,
    ),
    RepairHandedOver: (
        correspondence.tell_repair_handed_over,
    ),
    PartReceived: (post_to_erp,),
    PartIssued: (post_to_erp,),
    PartReturned: (post_to_erp,),
    PartTransferred: (post_to_erp,),
    StockAdjusted: (post_to_erp,),
    ReceiptCorrected: (post_to_erp,),
    RepairClosed: (
        post_to_erp,
        bill,
        correspondence.tell_repair_ready,
    ),
    Billed: (post_to_erp,),
    RateSet: (release_blocked,),
    AccountingPeriodOpened: (release_blocked,),
}  # fmt: skip

# Moves of one part are owed to the ERP in the order in which the stock moved, whatever they were for: average cost hangs on it.
BESIDE: Final[Mapping[type, str]] = dict.fromkeys(
    (PartReceived, PartIssued, PartReturned, PartTransferred, StockAdjusted, ReceiptCorrected), "product_id"
)

# In the transaction of the fact: nobody sees a unit's new facts beside the old verdict of its tickets and orders.
_JUDGED: Final[Sequence[Handler]] = (judge_tickets_again, judge_orders_again)
FOLLOWS: Final[Mapping[type, Sequence[Handler]]] = {
    ItemDateAdded: (refreeze_on_date,),
    ItemSwapped: (take_over_on_swap,),
    TermsFrozen: _JUDGED,
    TermsClosed: _JUDGED,
    CoverGranted: _JUDGED,
    CoverWithdrawn: _JUDGED,
    TicketMoved: (due_with_ticket,),
    TicketChanged: (due_with_ticket,),
    UnitPlanned: (due_as_promised,),
}


def fill() -> None:
    """See `service_desk.seams`."""
    AT_ONCE.update(FOLLOWS)
