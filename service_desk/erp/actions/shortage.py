"""A posting that is short of stock waits while something is still on its way to that place, and is woken when it came.

The desk's stock moves and their postings run apart: an issue may reach the ERP before the receipt that filled the shelf.
Both sides take the lock of the balance, so that no waking is lost between looking and waiting.
"""

from datetime import datetime, timedelta
from typing import Final

from service_desk.erp.actions.streams import arrivals, balance_need, lock
from service_desk.erp.rules import StockDocument
from service_desk.foundation.clock import now
from service_desk.foundation.db import execute, fetchrow
from service_desk.foundation.live import announce

# What came is seen a while after the moment that stands on it: its transaction ends later, and the clocks of workers differ.
_UNSEEN: Final = timedelta(minutes=1)
_WAKE: Final = """
update posting set state = 'queued', state_at = $2, not_before = $2, waits_for = '{}', reject_code = null, detail = null
 where state = 'retry_wait' and waits_for && $1::text[]"""
_COMING: Final = """
select coalesce(bool_or(p.id is null or p.state not in ('verified', 'cancelled', 'reversed')), false) as open,
       coalesce(bool_or(p.state = 'verified' and p.state_at >= $4), false) as just_came
  from stock_move m join product i on i.id = m.product_id join location l on l.id = m.to_id
       join centre c on c.id = l.centre_id left join posting p on p.move_id = m.id and p.reverses_id is null
 where i.sku = $1 and m.lot || m.serial = $2 and c.code || '.' || l.code = $3"""


async def coming(document: StockDocument, since: datetime) -> tuple[bool, list[str]]:
    """Whether something may still cure a shortage, and what to wait for; nothing to wait for: it came meanwhile.

    `since` is when the short posting was taken up: what came a little before may not have been seen by it yet.
    """
    needs = [balance_need(line, line.from_location) for line in document.lines]
    await lock(needs)
    waiting = False
    for line in document.lines:
        row = await fetchrow(_COMING, line.item, line.lot, line.from_location, since - _UNSEEN)
        assert row is not None
        if row["open"]:
            return True, needs
        waiting = waiting or row["just_came"]
    return waiting, []


async def wake(document: StockDocument) -> None:
    """Something was posted to these places."""
    needs = arrivals(document)
    await lock(needs)
    if not (await execute(_WAKE, needs, now())).endswith(" 0"):
        announce("postings")
