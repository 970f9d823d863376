"""What can be asked about messages."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from notifications.message import Medium
from service_desk.foundation import paging
from service_desk.foundation.clock import now
from service_desk.foundation.db import fetch, fetchrow
from service_desk.foundation.errors import NotFound
from service_desk.foundation.paging import Page

_COLUMNS: Final = """id, seq, centre_id, recipient_key, medium, address, language, category, thread, template, subject, body,
 segments, state, state_at, created_at, not_before, hold_reason, attempts, channel, provider_id, provider_state, error_code,
 error_text, event_id, follows_id, price, currency"""
_ONE: Final = f"""
select {_COLUMNS} from message where id = $1 and ($2::uuid[] is null or centre_id is null or centre_id = any($2))"""
_HISTORY: Final = (
    "select at, source, state, provider_state, code, text from message_event where message_id = $1 order by at, id"
)
_SUPPRESSIONS: Final = """
select id, medium, address, reason, source, at, by_id, lifted_at, lifted_by, note from suppression
 where ($1::text is null or medium = $1) and ($2::text[] is null or address = any($2)) and (lifted_at is not null) = $3
   and ($4::uuid is null or id < $4) order by id desc limit $5"""
_COUNTS: Final = """
select medium, case when state = 'queued' and hold_reason = 'quiet_hours' and not_before > $1 then 'held' else state end
       as state, count(*) as number from message
 where $2::uuid[] is null or centre_id is null or centre_id = any($2) group by 1, 2 order by 1, 2"""
_UNFINISHED: Final = """
select count(*) filter (where state in ('queued', 'sending', 'unknown') and (state <> 'queued' or not_before <= $1
       or hold_reason is distinct from 'quiet_hours')) from message"""


class MessageFacts(msgspec.Struct):
    """A message as it was said. `seq` is the order in which things were said; `held` waits for quiet hours to end."""

    id: UUID
    seq: int
    centre_id: UUID | None
    recipient_key: str
    medium: str
    address: str
    language: str
    category: str
    thread: str
    template: str
    subject: str
    body: str
    segments: int
    state: str
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


class HistoryLine(msgspec.Struct):
    at: datetime
    source: str
    state: str
    provider_state: str | None
    code: str | None
    text: str | None


class MessageHistory(msgspec.Struct):
    """A message with what became of it, the oldest first."""

    message: MessageFacts
    history: list[HistoryLine]


class MediumCount(msgspec.Struct):
    medium: str
    state: str
    number: int


async def messages(
    *,
    visible: frozenset[UUID] | None,
    state: str | None = None,
    medium: str | None = None,
    thread: str | None = None,
    recipient_key: str | None = None,
    template: str | None = None,
    event_id: int | None = None,
    limit: int = paging.DEFAULT,
    cursor: str | None = None,
) -> Page[MessageFacts]:
    """The newest first. `visible`: the centres one may see, None for all; messages of no centre are seen by everyone."""
    paging.checked_limit(limit)
    mark = paging.decode(cursor, 1)
    asked: dict[str, Any] = {
        "(centre_id is null or centre_id = any({}))": _scope(visible),
        "state = {}": state,
        "medium = {}": medium,
        "thread = {}": thread,
        "recipient_key = {}": recipient_key,
        "template = {}": template,
        "event_id = {}": event_id,
        "seq < {}": _whole(mark[0]) if mark else None,
    }
    # Only what is asked for stands in the statement, so that each question finds its own index.
    given = {condition: value for condition, value in asked.items() if value is not None}
    conditions = [condition.format(f"${place}") for place, condition in enumerate(given, 1)]
    where = f"where {' and '.join(conditions)}" if conditions else ""
    rows = await fetch(
        f"select {_COLUMNS} from message {where} order by seq desc limit ${len(given) + 1}", *given.values(), limit + 1
    )
    return paging.cut([_facts(row) for row in rows], limit, lambda row: (row.seq,))


async def message(message_id: UUID, *, visible: frozenset[UUID] | None) -> MessageHistory:
    """NotFound also where it is of a centre one may not see."""
    row = await fetchrow(_ONE, message_id, _scope(visible))
    if row is None:
        raise NotFound(kind="message", key=message_id)
    lines = await fetch(_HISTORY, message_id)
    return MessageHistory(_facts(row), [HistoryLine(**line) for line in lines])


class SuppressionFacts(msgspec.Struct):
    """An address that is not used on a medium; `lifted_at` and `note` where it may be used again."""

    id: UUID
    medium: Medium
    address: str
    reason: str
    source: str
    at: datetime
    by_id: UUID
    lifted_at: datetime | None
    lifted_by: UUID | None
    note: str


async def suppressions(
    *,
    medium: Medium | None = None,
    addresses: Sequence[str] | None = None,
    lifted: bool = False,
    limit: int = paging.DEFAULT,
    cursor: str | None = None,
) -> Page[SuppressionFacts]:
    """Those in force, or those that were lifted, the newest first. `addresses`: in their normal form, any of them."""
    mark = paging.decode(cursor, 1)
    rows = await fetch(
        _SUPPRESSIONS, medium, addresses, lifted, _key(mark[0]) if mark else None, paging.checked_limit(limit) + 1
    )
    return paging.cut([SuppressionFacts(**row) for row in rows], limit, lambda row: (row.id,))


async def counts(*, visible: frozenset[UUID] | None = None) -> list[MediumCount]:
    """How many by medium and state; `held` are those that wait for quiet hours to end."""
    return [MediumCount(**row) for row in await fetch(_COUNTS, now(), _scope(visible))]


async def unfinished() -> int:
    """How many the worker has still to deal with; held ones are not counted, since they wait on purpose."""
    row = await fetchrow(_UNFINISHED, now())
    return int(row[0]) if row else 0


def _facts(row: Any) -> MessageFacts:
    return MessageFacts(**row)


def _scope(visible: frozenset[UUID] | None) -> Sequence[UUID] | None:
    return None if visible is None else list(visible)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise paging.BadCursor from None


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise paging.BadCursor from None
