"""The ledger: entries whose lines balance; a reversal adds lines, nothing is ever changed."""

from collections.abc import Sequence
from typing import Final

from service_desk.erp.connectors.books.refusal import RefusedError
from service_desk.erp.rules import Document, EntryLine, RejectCode, unbalanced
from service_desk.foundation.db import execute, fetch, fetchval

_ENTRY: Final = """
insert into ledger_entry (document_id, posted_on, order_number, centre, text) values ($1, $2, $3, $4, $5) returning id"""
_LINES: Final = """
insert into ledger_line (entry_id, account, role, debit, credit, cost_centre, foreign_amount, foreign_currency)
select $1, u.account, u.role, u.debit, u.credit, $2, u.foreign_amount, u.foreign_currency
  from unnest($3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::numeric[], $8::text[])
    as u(account, role, debit, credit, foreign_amount, foreign_currency) join book_account a on a.code = u.account"""
_SWAP: Final = """
insert into ledger_line (entry_id, account, role, debit, credit, cost_centre, foreign_amount, foreign_currency)
select $1, l.account, l.role, l.credit, l.debit, l.cost_centre, l.foreign_amount, l.foreign_currency
  from ledger_line l where l.entry_id = $2 order by l.id"""


async def enter(document_id: int, document: Document, entries: Sequence[EntryLine], text: str) -> None:
    """Write one entry; the database checks its balance once more when it commits."""
    if (why := unbalanced(tuple(entries))) is not None:
        raise RefusedError(RejectCode.UNBALANCED, why)
    entry_id = await fetchval(_ENTRY, document_id, document.posting_date, document.order, document.centre, text)
    written = await execute(
        _LINES,
        entry_id,
        document.centre,
        [line.account for line in entries],
        [line.role for line in entries],
        [line.debit for line in entries],
        [line.credit for line in entries],
        [line.foreign for line in entries],
        [line.foreign_currency for line in entries],
    )
    if int(written.split()[-1]) != len(entries):
        known = {row["code"] for row in await fetch("select code from book_account")}
        missing = sorted({line.account or f"(none for {line.role})" for line in entries} - known)
        raise RefusedError(RejectCode.UNKNOWN_ACCOUNT, f"There is no account {', '.join(missing)}.", "account")


async def undo(document_id: int, original_id: int, document: Document, text: str) -> None:
    """The entries of a document once more, with debit and credit changed over."""
    for row in await fetch("select id from ledger_entry where document_id = $1 order by id", original_id):
        entry_id = await fetchval(_ENTRY, document_id, document.posting_date, document.order, document.centre, text)
        await execute(_SWAP, entry_id, row["id"])
