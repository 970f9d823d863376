"""Postings: lists, one with its history, the document it carries, and what a stock move turned out to be worth."""

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from service_desk.centres.queries import numbers_meant
from service_desk.centres.rules.numbers import NumberKind
from service_desk.erp.rules import (
    Document,
    Kind,
    PostingDetail,
    PostingFacts,
    State,
    StepFacts,
    StockDocument,
    shape_of,
)
from service_desk.foundation.actor import Actor
from service_desk.foundation.db import fetch, fetchrow, fetchval
from service_desk.foundation.errors import Invalid, NotFound
from service_desk.foundation.naming import as_written, code, looked_up, number
from service_desk.foundation.paging import BadCursor, Page, checked_limit, cut, decode
from service_desk.foundation.phones import Regions
from service_desk.foundation.where import OneOf, Where
from service_desk.foundation.written import Term
from service_desk.parties import queries as parties

Scope = frozenset[UUID] | None  # the centres one may see; None: all
_SHOWN: Final = ", ".join(field.name for field in fields(PostingFacts) if field.name != "late")
_ROW: Final = f"select {_SHOWN}, posting_date > document_date as late from posting"


class UnknownPostingState(Invalid):
    code = "unknown_posting_state"
    message = "There is no posting {what} '{value}'. Use one of {known}."


def document_of(row: Any) -> Document:
    """The document that a row of `posting` carries."""
    shape = shape_of(Kind(row["kind"]), reverses=row["reverses_id"] is not None)
    return msgspec.convert(row["payload"], shape, strict=False)


async def postings(
    *,
    centres: Scope,
    state: OneOf = None,
    kind: OneOf = None,
    order_number: str | None = None,
    since: date | None = None,
    until: date | None = None,
    updated_since: datetime | None = None,
    words: str | None = None,
    regions: Regions = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PostingFacts]:
    """The newest first; `words`: of an order of that number, or of whoever is meant by them (`parties.ids_meant`), or its own key."""
    where = Where(checked_limit(limit) + 1)
    where.add("centre_id = any({})", None if centres is None else list(centres))
    where.among("state", _known("state", state))
    where.among("kind", _known("kind", kind))
    where.add("order_number = {}", None if order_number is None else number(order_number))
    where.add("posting_date >= {}", since)
    where.add("posting_date <= {}", until)
    where.add("state_at >= {}", updated_since)
    if words is not None:
        orders = await numbers_meant(words, NumberKind.REPAIR, centres)
        where.add(_MEANT, orders, await parties.ids_meant(words, regions), as_written(words).upper())
    if (mark := decode(cursor, 1)) is not None:
        where.add("id < {}", _number(mark[0]))
    rows = await fetch(f"{_ROW} where {where} order by id desc limit $1", *where.args)
    return cut([PostingFacts(**row) for row in rows], limit, lambda facts: (facts.id,))


_MEANT: Final = """
(order_number = any({0}) or key = {2} or order_number in (select number from repair_order where party_id = any({1})))"""
_WORDS: Final = {"state": tuple(map(str, State)), "kind": tuple(map(str, Kind))}


def _known(what: str, wanted: OneOf) -> OneOf:
    for value in [wanted] if isinstance(wanted, str) else wanted or ():
        if value not in _WORDS[what]:
            raise UnknownPostingState(what=Term(what), value=value[:30], known=_WORDS[what], field=what)
    return wanted


def _number(raw: str) -> int:
    if not raw.isascii() or not raw.isdecimal() or len(raw) > 18:
        raise BadCursor
    return int(raw)


MOST_ID: Final = 2**63 - 1
_MOST_DIGITS: Final = 18


async def posting(posting_id: int, centres: Scope = None) -> PostingDetail:
    row = await fetchrow(
        "select *, posting_date > document_date as late from posting where id = $1", min(posting_id, MOST_ID)
    )
    if row is None or (centres is not None and row["centre_id"] not in centres):
        raise NotFound(kind="posting", key=posting_id)
    steps = await fetch(
        "select at, from_state, to_state, detail from posting_step where posting_id = $1 order by id", posting_id
    )
    streams = await fetch("select stream from posting_stream where posting_id = $1 order by stream", posting_id)
    facts = PostingFacts(**{field.name: row[field.name] for field in fields(PostingFacts)})
    return PostingDetail(
        facts, row["payload"], [stream["stream"] for stream in streams], [StepFacts(**step) for step in steps]
    )


_of_key: Final = looked_up(
    "posting",
    "select id, key as alone from posting where key = $1 and ($2::uuid[] is null or centre_id = any($2))",
    code,
)


async def posting_named(written: str, by: Actor) -> UUID | int:
    """By its number, which is its id, or by its key. Raises NotFound."""
    digits = as_written(written)
    if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        return int(digits)
    return await _of_key(written, by)


async def summary(centres: Scope = None) -> dict[str, dict[str, int]]:
    """How many postings there are, by kind and state."""
    rows = await fetch(
        "select kind, state, count(*) as postings from posting where $1::uuid[] is null or centre_id = any($1) "
        "group by kind, state order by kind, state",
        None if centres is None else list(centres),
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row["kind"], {})[row["state"]] = row["postings"]
    return found


_OF_MOVE: Final = "select * from posting where move_id = $1 and reverses_id is null"


async def posting_of_move(move_id: UUID) -> Any:
    """The posting of a stock move, as a row; None where there is none (yet)."""
    return await fetchrow(_OF_MOVE, move_id)


async def part_value(move_id: UUID, before_event: int) -> tuple[Decimal, StockDocument] | None:
    """What the ERP says a stock move was worth, less what came back before an event; None without a posting.

    Zero for one that was cancelled or reversed.
    """
    row = await posting_of_move(move_id)
    if row is None:
        return None
    document = document_of(row)
    assert isinstance(document, StockDocument)
    if row["state"] in (State.CANCELLED, State.REVERSED):
        return Decimal(0), document
    back = await fetchrow(
        "select coalesce(sum(erp_cost), 0) as cost from posting where returns_move_id = $1 and state = 'verified' "
        "and event_id < $2",
        move_id,
        before_event,
    )
    assert back is not None
    return (row["erp_cost"] or Decimal(0)) - back["cost"], document


async def unfinished_moves(move_id: UUID, ended: frozenset[State]) -> bool:
    """Whether the ERP has still to say what a stock move, or what came back of it, was worth."""
    return bool(
        await fetchval(
            "select 1 from posting where (move_id = $1 or returns_move_id = $1) and state <> all($2::text[]) limit 1",
            move_id,
            list(ended),
        )
    )


def book_key(code: str, centre: str) -> str:
    """A location as the ERP knows it: codes are unique within a centre only."""
    return f"{centre}.{code}"
