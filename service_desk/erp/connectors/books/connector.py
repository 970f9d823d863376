"""The books behind the port."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Final

from service_desk.centres import queries as centres
from service_desk.erp.connectors.books import ledger, reading, stock
from service_desk.erp.connectors.books.documents import register
from service_desk.erp.connectors.books.refusal import RefusedError
from service_desk.erp.rules import (
    Capabilities,
    ErpDocument,
    Health,
    Invoice,
    Item,
    JournalEntry,
    Kind,
    Outcome,
    RejectCode,
    Reversal,
    StockDocument,
    StockLevel,
    value_entries,
)
from service_desk.foundation.db import fetchval

_ORIGINAL: Final = "select id from book_document where key = $1 and kind = $2 and reverses is null for share"
_REVERSED: Final = "select 1 from book_document where reverses = $1 and key <> $2"


class Books:
    """The default connector. Every method joins the open transaction, or makes one."""

    name = "books"
    capabilities = Capabilities(
        kinds=frozenset(Kind),
        transactional=True,
        key_enforced=True,
        refuses_negative_stock=True,
        erp_posts_stock_value=True,
    )

    async def health(self) -> Health:
        return Health(ok=await fetchval("select 1") == 1)

    async def get_item(self, code: str) -> Item | None:
        return await reading.item(code)

    async def get_stock(self, item: str, location: str | None = None) -> list[StockLevel]:
        return await reading.stock(item, location)

    async def get_period(self, day: date) -> str:
        found = await centres.period_of(day)
        return "missing" if found is None else found.state

    async def post_stock(self, document: StockDocument) -> Outcome:
        async def effect(document_id: int) -> None:
            for line in sorted(document.lines, key=lambda line: (line.item, line.lot, line.from_location)):
                change, off = await stock.move(document_id, document, line)
                entries = value_entries(
                    abs(change), into_stock=change > 0, currency=document.currency, inventory=document.inventory,
                    borne=document.bearers, off=off, difference=document.difference,
                )  # fmt: skip
                if entries:
                    await ledger.enter(document_id, document, entries, f"{document.kind} {line.item}")

        return await register(document, effect)

    async def post_journal_entry(self, document: JournalEntry) -> Outcome:
        async def effect(document_id: int) -> None:
            await ledger.enter(document_id, document, document.entries, document.text)

        return await register(document, effect)

    async def post_invoice(self, document: Invoice) -> Outcome:
        async def effect(document_id: int) -> None:
            if document.entries:  # a few rials are less than a cent: the invoice is kept, there is nothing to enter
                await ledger.enter(document_id, document, document.entries, f"{document.kind} {document.number}")

        return await register(document, effect)

    async def reverse(self, document: Reversal) -> Outcome:
        async def effect(document_id: int) -> None:
            original = await fetchval(_ORIGINAL, document.reverses, document.kind)
            if original is None:
                raise RefusedError(RejectCode.OTHER, f"The books hold no {document.kind} {document.reverses}.")
            if await fetchval(_REVERSED, document.reverses, document.key):
                raise RefusedError(RejectCode.OTHER, f"{document.reverses} is reversed already.")
            await stock.undo(document_id, original, document)
            await ledger.undo(document_id, original, document, f"reversal of {document.reverses}: {document.reason}")

        return await register(document, effect)

    async def find_by_key(self, kind: Kind, key: str) -> list[ErpDocument]:
        return await reading.by_key(kind, key)

    def list_documents(self, kind: Kind, prefix: str, since: date, until: date) -> AsyncIterator[ErpDocument]:
        return reading.window(kind, prefix, since, until)
