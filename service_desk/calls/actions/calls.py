"""Keep what a telephone switch tells of calls, each once, and say with whom they were."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from service_desk.calls import queries
from service_desk.calls.rules import (
    CallAnswered,
    CallChanged,
    CallEnded,
    CallFacts,
    CallRang,
    ExtensionFacts,
    NumberWithheld,
    Told,
    checked_moment,
)
from service_desk.calls.tables import Call
from service_desk.centres import queries as centres
from service_desk.events.actions import record
from service_desk.foundation import version
from service_desk.foundation.actor import SYSTEM, Actor
from service_desk.foundation.clock import now
from service_desk.foundation.db import atomic, execute, fetchrow, fetchval
from service_desk.foundation.ids import uuid7
from service_desk.foundation.live import announce
from service_desk.foundation.phones import InvalidPhone, normalise_phone
from service_desk.parties import actions as parties
from service_desk.parties import queries as known
from service_desk.tickets import queries as tickets

TOPIC: Final = "call"
"""News for those who were rung: the notice names the member of staff, nobody else looks."""
_INSERT: Final = """
insert into call (id, centre_id, provider, provider_id, extension_id, staff_id, caller, caller_given, called, rang_at, party_id, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1) on conflict (provider, provider_id) do nothing returning id"""
_HELD: Final = "select * from call where provider = $1 and provider_id = $2 for update"
# News of one call comes late, twice and in any order: the earliest moment of each kind is the true one.
_TOLD: Final = """
update call set rang_at = least(rang_at, $2), answered_at = least(answered_at, $3), ended_at = least(ended_at, $4),
       version = version + 1 where id = $1"""


async def note_call(
    *,
    provider: str,
    provider_id: str,
    extension: ExtensionFacts,
    caller: str,
    called: str = "",
    told: Told = Told.RINGING,
    at: datetime | None = None,
    by: Actor = SYSTEM,
) -> UUID:
    """One call however often it is told; the customer is known where only one has the number. Raises ImplausibleCall."""
    by.require_row("calls.report", extension.centre_id, kind="extension", key=extension.number)
    moment = checked_moment(at, now())
    number = await _number(caller, extension.centre_id)
    who = await known.find_by_phone(number) if number else []
    answered, ended = (moment if told is each else None for each in (Told.ANSWERED, Told.ENDED))
    async with atomic():
        fresh = await fetchval(
            _INSERT, uuid7(), extension.centre_id, provider, provider_id, extension.id, extension.staff_id, number,
            caller.strip()[:60], called[:40], moment, who[0].id if len(who) == 1 else None,
        )  # fmt: skip
        held = await fetchrow(_HELD, provider, provider_id)
        assert held is not None
        call_id = UUID(str(held["id"]))
        await execute(_TOLD, call_id, moment, answered, ended)
        where: dict[str, Any] = {"subject": ("call", call_id), "centre_id": held["centre_id"], "by": by}
        if fresh:
            await record(CallRang(call_id, extension.number, extension.staff_id), **where)
        if answered and held["answered_at"] is None:
            await record(CallAnswered(call_id), **where)
        if ended and held["ended_at"] is None:
            await record(CallEnded(call_id, missed=not answered and held["answered_at"] is None), **where)
        if held["staff_id"] is not None and not extension.do_not_disturb:
            announce(TOPIC, str(held["staff_id"]))
    return call_id


async def _number(caller: str, centre_id: UUID) -> str:
    """E.164; empty where it was withheld or is none."""
    try:
        return normalise_phone(caller, (await centres.centre(centre_id)).country)
    except InvalidPhone:
        return ""


async def name_call(*, call_id: UUID, by: Actor, party_id: UUID | None, ticket_id: UUID | None) -> CallFacts:
    """Say with which customer it was and about which ticket; None: not known."""
    held = await queries.call(call_id, by)
    if party_id is not None:
        party_id = (await known.party(party_id)).id
    if ticket_id is not None:
        await tickets.ticket(ticket_id, by.where("tickets.read"))
    async with atomic():
        await version.save(Call, call_id, version=None, party_id=party_id, ticket_id=ticket_id)
        changed = CallChanged(call_id, party_id, ticket_id)
        await record(changed, subject=("call", call_id), centre_id=held.centre_id, by=by)
    return await queries.call(call_id, by)


async def keep_caller(*, call_id: UUID, party_id: UUID, by: Actor) -> CallFacts:
    """Keep the number with a customer, and the call too: one press after asking who it is. Raises NumberWithheld."""
    held = await queries.call(call_id, by)
    if not held.caller:
        raise NumberWithheld
    async with atomic():
        await parties.add_contact(party_id=party_id, kind="phone", value=held.caller, by=by)
        return await name_call(call_id=call_id, party_id=party_id, ticket_id=held.ticket_id, by=by)


async def erase_callers(*, party_ids: Sequence[UUID], addresses: Sequence[str]) -> None:
    """Forget the numbers of a customer's calls; that there were calls, when and to whom stays."""
    async with atomic():
        sql = "update call set caller = '', caller_given = '' where party_id = any($1) or caller = any($2)"
        await execute(sql, party_ids, addresses)
