"""The register of the books: each document once, by its key, on a day whose accounting period is open."""

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Final

from service_desk.centres.rules import PeriodState
from service_desk.erp.connectors.books.refusal import RefusedError
from service_desk.erp.rules import (
    Applied,
    Document,
    Invoice,
    Outcome,
    RejectCode,
    Rejected,
    Reversal,
    payload_hash,
)
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, fetchrow, fetchval

_REGISTER: Final = """
insert into book_document (key, kind, number, payload_hash, order_number, posted_on, currency, total, tax, reverses,
  recorded_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (key) do nothing returning id"""
_THERE: Final = "select id, number, payload_hash, posted_on from book_document where key = $1"
_COST: Final = "select coalesce(sum(value), 0) from book_move where document_id = $1"
# Shared until the posting commits, so that the period cannot be closed under it.
_PERIOD: Final = """
select state from accounting_period where daterange(starts_on, ends_on, '[]') @> $1::date for share"""

Effect = Callable[[int], Awaitable[None]]


def number_of(document_id: int, number: str) -> str:
    return number or f"B-{document_id:06d}"


async def register(document: Document, effect: Effect) -> Outcome:
    """Book a document and its effect, or say why not with nothing left behind. The same document again is a no-op."""
    try:
        async with atomic():
            document_id = await _enter(document)
            if document_id is None:
                return await _existing(document)
            await _open(document.posting_date)
            await effect(document_id)
            number = number_of(document_id, _number(document))
            cost = Decimal(await fetchval(_COST, document_id))
            return Applied(str(document_id), number, document.posting_date, cost)
    except RefusedError as refused:
        return Rejected(refused.code, refused.message, refused.field)


async def _enter(document: Document) -> int | None:
    invoice = document if isinstance(document, Invoice) else None
    found = await fetchval(
        _REGISTER, document.key, document.kind, _number(document), payload_hash(document), document.order,
        document.posting_date, document.currency, invoice.total if invoice else Decimal(0),
        invoice.tax if invoice else Decimal(0), document.reverses if isinstance(document, Reversal) else None, now(),
    )  # fmt: skip
    return None if found is None else int(found)


def _number(document: Document) -> str:
    return document.number if isinstance(document, Invoice) else ""


async def _existing(document: Document) -> Applied:
    row = await fetchrow(_THERE, document.key)
    assert row is not None
    if row["payload_hash"] != payload_hash(document):
        raise RefusedError(
            RejectCode.DUPLICATE_DIFFERENT, f"The books hold another document under {document.key}.", "key"
        )
    cost = Decimal(await fetchval(_COST, row["id"]))
    return Applied(str(row["id"]), number_of(row["id"], row["number"]), row["posted_on"], cost, was_existing=True)


async def _open(day: date) -> None:
    state = await fetchval(_PERIOD, day)
    if state is None:
        raise RefusedError(RejectCode.PERIOD_MISSING, f"No accounting period holds {day}.", "posting_date")
    if state != PeriodState.OPEN:
        raise RefusedError(RejectCode.PERIOD_CLOSED, f"The accounting period of {day} is closed.", "posting_date")
