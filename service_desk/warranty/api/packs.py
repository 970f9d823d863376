"""Country packs: what they say, what switching one on would mean, and switching it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from service_desk.foundation.clock import plausible, today
from service_desk.foundation.differing import Change
from service_desk.foundation.naming import Named
from service_desk.foundation.web import Created, DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.warranty import actions, queries
from service_desk.warranty.queries import PackFacts
from service_desk.warranty.rules.effect import PackEffect

Note = Annotated[
    str, msgspec.Meta(min_length=5, max_length=2000, examples=["Confirmed for consumer sales in Germany."])
]


class NewPack(msgspec.Struct, forbid_unknown_fields=True):
    """A version of your own. `content`: pack (its code), version, countries, first_day_counts and rules; each rule has an id,
    a kind and a source, and a mistake is named by its place. It comes switched off.
    """

    content: dict[str, Any]
    valid_from: date


class SwitchOn(msgspec.Struct, forbid_unknown_fields=True):
    """`confirmed_by`: the counsel who confirmed the rules; `note`: what was confirmed. Both stay with the pack."""

    confirmed_by: Annotated[str, msgspec.Meta(min_length=1, max_length=200, examples=["A. Counsel"])]
    note: Note


class SwitchOff(msgspec.Struct, forbid_unknown_fields=True):
    """`note`: why."""

    note: Note


@get("/packs", guards=[needs("warranty.read")])
@in_pages
async def list_packs(request: DeskRequest) -> list[PackFacts]:
    """All packs of consumer law in all their versions, with who switched them and on whose word."""
    return [queries.told_pack(each, request.user.language) for each in await queries.packs()]


@get("/packs/{pack_id:str}", guards=[needs("warranty.read")])
async def show_pack(request: DeskRequest, pack_id: FromPath[UUID]) -> PackFacts:
    """One version of a pack with its rules; `title` and the shipped texts of a rule are in the reader's language."""
    return queries.told_pack(await queries.pack(pack_id), request.user.language)


@get("/packs/{pack_id:str}/comparison/{other_id:str}", guards=[needs("warranty.read")])
@in_pages
async def compare_packs(pack_id: FromPath[UUID], other_id: FromPath[UUID]) -> list[Change]:
    """What the other version says otherwise, rule by rule: `yours` is the first, `shipped` the other."""
    return await queries.compare_packs(pack_id, other_id)


@get("/packs/{pack_id:str}/effect", guards=[needs("warranty.read")])
async def show_effect(
    request: DeskRequest, pack_id: FromPath[UUID], policy: FromQuery[str], sold_on: FromQuery[date | None] = None
) -> PackEffect:
    """What switching the pack on would mean for a unit sold under `policy` on a day (today in UTC unless given)."""
    found = await queries.pack_effect(pack_id, policy, plausible(sold_on or today("UTC"), "sold_on"))
    return queries.told_effect(found, request.user.language)


@post("/packs", guards=[needs("warranty.policy", company=True)])
async def publish_pack(request: DeskRequest, data: JSONBody[NewPack]) -> Response[Created]:
    """Publish a version of a pack; a published version is never changed. It is switched on separately."""

    async def publish() -> Created:
        return Created(
            await actions.publish_new_pack(content=data.content, valid_from=data.valid_from, by=request.user)
        )

    return await once(request, publish)


@post("/packs/{pack_id:str}/activation", guards=[needs("warranty.policy", company=True)])
async def switch_on(request: DeskRequest, pack_id: FromPath[UUID], data: JSONBody[SwitchOn]) -> Response[PackFacts]:
    """Switch a pack on: what is sold in its countries from now on is frozen with it. What was sold before stays."""

    async def switch() -> PackFacts:
        await actions.switch_pack(
            pack_id=pack_id, on=True, confirmed_by=data.confirmed_by, note=data.note, by=request.user
        )
        return queries.told_pack(await queries.pack(pack_id), request.user.language)

    return await once(request, switch)


@post("/packs/{pack_id:str}/deactivation", guards=[needs("warranty.policy", company=True)])
async def switch_off(request: DeskRequest, pack_id: FromPath[UUID], data: JSONBody[SwitchOff]) -> Response[PackFacts]:
    """Switch a pack off. Units that were frozen with it keep it."""

    async def switch() -> PackFacts:
        await actions.switch_pack(pack_id=pack_id, on=False, note=data.note, by=request.user)
        return queries.told_pack(await queries.pack(pack_id), request.user.language)

    return await once(request, switch)


NAMED = [Named(("pack_id", "other_id"), queries.pack_named, "its code, with its version or without", "EU-1")]
ROUTES = [list_packs, show_pack, compare_packs, show_effect, publish_pack, switch_on, switch_off]
