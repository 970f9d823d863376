"""What must be there after the torture, and what of it is missing, there twice, or broken. Asks the database, by id."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from benchmarks.torture.clients import Acknowledged, Job
from benchmarks.torture.world import World
from service_desk import backlog
from service_desk.centres import queries as centres
from service_desk.demo.rules.tally import SUPPRESSED, Owed, owed, told
from service_desk.erp import queries as erp
from service_desk.events import queries as events
from service_desk.events.deliveries import Subscribers
from service_desk.foundation.db import fetch
from service_desk.repairs.rules import part_of
from service_desk.subscriptions import SUBSCRIPTIONS
from service_desk.warranty.rules import Payer

# What was acknowledged with an id. Tickets also by their words, orders by their ticket: a doubled one has another id.
_BY_ID: Final = "select id, count(*)::int as n from {table} where id = any($1) group by id"
_BY_MARK: Final = "select words as name, count(*)::int as n from ticket where words = any($1) group by words"
_ORDERS: Final = "select ticket_id as name, count(*)::int as n from repair_order where ticket_id = any($1) group by 1"
_MOVES: Final = "select id, subject_id, reverses_id from stock_move where subject_id = any($1)"
_TIMES: Final = """
select subject_id as name, count(*)::int as n from time_entry where subject_id = any($1) and voided_at is null group by 1"""
_EVENTS: Final = (
    "select subject_id as name, count(*)::int as n from event where kind = $2 and subject_id = any($1) group by 1"
)
_KEYS: Final = """
select key as name, count(*)::int as n from idempotency where principal = $2 and key = any($1) and status is not null group by 1"""
_CHARGES: Final = """
select order_id as name, count(*)::int as n from charge where payer = 'customer' and order_id = any($1) group by 1"""
_DELIVERIES: Final = """
select e.kind, h.handler, e.id as event_id, count(d.id)::int as n
  from event e join unnest($1::text[], $2::text[]) as h (kind, handler) on h.kind = e.kind
       left join event_delivery d on d.event_id = e.id and d.handler = h.handler and d.state = 'done'
 group by 1, 2, 3 having count(d.id) <> 1"""
_POSTINGS: Final = """
select p.key, p.kind, p.state, p.reject_code, p.attempts || ' attempts, ' || coalesce(p.detail, '') as detail, coalesce(p.move_id::text, p.key) as name, p.order_number,
       (select count(*) from book_document b where b.key = p.key)::int as documents
  from posting p order by p.id"""
_DOCUMENTS: Final = """
select b.key, count(*)::int as n, bool_or(p.id is null) as unasked from book_document b left join posting p on p.key = b.key
 group by b.key having count(*) > 1 or bool_or(p.id is null)"""
_MESSAGES: Final = """
select e.id as event_id, e.kind, e.subject_id, m.medium, m.template, m.state, count(*)::int as n
  from event e join message m on m.event_id = e.id group by 1, 2, 3, m.recipient_key, 4, 5, 6"""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that should not be: `lost` or `doubled` so many times, or `broken`, which has no number."""

    what: str
    words: str
    times: int = 1


def tally(found: Iterable[Found], what: str) -> int:
    return sum(each.times for each in found if each.what == what)


async def check(world: World, told_us: Acknowledged) -> list[Found]:
    """Everything that is wrong, in words; empty when all is well. Needs an open pool."""
    found = await _acknowledged(world, told_us)
    found += await _deliveries()
    found += await _postings(world, told_us.jobs)
    found += await _messages(told_us.jobs)
    return found + await _sums()


async def _acknowledged(world: World, told_us: Acknowledged) -> list[Found]:
    jobs = told_us.jobs
    played = [job.played for job in jobs]
    tickets = [one.ticket_id for one in played if one.ticket_id]
    orders = [one.order_id for one in played if one.order_id]
    closed = [one.order_id for one in played if one.closed]
    owing = [one.order_id for one in played if one.closed and part_of(one.closed.lines, Payer.CUSTOMER) > 0]
    given = [job.played.order_id for job in jobs if job.handed_over]
    timed = [job.played.order_id for job in jobs if job.clock_line]
    estimates = [each for one in played for each in one.estimates]
    lines = [line for job in jobs for line in job.lines] + [job.clock_line for job in jobs if job.clock_line]
    found = [
        *await _once("ticket", tickets, _BY_ID.format(table="ticket")),
        *await _once("repair order", orders, _BY_ID.format(table="repair_order")),
        *await _once("order line", lines, _BY_ID.format(table="order_line")),
        *await _once("estimate", estimates, _BY_ID.format(table="estimate")),
        *await _once("answer of key", [*told_us.keys], _KEYS, world.principal),
        *await _once("clock of order", timed, _TIMES),
        *await _once("closing of order", closed, _EVENTS, "repair_closed"),
        *await _once("hand-over of order", given, _EVENTS, "repair_handed_over"),
        *await _once("bill for the customer of order", owing, _CHARGES),
    ]
    found += await _second("ticket with the words", [job.mark for job in jobs], _BY_MARK)
    found += await _second("repair order of ticket", tickets, _ORDERS)
    return found + await _moves(jobs)


async def _once(what: str, names: Sequence[Any], sql: str, *more: Any) -> list[Found]:
    """Each of `names` exactly once; the statement counts per name."""
    rows = {row[0]: row["n"] for row in await fetch(sql, names, *more)}
    lost = [Found("lost", f"{what} {name} was acknowledged and is not there") for name in names if name not in rows]
    return lost + _more_than_one(what, rows)


async def _second(what: str, names: Sequence[Any], sql: str) -> list[Found]:
    return _more_than_one(what, {row["name"]: row["n"] for row in await fetch(sql, names)})


