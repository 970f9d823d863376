"""Postings, the ledger and the comparison of stock, for those who keep the books."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.centres import queries as centres
from service_desk.centres.queries import dialled_in
from service_desk.erp import actions, queries
from service_desk.erp.rules import Item, PostingDetail, PostingFacts, StockLevel
from service_desk.erp.rules.documents import Kind
from service_desk.erp.rules.states import State
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import STATE, InWords, Since, Until, UpdatedSince
from service_desk.foundation.web.lists import in_pages

MOST_MISMATCHES = 1000
# Litestar keeps the name `state` for its own.
InState = Annotated[list[State] | None, STATE]


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    """Why; it stays with the posting."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Found(msgspec.Struct, forbid_unknown_fields=True):
    """`in_erp`: whether the document stands in the ERP; `erp_number`: under which number. `reason` stays with the posting."""

    in_erp: bool
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    erp_number: Annotated[str, msgspec.Meta(max_length=40)] | None = None


class NewAccountRole(msgspec.Struct, forbid_unknown_fields=True):
    role: Annotated[str, msgspec.Meta(max_length=30)]
    account: Annotated[str, msgspec.Meta(min_length=1, max_length=30)]
    valid_from: date


class Released(msgspec.Struct):
    """How many postings had waited for it and go on."""

    released: int


@dataclass(frozen=True)
class TrialBalance:
    """In `currency`, that of the books. `balanced`: debits equal credits, and the stock account is worth what lies in the places."""

    currency: str
    balanced: bool
    lines: list[queries.TrialLine]


@dataclass(frozen=True)
class StockReconciliation:
    """`differences` holds the first thousand; empty when desk and books agree."""

    matches: bool
    differences: list[queries.StockMismatch]


@get("/postings", guards=[needs("erp.read")])
async def list_postings(
    request: DeskRequest,
    in_state: InState = None,
    kind: FromQuery[list[Kind] | None] = None,
    order_number: FromQuery[str | None] = None,
    since: Since = None,
    until: Until = None,
    updated_since: UpdatedSince = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
    centre_id: FromQuery[UUID | None] = None,
    words: InWords = None,
) -> Page[PostingFacts]:
    """What is owed to the ERP, the newest first; `since` and `until` are posting days, `updated_since` when it last went from state to state."""
    return await queries.postings(
        centres=request.user.where("erp.read", centre_id), state=in_state, kind=kind, order_number=order_number, since=since,
        until=until, updated_since=updated_since, words=words, regions=await dialled_in(request.user), cursor=cursor, limit=limit,
    )  # fmt: skip


@get("/postings/{posting_id:str}", guards=[needs("erp.read")])
async def show_posting(request: DeskRequest, posting_id: FromPath[int]) -> PostingDetail:
    """One posting with its document and everything that happened to it."""
    return await queries.posting(posting_id, request.user.where("erp.read"))


@post("/postings/{posting_id:str}/retry", guards=[needs("erp.post")])
async def retry(request: DeskRequest, posting_id: FromPath[int]) -> Response[PostingDetail]:
    """Send again what is certainly not in the ERP, after what stopped it was mended."""

    async def again() -> PostingDetail:
        await actions.retry_posting(posting_id=posting_id, by=request.user)
        return await queries.posting(posting_id, request.user.where("erp.read"))

    return await once(request, again, status=200)


@post("/postings/{posting_id:str}/cancellation", guards=[needs("erp.post")])
async def cancel(request: DeskRequest, posting_id: FromPath[int], data: JSONBody[Reason]) -> Response[PostingDetail]:
    """End a posting that is not in the ERP."""

    async def end() -> PostingDetail:
        await actions.cancel_posting(posting_id=posting_id, reason=data.reason, by=request.user)
        return await queries.posting(posting_id, request.user.where("erp.read"))

    return await once(request, end, status=200)


@post("/postings/{posting_id:str}/acceptance", guards=[needs("erp.post")])
async def accept(request: DeskRequest, posting_id: FromPath[int], data: JSONBody[Reason]) -> Response[PostingDetail]:
    """Accept the difference that reading back found."""

    async def agree() -> PostingDetail:
        await actions.accept_finding(posting_id=posting_id, reason=data.reason, by=request.user)
        return await queries.posting(posting_id, request.user.where("erp.read"))

    return await once(request, agree, status=200)


