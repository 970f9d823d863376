"""Let go what was blocked: plan it again with what is there now, under the key it has."""

from typing import Any, Final

from service_desk.centres.rules import AccountingPeriodOpened, RateSet
from service_desk.erp.actions.plan import PLANS, Planned, plan
from service_desk.erp.actions.shortage import wake
from service_desk.erp.actions.streams import lock, order_stream, stock_need
from service_desk.erp.actions.write import rewrite
from service_desk.erp.rules import STOCK, Kind, State, StockDocument
from service_desk.events.deliveries import recorded
from service_desk.events.rules import Recorded, kind_of
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch, fetchrow

_FACTS: Final = {kind_of(fact): fact for fact in PLANS}
_BLOCKED: Final = """
select id, key, event_id from posting where state = 'blocked' and waits_for && $1::text[] order by id for update"""
_CLOSE_GAPS: Final = """
update mapping_gap g set closed_at = $2 where need = any($1) and closed_at is null and not exists (
  select 1 from posting p where p.state = 'blocked' and p.waits_for @> array[g.need::text])"""
_REFUSED: Final = """
select id, key, event_id from posting
 where state = 'rejected' and reject_code in ('PERIOD_CLOSED', 'PERIOD_MISSING') and event_id is not null
 order by id for update"""
_REVERSED: Final = """
update posting set state = 'reversed', state_at = $2, finding = null
 where id = $1 and state in ('verified', 'applied')"""
_PERIOD: Final = """
select distinct need from posting, unnest(waits_for) as need where state = 'blocked' and need like 'period:%'"""


async def replanned(event_id: int | None) -> Planned | None:
    """The document of an event as it would be written today."""
    row = await fetchrow("select * from event where id = $1", event_id)
    return None if row is None else await plan(recorded(row, _FACTS[row["kind"]]))


async def release(needs: list[str]) -> int:
    """Plan again, in order, what waits for any of these; how many."""
    rows = await fetch(_BLOCKED, needs)
    for row in rows:
        await rewrite(row["id"], row["key"], await replanned(row["event_id"]), State.QUEUED)
    if rows:
        await execute(_CLOSE_GAPS, needs, now())
    return len(rows)


async def release_blocked(event: Recorded[Any]) -> None:
    """A rate was entered or a period opened: what waited for it goes on."""
    fact = event.payload
    async with atomic():
        if isinstance(fact, RateSet):
            pairs = ((fact.currency, fact.per_currency), (fact.per_currency, fact.currency))
            await release([f"rate:{currency}/{per}" for currency, per in pairs])
        elif isinstance(fact, AccountingPeriodOpened):
            await release([row["need"] for row in await fetch(_PERIOD)])
            await _requeue_refused()


async def _requeue_refused() -> None:
    """What the ERP refused for its period, planned again: on its own day, or on the next that is open."""
    for row in await fetch(_REFUSED):
        await rewrite(row["id"], row["key"], await replanned(row["event_id"]), State.QUEUED)


async def followed(row: Any, document: StockDocument | None) -> None:
    """A posting has ended: wake what was short of what it brought, and the closing that waited for its cost."""
    if row["reverses_id"] is not None:
        await execute(_REVERSED, row["reverses_id"], now())
        return
    if Kind(row["kind"]) not in STOCK or document is None:
        return
    await wake(document)
    await lock([order_stream(row["order_number"])])
    await release([stock_need(row["order_number"])])
