"""Reading back what the books hold: documents by key and window, items, stock, customers' balances."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service_desk.erp.connectors.books.documents import number_of
from service_desk.erp.rules import Booked, ErpDocument, Item, Kind, Moved, StockLevel
from service_desk.foundation.clock import now
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.i18n import say

_DOCUMENT: Final = """
select d.*,
  (select coalesce(jsonb_agg(jsonb_build_array(m.item, m.lot, m.from_location, m.to_location, m.quantity::text) order by m.id),
     '[]') from book_move m where m.document_id = d.id) as moves,
  (select coalesce(sum(m.value), 0) from book_move m where m.document_id = d.id) as cost,
  (select coalesce(jsonb_agg(jsonb_build_array(l.account, l.debit::text, l.credit::text) order by l.id), '[]')
     from ledger_entry e join ledger_line l on l.entry_id = e.id where e.document_id = d.id) as entries
  from book_document d """
_PAGE: Final = 500


async def by_key(kind: Kind, key: str) -> list[ErpDocument]:
    return [_document(row) for row in await fetch(f"{_DOCUMENT} where d.key = $1 and d.kind = $2", key, kind)]


async def window(kind: Kind, prefix: str, since: date, until: date) -> AsyncIterator[ErpDocument]:
    """By id, a page at a time, so that a month of postings is never held at once."""
    after = 0
    while True:
        rows = await fetch(
            f"{_DOCUMENT} where d.kind = $1 and starts_with(d.key, $2) and d.posted_on between $3 and $4 and d.id > $5 "
            f"order by d.id limit {_PAGE}",
            kind,
            prefix,
            since,
            until,
            after,
        )
        for row in rows:
            yield _document(row)
        if len(rows) < _PAGE:
            return
        after = rows[-1]["id"]


def _document(row: Any) -> ErpDocument:
    return ErpDocument(
        kind=Kind(row["kind"]),
        key=row["key"],
        erp_ref=str(row["id"]),
        erp_number=number_of(row["id"], row["number"]),
        posted_on=row["posted_on"],
        moves=tuple(
            Moved(item, lot, source, target, Decimal(quantity)) for item, lot, source, target, quantity in row["moves"]
        ),
        entries=tuple(Booked(line[0], Decimal(line[1]), Decimal(line[2])) for line in row["entries"]),
        cost=row["cost"],
        total=row["total"],
        tax=row["tax"],
        reverses=row["reverses"] or "",
    )


async def item(code: str) -> Item | None:
    """The books have no items of their own: the desk's parts are theirs."""
    row = await fetchrow(
        "select sku, name, uom, tracking, retired_at is null as active from product where sku = $1", code
    )
    return None if row is None else Item(row["sku"], say(row["name"], "en"), row["uom"], row["tracking"], row["active"])


async def stock(code: str, location: str | None) -> list[StockLevel]:
    rows = await fetch(
        "select item, location, lot, quantity as on_hand, value, (select book_currency from company) as currency from book_balance "
        "where item = $1 and ($2::text is null or location = $2) and quantity > 0 order by location, lot",
        code,
        location,
    )
    return [StockLevel(**row, as_of=now()) for row in rows]
