"""Whether people may be written to: addresses that must not be used, and what each customer said yes or no to."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from notifications import actions, queries
from notifications.message import Category, Medium, SuppressionReason
from notifications.queries import ConsentLine, SuppressionFacts
from service_desk.centres.queries import dialled_in
from service_desk.foundation.emails import InvalidEmail, normalise_email
from service_desk.foundation.paging import DEFAULT, Page
from service_desk.foundation.phones import possible_phones
from service_desk.foundation.web import DeskRequest, Limit, needs, once
from service_desk.foundation.web.filters import InWords
from service_desk.foundation.web.lists import in_pages
from service_desk.parties import queries as parties
from service_desk.parties.actions import written_to

Address = Annotated[str, msgspec.Meta(min_length=3, max_length=320)]
Note = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class NewSuppression(msgspec.Struct, forbid_unknown_fields=True):
    medium: Medium
    address: Address
    reason: SuppressionReason


class Lift(msgspec.Struct, forbid_unknown_fields=True):
    medium: Medium
    address: Address
    note: Note


class NewConsent(msgspec.Struct, forbid_unknown_fields=True):
    """`given` false takes a yes back. `wording`: the exact words that the person was shown or told."""

    medium: Medium
    category: Category
    given: bool
    wording: Annotated[str, msgspec.Meta(min_length=1, max_length=5000)]
    source: Annotated[
        str, msgspec.Meta(min_length=1, max_length=40, description="Where they said so: phone, counter, form …")
    ]


@get("/suppressions", guards=[needs("messages.read")])
async def list_suppressions(
    request: DeskRequest,
    medium: FromQuery[Medium | None] = None,
    address: FromQuery[str | None] = None,
    lifted: FromQuery[bool] = False,
    words: InWords = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = DEFAULT,
) -> Page[SuppressionFacts]:
    """Addresses that are not written to, the newest first; `address` as typed or a part of it, `lifted` those that are used again.
    `words` finds by the customer whose address it is, or by what stands in address, reason, source and note."""
    regions = await dialled_in(request.user)
    forms = None if address is None else [*possible_phones(address, regions), *_mails(address)]
    part = None if address is None else address.strip().lower()
    return await queries.suppressions(
        medium=medium,
        part=part,
        addresses=forms or (),
        words=words,
        people=[] if words is None else await parties.addresses_meant(words, regions),
        lifted=lifted,
        cursor=cursor,
        limit=limit,
    )


def _mails(written: str) -> list[str]:
    try:
        return [normalise_email(written)]
    except InvalidEmail:
        return []


@post("/suppressions", guards=[needs("messages.send")], status_code=204)
async def suppress_address(request: DeskRequest, data: JSONBody[NewSuppression]) -> None:
    """Never write to this address on this medium again; a number without its country is dialled in your centres'."""
    await actions.suppress(
        medium=data.medium,
        address=data.address,
        reason=data.reason,
        regions=await dialled_in(request.user),
        by=request.user,
    )


@post("/suppressions/lift", guards=[needs("messages.send")], status_code=204)
async def lift_suppression(request: DeskRequest, data: JSONBody[Lift]) -> None:
    """Write to an address again; the note says why, and is kept."""
    regions = await dialled_in(request.user)
    await actions.lift(medium=data.medium, address=data.address, note=data.note, regions=regions, by=request.user)


@get("/customers/{party_id:str}/consents", guards=[needs("customers.read")])
@in_pages
async def list_consents(party_id: FromPath[UUID]) -> list[ConsentLine]:
    """Every yes and no of a customer, the newest first; the last one of a medium and category is in force."""
    return await queries.consents([str((await parties.party(party_id)).id)])


@post("/customers/{party_id:str}/consents", guards=[needs("customers.write")])
async def record_consent(
    request: DeskRequest, party_id: FromPath[UUID], data: JSONBody[NewConsent]
) -> Response[Page[ConsentLine]]:
    """Keep a customer's yes or no; nothing is overwritten. Answers with all of them."""

    async def write() -> Page[ConsentLine]:
        key = str(await written_to(party_id))
        await actions.record_consent(recipient_key=key, **msgspec.structs.asdict(data), by=request.user)
        return Page(await queries.consents([key]))

    return await once(request, write)


ROUTES: Final = [list_suppressions, suppress_address, lift_suppression, list_consents, record_consent]
