"""Whether people may be written to: their yes and no, and the addresses that must not be used."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from notifications import outbox
from notifications.message import (
    ORDER,
    Category,
    Medium,
    Recipient,
    SuppressionReason,
    permission,
    unreached,
)
from notifications.message.reaching import NO_ADDRESS, NOT_THIS_WAY
from service_desk.foundation import paging
from service_desk.foundation.db import fetch
from service_desk.foundation.paging import Page
from service_desk.foundation.where import Where

_CONSENTS: Final = """
select id, medium, category, given, source, wording, at, recorded_by,
       row_number() over (partition by medium, category order by seq desc) = 1 as in_force
  from consent where recipient_key = any($1) order by seq desc"""
_SUPPRESSIONS: Final = """
select id, medium, address, reason, source, at, by_id, lifted_at, lifted_by, note from suppression"""


class ConsentLine(msgspec.Struct):
    """A yes or a no as it was given; `in_force` is the last one of its medium and category."""

    id: UUID
    medium: Medium
    category: Category
    given: bool
    source: str
    wording: str
    at: datetime
    recorded_by: UUID
    in_force: bool


class SuppressionFacts(msgspec.Struct):
    """An address that must not be used on a medium. `source`: staff, or the channel and code that told so. `note`: why it was lifted."""

    id: UUID
    medium: Medium
    address: str
    reason: SuppressionReason
    source: str
    at: datetime
    by_id: UUID
    lifted_at: datetime | None
    lifted_by: UUID | None
    note: str


async def consents(keys: list[str]) -> list[ConsentLine]:
    """Every yes and no of these recipients, the newest first."""
    return [
        ConsentLine(**{**row, "medium": Medium(row["medium"]), "category": Category(row["category"])})
        for row in await fetch(_CONSENTS, keys)
    ]


async def obstacles(recipient: Recipient, category: Category = Category.SERVICE) -> dict[Medium, str | None]:
    """By medium, why it may not be used for them now; None where it may. Who lacks one kind of address may have another."""
    facts = await outbox.standing(recipient.key, recipient.addresses)
    found = {
        each: permission(recipient, each, category, facts.consent(each, category), facts.suppressed(each)).reason
        for each in ORDER
    }
    return {
        each: NOT_THIS_WAY if reason == NO_ADDRESS and recipient.addresses else reason for each, reason in found.items()
    }


async def obstacle(recipient: Recipient, category: Category = Category.SERVICE) -> str | None:
    """Why no medium would reach them now; None where one does."""
    facts = await outbox.standing(recipient.key, recipient.addresses)
    consents = {medium: facts.consent(medium, category) for medium in ORDER}
    return unreached(recipient, category, consents, {medium: facts.suppressed(medium) for medium in ORDER})


async def suppressions(
    *,
    medium: Medium | None = None,
    part: str | None = None,
    addresses: Sequence[str] = (),
    words: str | None = None,
    people: Sequence[str] = (),
    lifted: bool = False,
    cursor: str | None = None,
    limit: int = paging.DEFAULT,
) -> Page[SuppressionFacts]:
    """Those in force, or those that were lifted, the newest first; with `part` in the address, or one of `addresses`; with all `words`
    in address, reason, source and note, or an address of `people`."""
    where = Where(paging.checked_limit(limit) + 1)
    where.add("medium = {}", medium)
    where.add("(position({} in address) > 0 or address = any({}))", part, list(addresses))
    where.add("(lifted_at is not null) = {}", lifted)
    where.add("id < {}", paging.id_mark(cursor))
    if words is not None:
        where.words(
            "concat_ws(' ', address, reason, source, note)", words, where.placed("address = any({})", list(people))
        )
    rows = await fetch(f"{_SUPPRESSIONS} where {where} order by id desc limit $1", *where.args)
    found = [
        SuppressionFacts(**{**row, "medium": Medium(row["medium"]), "reason": SuppressionReason(row["reason"])})
        for row in rows
    ]
    return paging.cut(found, limit, lambda one: (one.id,))
