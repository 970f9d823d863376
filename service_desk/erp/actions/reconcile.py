"""Compare what we owe with what the ERP holds, both ways, and keep every difference until a person settles it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from service_desk.centres import queries as centres
from service_desk.erp import connectors, queries
from service_desk.erp.rules import Document, Kind, Reconciled
from service_desk.erp.rules.reconcile import Difference, compare
from service_desk.events.actions import record
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetch
from service_desk.foundation.ids import uuid7

_OURS: Final = """
select * from posting where kind = $1 and state in ('applied', 'verified', 'reversed')
  and coalesce(erp_posted_on, posting_date) between $2 and $3"""
_KEEP: Final = """
insert into reconcile_finding (id, what, key, kind, posting_id, found_at, detail, state)
values ($1, $2, $3, $4, $5, $6, $7, 'open') on conflict (what, kind, key) where state = 'open' do nothing"""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """`documents` counts the postings compared; `differences` is empty when both sides agree."""

    since: date
    until: date
    documents: int
    differences: list[Difference]
    stock: list[queries.StockMismatch]
    ledger_balanced: bool


async def reconcile(*, since: date, until: date, by: Actor) -> Reconciliation:
    """All kinds the connector takes, by posting day, both ends included."""
    by.require_company("erp.read")
    connector, company = connectors.chosen(), await centres.company()
    documents, differences = 0, []
    for kind in sorted(connector.capabilities.kinds):
        ours = await _ours(kind, since, until)
        theirs = [one async for one in connector.list_documents(kind, f"{company.code}.", since, until)]
        documents += len(ours)
        found = compare(ours, theirs)
        differences += found
        await _keep(kind, found)
    stock, balanced = await queries.stock_mismatches(), await queries.ledger_balanced()
    async with atomic():
        fact = Reconciled(since=since, until=until, documents=documents, findings=len(differences))
        await record(fact, subject=("company", company.id), centre_id=None, by=by)
    return Reconciliation(since, until, documents, differences, stock, balanced)


async def _ours(kind: Kind, since: date, until: date) -> dict[str, tuple[int, Document]]:
    return {row["key"]: (row["id"], queries.document_of(row)) for row in await fetch(_OURS, kind, since, until)}


async def _keep(kind: Kind, found: list[Difference]) -> None:
    for one in found:
        await execute(_KEEP, uuid7(), one.what, one.key, kind, one.posting_id, now(), one.detail)
