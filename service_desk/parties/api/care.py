"""What happens to a customer over time: contacts go or are preferred, notes are written, one leaves and comes back."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, JSONBody

from service_desk.centres.queries import dialled_in
from service_desk.foundation.paging import Page
from service_desk.foundation.web import DeskRequest, needs, once
from service_desk.foundation.web.lists import in_pages
from service_desk.parties import actions, queries
from service_desk.parties.rules import ContactKind, NoteFacts, PartyFacts, PostalAddress


class WhichContact(msgspec.Struct, forbid_unknown_fields=True):
    """`value` in any spelling."""

    kind: ContactKind
    value: Annotated[str, msgspec.Meta(min_length=1, max_length=254)]


class WhichAddress(msgspec.Struct, forbid_unknown_fields=True):
    id: UUID


class NewNote(msgspec.Struct, forbid_unknown_fields=True):
    body: Annotated[str, msgspec.Meta(min_length=1, max_length=10_000)]


@post("/customers/{party_id:str}/contacts/removal", guards=[needs("customers.write")])
async def remove_contact(
    request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[WhichContact]
) -> Response[PartyFacts]:
    """Take a way to reach the customer away; it can be added again."""

    async def remove() -> PartyFacts:
        regions = await dialled_in(request.user)
        await actions.remove_contact(
            party_id=party_id, kind=data.kind, value=data.value, region=regions, by=request.user
        )
        return await queries.party(party_id)

    return await once(request, remove)


@post("/customers/{party_id:str}/addresses/removal", guards=[needs("customers.write")])
async def remove_address(
    request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[WhichAddress]
) -> Response[Page[PostalAddress]]:
    """Take an address away; answers with those that are left."""

    async def remove() -> Page[PostalAddress]:
        key = (await queries.party(party_id)).id
        await actions.remove_address(party_id=key, address_id=data.id, by=request.user)
        return Page(await queries.addresses(key))

    return await once(request, remove)


@post("/customers/{party_id:str}/contacts/preference", guards=[needs("customers.write")])
async def prefer_contact(
    request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[WhichContact]
) -> Response[PartyFacts]:
    """Say which phone, mail address or WhatsApp number is used first."""

    async def prefer() -> PartyFacts:
        regions = await dialled_in(request.user)
        await actions.prefer_contact(
            party_id=party_id, kind=data.kind, value=data.value, region=regions, by=request.user
        )
        return await queries.party(party_id)

    return await once(request, prefer)


@get("/customers/{party_id:str}/notes", guards=[needs("customers.read")])
@in_pages
async def list_notes(party_id: FromPath[UUID]) -> list[NoteFacts]:
    """What staff wrote about a customer, the newest first."""
    return await queries.notes((await queries.party(party_id)).id)


@post("/customers/{party_id:str}/notes", guards=[needs("customers.write")])
async def add_note(
    request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[NewNote]
) -> Response[Page[NoteFacts]]:
    """Write something about a customer; answers with all that is written. The customer may ask to read it."""

    async def write() -> Page[NoteFacts]:
        key = (await queries.party(party_id)).id
        await actions.add_note(party_id=key, body=data.body, by=request.user)
        return Page(await queries.notes(key))

    return await once(request, write)


@post("/customers/{party_id:str}/retirement", guards=[needs("customers.write")])
async def retire_customer(request: DeskRequest, party_id: FromPath[UUID]) -> Response[PartyFacts]:
    """No longer offer a customer, vendor or agency; items, orders and history stay."""

    async def retire() -> PartyFacts:
        await actions.retire_party(party_id=party_id, by=request.user)
        return await queries.party(party_id)

    return await once(request, retire)


@post("/customers/{party_id:str}/revival", guards=[needs("customers.write")])
async def revive_customer(request: DeskRequest, party_id: FromPath[UUID]) -> Response[PartyFacts]:
    """Offer a retired one again."""

    async def revive() -> PartyFacts:
        await actions.revive_party(party_id=party_id, by=request.user)
        return await queries.party(party_id)

    return await once(request, revive)


ROUTES: Final = [remove_address, remove_contact, prefer_contact, list_notes, add_note, retire_customer, revive_customer]
