"""What can be asked about telephones and calls: the call list, and all that is known about who calls."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from service_desk.calls.rules import CallFacts, CallState, ExtensionFacts, state_of
from service_desk.centres import queries as centres
from service_desk.foundation.actor import Actor
from service_desk.foundation.clock import now, today
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.naming import Ambiguous
from service_desk.foundation.newest import Newest, by_moment
from service_desk.foundation.paging import DEFAULT, Page, checked_limit
from service_desk.foundation.phones import possible_phones
from service_desk.foundation.where import Where
from service_desk.parties import queries as parties
from service_desk.parties.rules import PartyFacts
from service_desk.products.queries import items_of
from service_desk.products.rules import ItemFacts
from service_desk.repairs import queries as repairs
from service_desk.repairs.rules import OrderRow, State
from service_desk.tickets import queries as tickets
from service_desk.tickets.rules import OPEN_STATES, TicketRow
from service_desk.warranty.queries import cover_of
from service_desk.warranty.rules import Verdict

MOST_CALLERS: Final = 5
"""So many of those who share a number are shown with what they own and have open."""
MOST_UNITS: Final = 5
LONGEST: Final = timedelta(hours=2)
"""A call whose end nobody told is over by then."""
JUST_NOW: Final = timedelta(minutes=2)
RINGS: Final = timedelta(minutes=5)
"""No telephone rings longer, whether the switch told of the end or not."""
_OPEN_ORDERS: Final = [each.value for each in State if each not in {State.CLOSED, State.HANDED_OVER, State.CANCELLED}]
_ROW: Final = """
select x.*, e.number as extension, o.name as party_name, t.number as ticket_number
  from {source} join extension e on e.id = x.extension_id left join party a on a.id = x.party_id
       left join party o on o.id = coalesce(a.merged_into, a.id) left join ticket t on t.id = x.ticket_id"""
_NEWEST: Final = Newest("call", by_moment("rang_at"), _ROW)
_AT_HAND: Final = (
    _ROW.format(source="call x")
    + " where x.staff_id = $1 and not e.do_not_disturb and x.rang_at > $2 and (x.rang_at > $4 or x.answered_at is not null) and (x.ended_at is null or x.ended_at > $3)"
    " order by x.ended_at is null desc, x.rang_at desc limit 1"
)
_EXTENSION: Final = "select id, centre_id, number, staff_id, do_not_disturb, called, dial, version from extension"
_STATES: Final = {
    CallState.RINGING: "x.ended_at is null and x.answered_at is null",
    CallState.ANSWERED: "x.ended_at is null and x.answered_at is not null",
    CallState.ENDED: "x.ended_at is not null and x.answered_at is not null",
    CallState.MISSED: "x.ended_at is not null and x.answered_at is null",
}


class UnitAtHand(msgspec.Struct, frozen=True):
    """A unit of the caller with what a fault reported today would be: the light beside it."""

    item: ItemFacts
    verdict: Verdict
    covered_until: date | None


class Caller(msgspec.Struct, frozen=True):
    """One of those who share the number, with what they own, the newest first, and what is open for them."""

    party: PartyFacts
    units: Sequence[UnitAtHand]
    tickets: Sequence[TicketRow]
    orders: Sequence[OrderRow]


class Pop(msgspec.Struct, frozen=True):
    """What the person who takes a call sees. `callers` is empty for an unknown number; `more`: there are further ones."""

    call: CallFacts
    callers: Sequence[Caller]
    more: bool = False


async def extension(extension_id: UUID, visible: frozenset[UUID] | None) -> ExtensionFacts:
    row = await fetchrow(f"{_EXTENSION} where id = $1 and retired_at is null", extension_id)
    if row is None or (visible is not None and row["centre_id"] not in visible):
        raise NotFound(kind="extension", key=extension_id)
    return ExtensionFacts(**row)


async def extensions(visible: frozenset[UUID] | None) -> list[ExtensionFacts]:
    """Those in use, by centre and number."""
    sql = f"{_EXTENSION} where retired_at is null and ($1::uuid[] is null or centre_id = any($1)) order by centre_id, number"
    return [ExtensionFacts(**row) for row in await fetch(sql, None if visible is None else list(visible))]


async def extension_meant(number: str, visible: frozenset[UUID] | None) -> ExtensionFacts:
    """The one of that number, at the centres given. Raises NotFound, Ambiguous."""
    found = [each for each in await extensions(visible) if each.number == number]
    if not found:
        raise NotFound(kind="extension", key=number, field="extension")
    if len(found) > 1:
        codes = [(await centres.centre(each.centre_id)).code for each in found]
        raise Ambiguous(key=number, options=[f"{code}:{number}" for code in codes], field="extension")
    return found[0]


async def extension_named(written: str, by: Actor) -> UUID:
    """Its number, or CENTRE:NUMBER where several centres have it."""
    code, _, number = written.strip().rpartition(":")
    visible = by.centres
    if code:
        there = (await centres.centre_by_code(code)).id
        visible = frozenset({there}) if by.sees(there) else frozenset()
    return (await extension_meant(number.lower(), visible)).id


async def rung_by(called: str) -> list[ExtensionFacts]:
    """The extensions that a public number rings and a provider can reach, those who may be disturbed."""
    sql = f"{_EXTENSION} where retired_at is null and called = $1 and dial <> '' and not do_not_disturb order by number"
    return [ExtensionFacts(**row) for row in await fetch(sql, called)]


async def belongs_to(called: str) -> ExtensionFacts | None:
    """An extension of the public number, whether it may be disturbed or not: a call that reaches nobody is kept with it."""
    row = await fetchrow(f"{_EXTENSION} where retired_at is null and called = $1 order by number limit 1", called)
    return ExtensionFacts(**row) if row else None


async def call(call_id: UUID, by: Actor) -> CallFacts:
    """As `told_call`, for who may take calls there."""
    found = await told_call(call_id)
    by.require_row("calls.take", found.centre_id, kind="call", key=call_id)
    return found


async def told_call(call_id: UUID) -> CallFacts:
    """As the switch that told of it may see it."""
    row = await fetchrow(_ROW.format(source="call x") + " where x.id = $1", call_id)
    if row is None:
        raise NotFound(kind="call", key=call_id)
    return _facts(row)


async def at_hand(by: Actor) -> CallFacts | None:
    """The call that rings at the reader's own telephone or that they are in, else the one that ended just now."""
    row = await fetchrow(_AT_HAND, by.id, now() - LONGEST, now() - JUST_NOW, now() - RINGS)
    return None if row is None or not by.sees(row["centre_id"]) else _facts(row)


