"""Whether people may be written to: their yes and no, and addresses that must not be used."""

from uuid import UUID

from notifications import outbox
from notifications.message import Category, Medium, SuppressionReason
from service_desk.foundation import clock
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import atomic, execute
from service_desk.foundation.emails import normalise_email
from service_desk.foundation.errors import Conflict, Invalid
from service_desk.foundation.ids import uuid7
from service_desk.foundation.phones import Regions, normalise_phone, spellings

_CONSENT = """
insert into consent (id, recipient_key, medium, category, given, source, wording, ip, at, recorded_by)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""
_CARRY = """
with word as (
  select distinct on (recipient_key, medium, category) recipient_key, medium, category, given, wording from consent
   where recipient_key in ($1, $2) order by recipient_key, medium, category, seq desc)
insert into consent (id, recipient_key, medium, category, given, source, wording, at, recorded_by)
select gen_random_uuid(), $2, a.medium, a.category, a.given, 'merge', a.wording, $3, $4
  from word a left join word b on b.recipient_key = $2 and (b.medium, b.category) = (a.medium, a.category)
 where a.recipient_key = $1 and (b.given is null or (b.given and not a.given))"""
_LIFT = """
update suppression set lifted_at = $3, lifted_by = $4, note = $5 where medium = $1 and address = any($2) and lifted_at is null"""


class AlreadySuppressed(Conflict):
    code = "already_suppressed"
    message = "This address is on the {medium} list already. Lift it first if the reason has changed."


class NotSuppressed(Conflict):
    code = "not_suppressed"
    message = "This address is not on the {medium} list: there is nothing to lift."


class NoteMissing(Invalid):
    code = "note_missing"
    message = "Say in a note why the address may be used again, for example that the customer asked for it."


async def record_consent(
    *,
    recipient_key: str,
    medium: Medium,
    category: Category,
    given: bool,
    source: str,
    wording: str,
    by: Actor,
    ip: str | None = None,
) -> UUID:
    """Add a yes or a no to the log, with the exact words the person was shown. The newest one is in force."""
    consent_id = uuid7()
    args = (recipient_key, medium, category, given, source, wording, ip, clock.now(), by.id)
    await execute(_CONSENT, consent_id, *args)
    return consent_id


def normal_address(medium: Medium, written: str, regions: Regions = None) -> str:
    """The one form in which an address of a medium is kept and looked for. Raises InvalidPhone, InvalidEmail."""
    return normalise_email(written) if medium is Medium.EMAIL else normalise_phone(written, regions)


async def carry_consents(*, from_key: str, to_key: str, by: Actor) -> None:
    """Two recipients turned out to be one: a no of either holds, a yes of the first where the other never said a word."""
    await execute(_CARRY, from_key, to_key, clock.now(), by.id)


async def suppress(
    *,
    medium: Medium,
    address: str,
    reason: SuppressionReason,
    by: Actor,
    source: str = "staff",
    regions: Regions = None,
) -> None:
    """Nothing is sent to this address on this medium any more, queued messages included.

    address: as typed; `regions` (ISO 3166) are where a number without a country is dialled.
    """
    kept = normal_address(medium, address, regions)
    if not await outbox.suppress_address(medium, kept, reason, source, clock.now(), by.id):
        raise AlreadySuppressed(medium=medium)


async def lift(*, medium: Medium, address: str, note: str, by: Actor, regions: Regions = None) -> None:
    """Use an address again. Who lifted it and why are kept."""
    if not note.strip():
        raise NoteMissing(field="note")
    forms = spellings(normal_address(medium, address, regions))
    async with atomic():
        done = await execute(_LIFT, medium, forms, clock.now(), by.id, note.strip())
        if done.endswith(" 0"):
            raise NotSuppressed(medium=medium)
