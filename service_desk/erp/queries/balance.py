"""Does it add up? The ledger against itself, and the desk's stock against the books'."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from service_desk.foundation.db import fetch, fetchval
from service_desk.products.queries import product_by_sku, sku_of

_TRIAL: Final = """
select l.account, a.name, sum(l.debit) as debit, sum(l.credit) as credit, sum(l.debit - l.credit) as balance
  from ledger_line l join ledger_entry e on e.id = l.entry_id left join book_account a on a.code = l.account
 where ($1::date is null or e.posted_on >= $1) and ($2::date is null or e.posted_on <= $2)
 group by l.account, a.name order by l.account"""
# What left and came, as moves say, against the balances; and the value of stock against its account.
_ADDS_UP: Final = """
select (select coalesce(sum(debit - credit), 0) from ledger_line) = 0
   and not exists (select 1 from ledger_line group by entry_id having sum(debit - credit) <> 0)
   and (select coalesce(sum(value), 0) from book_balance)
     = (select coalesce(sum(debit - credit), 0) from ledger_line where role = 'inventory')"""
_STOCK: Final = """
with desk as (
  select p.sku as item, s.lot || s.serial as lot, c.code || '.' || l.code as location, sum(s.quantity) as quantity
    from stock s join product p on p.id = s.product_id join location l on l.id = s.location_id
         join centre c on c.id = l.centre_id
   where $1::text is null or p.sku = $1 group by 1, 2, 3)
select coalesce(d.item, b.item) as item, coalesce(d.lot, b.lot) as lot, coalesce(d.location, b.location) as location,
       coalesce(d.quantity, 0) as desk, coalesce(b.quantity, 0) as books
  from desk d full join (select * from book_balance where $1::text is null or item = $1) b
    on b.item = d.item and b.lot = d.lot and b.location = d.location
 where coalesce(d.quantity, 0) <> coalesce(b.quantity, 0) order by 1, 3, 2 limit $2"""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """`balance` is debit less credit, in the book currency."""

    account: str
    name: str | None
    debit: Decimal
    credit: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class StockMismatch:
    """`lot` is the batch or serial, '' untracked."""

    item: str
    lot: str
    location: str
    desk: Decimal
    books: Decimal


async def trial_balance(since: date | None = None, until: date | None = None) -> list[TrialLine]:
    return [TrialLine(**row) for row in await fetch(_TRIAL, since, until)]


async def ledger_balanced() -> bool:
    """Every entry balances, and the stock account is worth what lies at the real places."""
    return bool(await fetchval(_ADDS_UP))


async def stock_mismatches(item: str | None = None, limit: int = 1000) -> list[StockMismatch]:
    """Where the desk's quantity and the books' differ, per item (its SKU in any spelling; None: all), lot and location.

    Raises UnknownProduct: of an item that nobody knows it is not said that all is well."""
    sku = None if item is None else await sku_of(item)
    found = [StockMismatch(**row) for row in await fetch(_STOCK, sku, limit)]
    if sku is not None and not found:
        await product_by_sku(sku)
    return found


async def stock_matches(item: str | None = None) -> bool:
    return not await stock_mismatches(item, 1)
