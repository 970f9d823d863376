"""What every document has in common: company, centre, order, its own day and the day it is posted on, the accounts."""

from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from service_desk.centres import queries as centres
from service_desk.centres.actions import open_posting_day
from service_desk.centres.queries import NoRate
from service_desk.centres.rules import CentreFacts, CompanyFacts, NoOpenPeriod, PeriodClosed
from service_desk.erp import connectors, queries
from service_desk.erp.rules import Document, Kind
from service_desk.events.rules import Recorded

BY_HAND: Final = "{connector} takes no {kind}: enter it there by hand."


@dataclass(frozen=True, slots=True)
class Planned:
    """A document without its key. `needs` is what it waits for; `skip` says why it is not to be sent at all."""

    document: Document
    centre_id: UUID
    streams: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    skip: str | None = None
    move_id: UUID | None = None
    returns_move_id: UUID | None = None


@dataclass(slots=True)
class Frame:
    """Filled while a document is planned; `needs` gathers what is found missing on the way."""

    centre: CentreFacts
    company: CompanyFacts
    order: str
    document_date: date
    posting_date: date
    accounts: dict[str, str]
    needs: set[str] = field(default_factory=set)

    @property
    def book(self) -> str:
        return self.company.book_currency

    def head(self, kind: Kind) -> dict[str, Any]:
        """The fields of `Document`."""
        return {
            "kind": kind, "company": self.company.code, "centre": self.centre.code, "order": self.order,
            "document_date": self.document_date, "posting_date": self.posting_date, "currency": self.book,
        }  # fmt: skip

    async def in_books(self, amount: Decimal, currency: str) -> Decimal:
        """An amount in the book currency at the rate of the document's day; as it is, and a need, without one."""
        return amount * await self.rate(currency)

    async def rate(self, currency: str) -> Decimal:
        try:
            return await centres.rate(currency, self.book, self.document_date)
        except NoRate:
            self.needs.add(f"rate:{currency}/{self.book}")
            return Decimal(1)

    def done(self, document: Document, streams: tuple[str, ...], **more: Any) -> Planned:
        connector = connectors.chosen()
        if document.kind not in connector.capabilities.kinds:
            more.setdefault("skip", BY_HAND.format(connector=connector.name, kind=document.kind))
        needs = frozenset(self.needs | {f"account:{role}" for role in _unmapped(document)})
        return Planned(document, self.centre.id, streams, needs, **more)


def _unmapped(value: Any) -> set[str]:
    """The roles in a document that have no account."""
    if isinstance(value, tuple):
        return {role for inner in value for role in _unmapped(inner)}
    if not is_dataclass(value):
        return set()
    held = {one.name: getattr(value, one.name) for one in fields(value)}
    own = {held["role"]} if held.get("role") and held.get("account") == "" else set()
    return own | {role for inner in held.values() for role in _unmapped(inner)}


async def frame(event: Recorded[Any], order: str, day: date) -> Frame:
    assert event.centre_id is not None
    needs = set()
    try:
        posting_date = await open_posting_day(day)
    except (PeriodClosed, NoOpenPeriod):
        posting_date = day
        needs.add(f"period:{day.isoformat()}")
    return Frame(
        centre=await centres.centre(event.centre_id), company=await centres.company(), order=order, document_date=day,
        posting_date=posting_date, accounts=await queries.accounts_on(posting_date), needs=needs,
    )  # fmt: skip