async def calls(
    by: Actor,
    *,
    staff_id: UUID | None = None,
    party_id: UUID | None = None,
    states: Sequence[CallState] | None = None,
    words: str | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT,
) -> Page[CallFacts]:
    """The newest first."""
    where = Where(checked_limit(limit) + 1)
    visible = by.where("calls.take")
    where.add("x.centre_id = any({})", None if visible is None else list(visible))
    where.add("x.staff_id = {}", staff_id)
    where.add("x.party_id in (select id from party where id = {0} or merged_into = {0})", party_id)
    if states:
        where.add(" or ".join(_STATES[state] for state in dict.fromkeys(states)).join("()"))
    if words is not None:
        regions = await centres.dialled_in(by)
        meant = "(x.party_id in (select id from party where id = any({0}) or merged_into = any({0})) or x.caller = any({1}))"
        where.add(meant, await parties.ids_meant(words, regions), possible_phones(words, regions))
    page = await _NEWEST.page(where, limit, cursor)
    return Page([_facts(row) for row in page.items], page.next)


async def pop(call_id: UUID, by: Actor) -> Pop:
    """All who have the number, with their units, open tickets and orders: what the reader may see of them."""
    found = await call(call_id, by)
    if found.party_id is not None:
        who = [await parties.party(found.party_id)]
    else:
        who = await parties.find_by_phone(found.caller) if found.caller else []
    day = today((await centres.centre(found.centre_id)).zone)
    callers = [await _caller(each, day, by) for each in who[:MOST_CALLERS]] if by.may("customers.read") else []
    return Pop(found, callers, len(who) > MOST_CALLERS)


async def _caller(party: PartyFacts, day: date, by: Actor) -> Caller:
    units = await items_of(party.id, MOST_UNITS) if by.may("items.read") else []
    reports: Sequence[TicketRow] = ()
    orders: Sequence[OrderRow] = ()
    if by.may("tickets.read"):
        asked = tickets.QueueFilter(party_id=party.id, state=OPEN_STATES)
        reports = (await tickets.queue(asked, centres=by.where("tickets.read"), me=by.id, limit=MOST_UNITS)).items
    if by.may("repairs.read"):
        of_them = repairs.OrderFilter(party_id=party.id, state=_OPEN_ORDERS)
        orders = (await repairs.queue(of_them, centres=by.where("repairs.read"), me=by.id, limit=MOST_UNITS)).items
    return Caller(party, [await _light(unit, day) for unit in units], reports, orders)


async def _light(unit: ItemFacts, day: date) -> UnitAtHand:
    decided = await cover_of(unit.id, day)
    ends = [line.last_on for line in decided.lines if line.verdict is decided.verdict and line.last_on]
    return UnitAtHand(unit, decided.verdict, max(ends, default=None))


def _facts(row: Any) -> CallFacts:
    kept = dict(row)
    names = CallFacts.__dataclass_fields__
    state = state_of(kept["answered_at"], kept["ended_at"])
    return CallFacts(**{name: kept[name] for name in names if name != "state"}, state=state)
