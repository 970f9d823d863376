"""Policies and their versions, and the cover of an item with the reasons."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.clock import plausible, today
from service_desk.foundation.errors import NotFound
from service_desk.foundation.i18n import LANGUAGES
from service_desk.foundation.naming import Named
from service_desk.foundation.search import narrowed
from service_desk.foundation.sorting import by_name
from service_desk.foundation.web import Created, DeskRequest, needs, once
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.own_ids import own_id
from service_desk.warranty import actions, queries
from service_desk.warranty.queries import PolicyFacts
from service_desk.warranty.rules import LineVerdict, Reason, Verdict, explain

Language = Literal["en", "fa", "ar", "zh", "ru"]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Words = Annotated[dict[str, str], msgspec.Meta(min_length=1, max_length=len(LANGUAGES) + 5)]


class NewPolicy(msgspec.Struct, forbid_unknown_fields=True):
    code: Code
    name: Words
    id: UUID | None = None


class Renaming(msgspec.Struct, forbid_unknown_fields=True):
    """`name`: by languages, all of them."""

    name: Words


class NewVersion(msgspec.Struct, forbid_unknown_fields=True):
    """`terms`: start, classes and what else the policy gives; a mistake is named by its place."""

    terms: dict[str, Any]
    valid_from: date
    id: UUID | None = None


class Sale(msgspec.Struct, forbid_unknown_fields=True):
    """`sold_on`: else the item's own invoice, purchase, delivery or shipment date, else today."""

    policy: Code
    sold_on: date | None = None


class Unsold(msgspec.Struct, forbid_unknown_fields=True):
    """`on_date`: the last day of the ownership; today without it. `location_id`: where a unit that was sold from our stock is
    put (needs parts.issue); where it lay without it."""

    on_date: date | None = None
    location_id: UUID | None = None


class Returned(msgspec.Struct):
    """`location`: where the unit lies again; null: it did not leave our stock with the sale, and can be received."""

    item_id: UUID
    location: str | None


class Frozen(msgspec.Struct):
    """The terms snapshot of an item: the policy version it was sold under and the dates that came out."""

    id: UUID
    policy: str
    pack: str | None
    start_on: date | None
    parts_last_on: date | None
    labour_last_on: date | None
    travel_last_on: date | None
    taken_at: datetime


class Cover(msgspec.Struct):
    """What a fault reported on that day would be judged; `explanation` says why, in the language asked for."""

    item_id: UUID
    reported_on: date
    verdict: Verdict
    reason: Reason
    policy: str
    lines: tuple[LineVerdict, ...]
    explanation: list[str]


@get("/policies", guards=[needs("warranty.read")])
@in_pages
async def list_policies(request: DeskRequest, words: InWords = None) -> list[PolicyFacts]:
    """All warranty policies with their versions; as your language sorts names."""
    found = narrowed(await queries.policies(), words, lambda each: " ".join((each.code, *each.name.values())))
    return by_name(found, request.user.language)


@get("/policies/{policy_id:str}", guards=[needs("warranty.read")])
async def show_policy(policy_id: FromPath[UUID]) -> PolicyFacts:
    """One policy with its versions."""
    return await queries.policy(policy_id)


@post("/policies", guards=[needs("warranty.policy", company=True)])
async def create_policy(request: DeskRequest, data: JSONBody[NewPolicy]) -> Response[Created]:
    """Add a policy; it can be used once a version of it is published."""

    async def create() -> Created:
        key = await actions.create_policy(code=data.code, name=data.name, policy_id=own_id(data.id), by=request.user)
        return Created(key)

    return await once(request, create)


@patch("/policies/{policy_id:str}", guards=[needs("warranty.policy", company=True)])
async def rename_policy(
    request: DeskRequest, policy_id: FromPath[UUID], data: JSONBody[Renaming]
) -> Response[PolicyFacts]:
    """Call a policy otherwise; the words given replace all it has. Its code and its published versions stay."""

    async def rename() -> PolicyFacts:
        await actions.rename_policy(policy_id=policy_id, name=data.name, by=request.user)
        return await queries.policy(policy_id)

    return await once(request, rename, status=200)


@post("/policies/{policy_id:str}/versions", guards=[needs("warranty.policy", company=True)])
async def publish_version(
    request: DeskRequest, policy_id: FromPath[UUID], data: JSONBody[NewVersion]
) -> Response[Created]:
    """Publish the next version, for items sold from its day on. Items sold before keep their terms."""

    async def publish() -> Created:
        key = await actions.publish_version(
            policy_id=policy_id,
            terms=data.terms,
            valid_from=data.valid_from,
            version_id=own_id(data.id),
            by=request.user,
        )
        return Created(key)

    return await once(request, publish)


@post("/items/{item_id:str}/terms", guards=[needs("items.write")])
async def freeze_terms(request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[Sale]) -> Response[Created]:
    """Freeze the terms of an item that is sold, under the policy's version of that day."""

    async def freeze() -> Created:
        key = await actions.freeze_at_sale(
            item_id=item_id, policy_code=data.policy, sold_on=data.sold_on, by=request.user
        )
        return Created(key)

    return await once(request, freeze)


@post("/items/{item_id:str}/return-to-stock", guards=[needs("items.write")])
async def return_to_stock(request: DeskRequest, item_id: FromPath[UUID], data: JSONBody[Unsold]) -> Response[Returned]:
    """A sale was undone: the unit has no owner and no terms any more. Sold again, it is frozen under the version of that day.
    Sold from our stock, it lies there again at the cost at which it left, and the books with it."""

    async def give_back() -> Returned:
        place = await actions.undo_sale(
            item_id=item_id, on_date=data.on_date, location_id=data.location_id, by=request.user
        )
        return Returned(item_id, place)

    return await once(request, give_back)


@get("/items/{item_id:str}/terms", guards=[needs("warranty.read")])
async def show_terms(item_id: FromPath[UUID]) -> Frozen:
    """The terms that were frozen on an item at its sale."""
    frozen = await queries.terms_of(item_id)
    if frozen is None:
        raise NotFound(kind="terms snapshot of item", key=item_id)
    parts, labour, travel = frozen.last_on
    return Frozen(
        id=frozen.id,
        policy=frozen.terms.policy.label,
        pack=frozen.pack.pack.label if frozen.pack else None,
        start_on=frozen.start_on,
        parts_last_on=parts,
        labour_last_on=labour,
        travel_last_on=travel,
        taken_at=frozen.taken_at,
    )


@get("/items/{item_id:str}/cover", guards=[needs("warranty.read")])
async def show_cover(
    request: DeskRequest,
    item_id: FromPath[UUID],
    reported_on: FromQuery[date | None] = None,
    language: FromQuery[Language | None] = None,
) -> Cover:
    """How a fault of this item would be judged if it were reported on that day (today in UTC unless given)."""
    decision = await queries.cover_of(item_id, plausible(reported_on or today("UTC"), "reported_on"))
    return Cover(
        item_id=item_id,
        reported_on=decision.reported_on,
        verdict=decision.verdict,
        reason=decision.reason,
        policy=decision.policy,
        lines=decision.lines,
        explanation=explain(decision, language or request.user.language),
    )


NAMED = [Named(("policy_id",), queries.policy_named, "its code", "STD", table="policy")]
ROUTES = [
    list_policies,
    show_policy,
    create_policy,
    rename_policy,
    publish_version,
    freeze_terms,
    return_to_stock,
    show_terms,
    show_cover,
]