def _more_than_one(what: str, rows: dict[Any, int]) -> list[Found]:
    return [Found("doubled", f"{what} {name} is there {n} times", n - 1) for name, n in rows.items() if n > 1]


async def _moves(jobs: Sequence[Job]) -> list[Found]:
    """The moves of stock for orders are those that were acknowledged, and no others. Notes which ones brought parts back."""
    rows = await fetch(_MOVES, [job.played.order_id for job in jobs if job.played.order_id])
    known = {move for job in jobs for move in job.played.issued}
    there = {row["id"] for row in rows if row["reverses_id"] is None}
    back: dict[UUID, list[UUID]] = {}
    for row in rows:
        if row["reverses_id"] is not None:
            back.setdefault(row["reverses_id"], []).append(row["id"])
    found = [Found("lost", f"stock move {move} was acknowledged and is not there") for move in known - there]
    found += [Found("doubled", f"stock move {move} was told to nobody") for move in there - known]
    for job in jobs:
        for issue in job.returned:
            moves = back.pop(issue, [])
            job.played.returned = [*job.played.returned, *moves[:1]]
            if not moves:
                found.append(Found("lost", f"the return of stock move {issue} was acknowledged and is not there"))
            if len(moves) > 1:
                found.append(Found("doubled", f"stock move {issue} came back {len(moves)} times", len(moves) - 1))
    return found + [Found("doubled", f"stock move {issue} came back, and nobody was told") for issue in back]


async def _deliveries() -> list[Found]:
    """Every event reached each of its handlers once."""
    names = Subscribers(SUBSCRIPTIONS).names
    pairs = [(kind, handler) for kind, handlers in names.items() for handler in handlers]
    rows = await fetch(_DELIVERIES, [kind for kind, _ in pairs], [handler for _, handler in pairs])
    return [
        Found("lost", f"{row['kind']} {row['event_id']} never came to {row['handler']}")
        if row["n"] == 0
        else Found(
            "doubled", f"{row['kind']} {row['event_id']} came to {row['handler']} {row['n']} times", row["n"] - 1
        )
        for row in rows
    ]


async def _postings(world: World, jobs: Sequence[Job]) -> list[Found]:
    """One verified posting, with one document in the books, for all that is owed; and none that is not."""
    company = (await centres.company()).code
    expected = {_name(each) for each in owed(company, [job.played for job in jobs], world.receipts)}
    rows = await fetch(_POSTINGS)
    there = Counter(row["name"] for row in rows)
    found = [Found("lost", f"the posting of {name} is not there") for name in expected - there.keys()]
    for row in rows:
        name, label = row["name"], f"{row['kind']} {row['key']} ({row['state']})"
        if name not in expected:
            found.append(Found("doubled", f"posting {label} is owed by nobody"))
        elif row["state"] != "verified":
            why = f": {row['reject_code']}, {row['detail']}" if row["reject_code"] else ""
            found.append(Found("lost", f"posting {label} was not verified{why}"))
        elif row["documents"] == 0:
            found.append(Found("lost", f"posting {label} is not in the books"))
    found += _more_than_one("posting of", {name: n for name, n in there.items() if name in expected})
    for row in await fetch(_DOCUMENTS):
        if row["n"] > 1:
            found.append(Found("doubled", f"document {row['key']} is in the books {row['n']} times", row["n"] - 1))
        if row["unasked"]:
            found.append(Found("broken", f"document {row['key']} is in the books without a posting"))
    return found


def _name(each: Owed) -> str:
    return str(each.move_id) if each.move_id else each.key


async def _messages(jobs: Sequence[Job]) -> list[Found]:
    """Each event that a customer hears of was said once to them, on each medium at most once. Held for the night is said."""
    rows = await fetch(_MESSAGES)
    heard: dict[tuple[str, UUID], set[int]] = {}
    sent: Counter[tuple[int, str, str]] = Counter()
    for row in rows:
        sent[row["event_id"], row["template"], row["medium"]] += row["n"]
        if row["state"] != SUPPRESSED:
            heard.setdefault((row["kind"], row["subject_id"]), set()).add(row["event_id"])
    found = []
    for each in told([job.played for job in jobs]):
        missing = each.times - len(heard.get((each.kind, each.subject_id), ()))
        if missing > 0:
            found.append(Found("lost", f"the customer never heard of {each.kind} {each.subject_id}", missing))
    return found + [
        Found("doubled", f"{template} of event {event} was said {n} times by {medium}", n - 1)
        for (event, template, medium), n in sent.items()
        if n > 1
    ]


async def _sums() -> list[Found]:
    """Ledger, stock and seals as wholes, and nothing left in the queues."""
    found = []
    if not await erp.ledger_balanced():
        found.append(Found("broken", "the ledger does not balance"))
    found += [
        Found("broken", f"{each.item} {each.lot} at {each.location}: desk {each.desk}, books {each.books}")
        for each in await erp.stock_mismatches()
    ]
    verdict = await events.verify()
    if not verdict.whole:
        found.append(Found("broken", f"the seals break at {verdict.broken_at}: {verdict.reason}"))
    if verdict.unsealed:
        found.append(Found("broken", f"{verdict.unsealed} events are not sealed"))
    dead = (
        "select event_id, handler, attempts, deaths, error from event_delivery where state = 'dead' order by id limit 5"
    )
    found += [
        Found(
            "broken",
            f"event {row['event_id']} is dead at {row['handler']} after {row['attempts']} tries and {row['deaths']} deaths: {row['error']}",
        )
        for row in await fetch(dead)
    ]
    return found + [
        Found("broken", f"{row.rows} {row.queue} are still {row.state}")
        for row in await backlog.waiting()
        if (row.queue, row.state) != ("messages", "queued")  # held for the night
    ]
