"""What was said to whom, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from notifications.message import Medium, State, stands_still, why
from notifications.queries.house import channels
from service_desk.foundation import paging, sentences
from service_desk.foundation.clock import now
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.paging import Page
from service_desk.foundation.where import OneOf, Where

_COLUMNS: Final = """id, seq, centre_id, recipient_key, medium, address, language, category, thread, template, subject, body,
 segments, state, state_at, created_at, not_before, hold_reason, attempts, channel, provider_id, provider_state, error_code,
 error_text, event_id, follows_id, price, currency"""
_ONE: Final = f"""
select {_COLUMNS} from message where id = $1 and ($2::uuid[] is null or centre_id is null or centre_id = any($2))"""
_HISTORY: Final = (
    "select at, source, state, provider_state, code, text from message_event where message_id = $1 order by at, id"
)
_UNFINISHED: Final = """
select count(*) filter (where state in ('queued', 'sending', 'unknown') and (state <> 'queued' or not_before <= $1
       or hold_reason is distinct from 'quiet_hours')) from message"""
_COUNTS: Final = """
select medium, case when state = 'queued' and hold_reason = 'quiet_hours' and not_before > $1 then 'held' else state end
       as state, count(*) as number from message
 where $2::uuid[] is null or centre_id is null or centre_id = any($2) group by 1, 2 order by 1, 2"""


class MessageFacts(msgspec.Struct):
    """A message as it was said. `seq` is the order in which things were said.

    `why`: why it does not go, or not yet, in the reader's language; null where it goes or a provider has it.
    `stopped`: why the channel it waits for was stopped; it goes once someone starts the channel again (`GET /channels`).
    """

    id: UUID
    seq: int
    centre_id: UUID | None
    recipient_key: str
    medium: Medium
    address: str
    language: str
    category: str
    thread: str
    template: str
    subject: str
    body: str
    segments: int
    state: State
    state_at: datetime
    created_at: datetime
    not_before: datetime
    hold_reason: str | None
    attempts: int
    channel: str | None
    provider_id: str | None
    provider_state: str | None
    error_code: str | None
    error_text: str | None
    event_id: int | None
    follows_id: UUID | None
    price: Decimal | None
    currency: str | None
    stopped: str | None = None
    why: str | None = None


class HistoryLine(msgspec.Struct):
    at: datetime
    source: str
    state: State
    provider_state: str | None
    code: str | None
    text: str | None


class MessageHistory(msgspec.Struct):
    """A message with what became of it, the oldest first."""

    message: MessageFacts
    history: list[HistoryLine]


class MediumCount(msgspec.Struct):
    medium: Medium
    state: str  # a state, or held
    number: int


class Meant(NamedTuple):
    """Messages to any of these recipients or addresses, or about any of these threads."""

    recipients: list[str]
    addresses: list[str]
    threads: list[str]


async def messages(
    *,
    visible: frozenset[UUID] | None,
    language: str = "en",
    state: OneOf = None,
    medium: OneOf = None,
    thread: str | None = None,
    recipient_key: str | None = None,
    created_since: datetime | None = None,
    created_before: datetime | None = None,
    updated_since: datetime | None = None,
    template: str | None = None,
    event_id: int | None = None,
    meant: Meant | None = None,
    limit: int = paging.DEFAULT,
    cursor: str | None = None,
) -> Page[MessageFacts]:
    """The newest first. `visible`: the centres one may see, None for all; messages of no centre are seen by everyone."""
    where = Where(paging.checked_limit(limit) + 1)
    where.add("(centre_id is null or centre_id = any({}))", _scope(visible))
    where.among("state", state)
    where.among("medium", medium)
    where.add("thread = {}", thread)
    where.add("recipient_key = {}", recipient_key)
    where.add("(recipient_key = any({}) or address = any({}) or thread = any({}))", *(meant or (None,)))
    where.add("created_at >= {}", created_since)
    where.add("created_at < {}", created_before)
    where.add("state_at >= {}", updated_since)
    where.add("template = {}", template)
    where.add("event_id = {}", event_id)
    if (mark := paging.decode(cursor, 1)) is not None:
        where.add("seq < {}", _whole(mark[0]))
    rows = await fetch(f"select {_COLUMNS} from message where {where} order by seq desc limit $1", *where.args)
    return paging.cut(await _facts(rows, language), limit, lambda row: (row.seq,))


async def message(message_id: UUID, *, visible: frozenset[UUID] | None, language: str = "en") -> MessageHistory:
    """NotFound also where it is of a centre one may not see."""
    row = await fetchrow(_ONE, message_id, _scope(visible))
    if row is None:
        raise NotFound(kind="message", key=message_id)
    lines = await fetch(_HISTORY, message_id)
    (facts,) = await _facts([row], language)
    return MessageHistory(facts, [HistoryLine(**line) for line in lines])


async def said(thread: str, *, language: str = "en") -> list[tuple[str, MessageFacts]]:
    """What was said about a matter, each with the dedupe key it was said under, the oldest first; the newest hundred."""
    sql = f"""select * from (select dedupe_key, {_COLUMNS} from message where thread = $1 order by seq desc limit 100) newest
               order by seq"""
    rows = [dict(row) for row in await fetch(sql, thread)]
    keys = [row.pop("dedupe_key") for row in rows]
    return list(zip(keys, await _facts(rows, language), strict=True))


async def segment_price(medium: Medium, address: str) -> tuple[Decimal, str] | None:
    """What a segment to that country cost last, with its currency; None where no provider has told of any yet."""
    sql = """select price / greatest(segments, 1) as price, currency from message where medium = $1 and left(address, 4) = left($2, 4)
              and price is not null and currency is not null order by seq desc limit 1"""
    row = await fetchrow(sql, medium, address)
    return None if row is None else (abs(row["price"]), row["currency"])


async def counts(*, visible: frozenset[UUID] | None = None) -> list[MediumCount]:
    """How many by medium and state; `held` are those that wait for quiet hours to end."""
    return [MediumCount(**row) for row in await fetch(_COUNTS, now(), _scope(visible))]


async def unfinished() -> int:
    """How many the worker has still to deal with; held ones are not counted, since they wait on purpose."""
    row = await fetchrow(_UNFINISHED, now())
    return int(row[0]) if row else 0


async def _facts(rows: Sequence[Any], language: str) -> list[MessageFacts]:
    found = [MessageFacts(**row) for row in rows]
    for one in found:
        if one.state in {State.SUPPRESSED, State.QUEUED}:
            one.why = why(one.error_code if one.state == State.SUPPRESSED else one.hold_reason, language)
    waiting = [one for one in found if one.state in {State.QUEUED, State.UNKNOWN}]
    if waiting:
        stops = {medium: each.stopped.why for each in await channels() if each.stopped for medium in each.media}
        for one in waiting:
            one.stopped = stops.get(Medium(one.medium))
            if one.stopped:
                one.why = sentences.said(stands_still(one.stopped), "notifications", language)
    return found


def _scope(visible: frozenset[UUID] | None) -> Sequence[UUID] | None:
    return None if visible is None else list(visible)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise paging.BadCursor from None