@post("/postings/{posting_id:str}/decision", guards=[needs("erp.post")])
async def decide(request: DeskRequest, posting_id: FromPath[int], data: JSONBody[Found]) -> Response[PostingDetail]:
    """Say whether a posting is in the ERP, where the worker died each time it looked (state `unknown` or `applied`, and no
    longer due). There it counts as verified; not there it is parked, to be sent again or cancelled."""

    async def settle() -> PostingDetail:
        await actions.decide_posting(posting_id=posting_id, **msgspec.structs.asdict(data), by=request.user)
        return await queries.posting(posting_id, request.user.where("erp.read"))

    return await once(request, settle, status=200)


@post("/postings/{posting_id:str}/reversal", guards=[needs("erp.reverse")])
async def reverse(request: DeskRequest, posting_id: FromPath[int], data: JSONBody[Reason]) -> Response[PostingDetail]:
    """Owe the ERP a reversal of what is posted; the answer is the new posting."""

    async def undo() -> PostingDetail:
        new_id = await actions.reverse_posting(posting_id=posting_id, reason=data.reason, by=request.user)
        return await queries.posting(new_id, request.user.where("erp.read"))

    return await once(request, undo)


@get("/ledger/trial-balance", guards=[needs("erp.read")])
async def trial_balance(
    request: DeskRequest, since: FromQuery[date | None] = None, until: FromQuery[date | None] = None
) -> TrialBalance:
    """Debit, credit and balance per account of the built-in books."""
    _whole_company(request)
    book = (await centres.company()).book_currency
    return TrialBalance(book, await queries.ledger_balanced(), await queries.trial_balance(since, until))


@get("/stock/reconciliation", guards=[needs("erp.read")])
async def stock_reconciliation(request: DeskRequest, item: FromQuery[str | None] = None) -> StockReconciliation:
    """Where the desk's stock and the books' differ, per item, lot or serial, and location."""
    _whole_company(request)
    found = await queries.stock_mismatches(item, MOST_MISMATCHES)
    return StockReconciliation(not found, found)


@get("/account-roles/gaps", guards=[needs("erp.mapping")])
@in_pages
async def list_gaps(request: DeskRequest) -> list[queries.Gap]:
    """What set-up lacks, and how many postings wait for each."""
    return await queries.gaps()


@post("/account-roles", guards=[needs("erp.mapping", company=True)])
async def set_account_role(request: DeskRequest, data: JSONBody[NewAccountRole]) -> Response[Released]:
    """Say which account a role means from a day on."""

    async def map_role() -> Released:
        released = await actions.set_account_role(
            role=data.role, account=data.account, valid_from=data.valid_from, by=request.user
        )
        return Released(released)

    return await once(request, map_role)


@get("/erp", guards=[needs("erp.read")])
async def show_erp() -> queries.ErpFacts:
    """Which ERP postings go to, what it can do, and whether it answers now."""
    return await queries.erp()


@get("/erp/items/{code:str}", guards=[needs("erp.read")])
async def show_erp_item(code: FromPath[str]) -> Item:
    """An item as the ERP holds it, by its SKU: its name, unit and tracking there."""
    return await queries.item_there(code)


@get("/erp/items/{code:str}/stock", guards=[needs("erp.read")])
@in_pages
async def show_erp_stock(
    request: DeskRequest, code: FromPath[str], location: FromQuery[str | None] = None
) -> list[StockLevel]:
    """What the ERP says lies where of an item, in the book currency; `location` is the place's code."""
    _whole_company(request)
    return await queries.stock_there(code, location)


@get("/erp/periods/{day:str}", guards=[needs("erp.read")])
async def show_erp_day(day: FromPath[date]) -> queries.DayFacts:
    """Whether the ERP takes postings of a day: its period is open, closed, or missing."""
    return await queries.day_there(day)


def _whole_company(request: DeskRequest) -> None:
    """The ledger knows no centres: who may see some of them only may not see it."""
    request.user.require_company("erp.read")


NAMED = [Named(("posting_id",), queries.posting_named, "its key", "ACME.BER-R-000123.ISS.1")]
ROUTES = [
    list_postings,
    show_posting,
    retry,
    cancel,
    accept,
    decide,
    reverse,
    trial_balance,
    stock_reconciliation,
    list_gaps,
    set_account_role,
    show_erp,
    show_erp_item,
    show_erp_stock,
    show_erp_day,
]
