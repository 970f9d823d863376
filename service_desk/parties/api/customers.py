"""Customers, vendors and agencies: enter, find, change, merge."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET, UnsetType

from service_desk.centres.queries import dialled_in
from service_desk.foundation.actor import Actor
from service_desk.foundation.emails import InvalidEmail, is_like_email, normalise_email
from service_desk.foundation.naming import Named
from service_desk.foundation.paging import Page
from service_desk.foundation.phones import phone_part
from service_desk.foundation.web import Created, DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import UpdatedSince
from service_desk.foundation.web.lists import in_pages
from service_desk.foundation.web.own_ids import own_id
from service_desk.foundation.web.requests import unkept
from service_desk.parties import actions, queries
from service_desk.parties.actions import NewContact
from service_desk.parties.queries import find_by_typed_phone
from service_desk.parties.rules import AddressKind, ContactKind, Merger, PartyFacts, PartyKind, PostalAddress, Role

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Short = Annotated[str, msgspec.Meta(max_length=254)]
Region = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
Id = Annotated[UUID | None, msgspec.Meta(description="Your own UUID (version 7), for a customer entered offline")]


class ContactGiven(msgspec.Struct, forbid_unknown_fields=True):
    kind: ContactKind
    value: Short
    label: Short = ""
    preferred: bool = False


class NewCustomer(msgspec.Struct, forbid_unknown_fields=True):
    """`region` (ISO 3166) is where phone numbers without a country code are dialled; else the countries of your centres."""

    name: Name
    language: Annotated[str, msgspec.Meta(max_length=5)]
    kind: PartyKind = PartyKind.PERSON
    contacts: Annotated[list[ContactGiven], msgspec.Meta(max_length=20)] = []
    roles: Annotated[list[Role], msgspec.Meta(min_length=1, max_length=3)] = msgspec.field(
        default_factory=lambda: [Role.CUSTOMER]
    )
    region: Region | None = None
    zone: Short | None = None
    currency: Short | None = None
    id: Id = None


class CustomerChange(msgspec.Struct, forbid_unknown_fields=True):
    """What is given replaces what was there; null takes `zone` and `currency` away. `kind` counts for what is sold from now on."""

    name: Name | None = None
    language: Annotated[str, msgspec.Meta(max_length=5)] | None = None
    kind: PartyKind | None = None
    roles: Annotated[list[Role], msgspec.Meta(min_length=1, max_length=3)] | None = None
    zone: Short | UnsetType | None = UNSET
    currency: Short | UnsetType | None = UNSET


class AddedContact(ContactGiven, forbid_unknown_fields=True):
    region: Region | None = None


class NewAddress(msgspec.Struct, forbid_unknown_fields=True):
    lines: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    city: Name
    country: Region
    postcode: Annotated[str, msgspec.Meta(max_length=20)] = ""
    kind: AddressKind = AddressKind.HOME


class MergeInto(msgspec.Struct, forbid_unknown_fields=True):
    into_id: UUID


class Customer(msgspec.Struct):
    party: PartyFacts
    addresses: list[PostalAddress]


@get("/customers", guards=[needs("customers.read")])
async def list_customers(
    request: DeskRequest,
    phone: FromQuery[str | None] = None,
    region: FromQuery[str | None] = None,
    email: FromQuery[str | None] = None,
    words: FromQuery[str | None] = None,
    role: FromQuery[Role | None] = None,
    updated_since: UpdatedSince = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[PartyFacts]:
    """Find by phone (whole, or any part of it from four digits), by mail, or by words: beginnings of words of the name, in any
    order and from any keyboard, or a phone or mail address. Sorted as your language sorts; without a question the newest first.
    All that is asked holds together.
    """
    ways = []
    if phone is not None:
        ways.append(await find_by_typed_phone(phone, await dialled_in(request.user, region)))
    if email is not None:
        ways.append(await queries.find_by_email(normalise_email(email)))
    if words is not None and (found := await _written(words, request.user, region)) is not None:
        ways.append(found)
        words = None
    if len(ways) == 1 and (words, role, updated_since, cursor) == (None,) * 4 and len(ways[0]) <= limit:
        return Page(ways[0])
    if ways:
        among = set.intersection(*({party.id for party in way} for way in ways))
        return await queries.parties(
            words=words, role=role, updated_since=updated_since, among=among, cursor=cursor, limit=limit
        )
    if words is not None:
        return await queries.search(
            words, role=role, updated_since=updated_since, language=request.user.language, cursor=cursor, limit=limit
        )
    return await queries.parties(role=role, updated_since=updated_since, cursor=cursor, limit=limit)


async def _written(words: str, by: Actor, region: str | None) -> list[PartyFacts] | None:
    """Those whose mail or phone the words are; None where they are neither, or no phone that is known."""
    if is_like_email(words):
        with suppress(InvalidEmail):
            return await queries.find_by_email(normalise_email(words))
    if phone_part(words):
        return await find_by_typed_phone(words, await dialled_in(by, region)) or None
    return None


@post(
    "/customers",
    guards=[needs("customers.write")],
    example={"name": "Ada Lovelace", "language": "en", "contacts": [{"kind": "phone", "value": "+4915112345678"}]},
)
async def create_customer(request: DeskRequest, data: JSONBody[NewCustomer]) -> Response[Created]:
    """Enter a customer, vendor or agency with the ways to reach them."""

    async def create() -> Created:
        key = await actions.create_party(
            name=data.name,
            kind=data.kind,
            language=data.language,
            contacts=[NewContact(c.kind, c.value, c.label, c.preferred) for c in data.contacts],
            roles=data.roles,
            region=await dialled_in(request.user, data.region),
            zone=data.zone,
            currency=data.currency,
            party_id=own_id(data.id),
            by=request.user,
        )
        return Created(key)

    return await once(request, create)


@get("/customers/{party_id:str}", guards=[needs("customers.read")])
async def show_customer(party_id: FromPath[UUID]) -> Customer:
    """One customer; an alias answers as the customer it was merged into."""
    party = await queries.party(party_id)
    return Customer(party, await queries.addresses(party.id))


@patch("/customers/{party_id:str}", guards=[needs("customers.write")])
async def change_customer(request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[CustomerChange]) -> PartyFacts:
    """Change the name, the language in which they are written to, or what else was entered wrongly."""

    async def change() -> PartyFacts:
        await actions.change_party(party_id=party_id, **msgspec.structs.asdict(data), by=request.user)
        return await queries.party(party_id)

    return await unkept(request, change)


@post("/customers/{party_id:str}/contacts", guards=[needs("customers.write")])
async def add_contact(
    request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[AddedContact]
) -> Response[PartyFacts]:
    """Add a way to reach the customer."""

    async def add() -> PartyFacts:
        given = {**msgspec.structs.asdict(data), "region": await dialled_in(request.user, data.region)}
        await actions.add_contact(party_id=party_id, **given, by=request.user)
        return await queries.party(party_id)

    return await once(request, add)


@post("/customers/{party_id:str}/addresses", guards=[needs("customers.write")])
async def add_address(request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[NewAddress]) -> Response[Created]:
    """Add an address."""

    async def add() -> Created:
        return Created(await actions.add_address(party_id=party_id, **msgspec.structs.asdict(data), by=request.user))

    return await once(request, add)


@post("/customers/{party_id:str}/merger", guards=[needs("customers.write")])
async def merge_customer(
    request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[MergeInto]
) -> Response[PartyFacts]:
    """Say that this entry is the same customer as another one; this id stays as an alias."""

    async def merge() -> PartyFacts:
        return await queries.party(await actions.merge_party(party_id=party_id, into_id=data.into_id, by=request.user))

    return await once(request, merge)


@post("/customers/{party_id:str}/merger/undo", guards=[needs("customers.write")])
async def undo_merger(request: DeskRequest, party_id: FromPath[UUID]) -> Response[PartyFacts]:
    """The entry stands alone again, with what it brought into the other one and is still there."""

    async def undo() -> PartyFacts:
        await actions.undo_merge(party_id=party_id, by=request.user)
        return await queries.party(party_id)

    return await once(request, undo)


@get("/customers/{party_id:str}/mergers", guards=[needs("customers.read")])
@in_pages
async def list_mergers(party_id: FromPath[UUID]) -> list[Merger]:
    """Which entries were merged with this one, when and by whom."""
    return await queries.mergers(party_id)


NAMED = [
    Named(
        ("party_id", "owner_id", "buyer_id", "into_id"),
        queries.customer_named,
        "their whole phone number or mail address",
        "+4915112345678",
        table="party",
    )
]

ROUTES = [
    list_customers,
    create_customer,
    show_customer,
    change_customer,
    add_contact,
    add_address,
    merge_customer,
    undo_merger,
    list_mergers,
]
