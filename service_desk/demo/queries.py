"""Read back from the database what became of played jobs: nothing here remembers what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from notifications import queries as messages
from service_desk.centres import queries as centres
from service_desk.demo.rules.jobs import Played
from service_desk.demo.rules.tally import FoundMessages, FoundPosting, balance_messages, balance_postings, owed, told
from service_desk.erp import queries as erp
from service_desk.events import queries as events
from service_desk.foundation.db import fetch, fetchrow, fetchval

_TICKETS: Final = "select count(*) from ticket where id = any($1)"
_ORDERS: Final = "select count(*) from repair_order where id = any($1)"
_VERDICTS: Final = """
select decided_reason as reason, count(*) as n from ticket where id = any($1) group by 1 order by 2 desc, 1"""
_POSTINGS: Final = """
select key, kind, state, move_id from posting where order_number = any($1) or move_id = any($2) order by id"""
_MESSAGES: Final = """
select e.id as event_id, e.kind, e.subject_id, coalesce(m.recipient_key, '') as recipient, coalesce(m.medium, '') as medium,
       coalesce(m.state, '') as state, count(m.id) as n
  from event e left join message m on m.event_id = e.id
 where e.subject_id = any($1) group by 1, 2, 3, 4, 5, 6"""
_UNPOSTED: Final = "select count(*) from posting where state in ('queued', 'sending', 'retry_wait', 'unknown')"
_WORKERS: Final = """
select count(*) from pg_stat_activity where datname = current_database() and application_name = 'aftercare worker'"""
# A machine that pumps, in cover, whose owner reads English and can be told, and which nobody has brought yet.
_EXAMPLE: Final = """
select i.serial, p.name ->> 'en' as product, o.id as owner_id, o.name as owner, c.id as centre_id, r.id as resource_id
  from service_item i join product p on p.id = i.product_id join party o on o.id = i.owner_id
       join item_terms t on t.item_id = i.id and t.closed_at is null
       join centre c on c.code = 'BER' join resource r on r.centre_id = c.id and r.code = 'JONAS'
 where p.sku in ('WM-70', 'DW-60') and t.labour_last_on > current_date + 30 and o.language = 'en' and o.kind = 'person'
   and exists (select 1 from contact_point k where k.party_id = o.id and k.kind = 'email')
   and not exists (select 1 from ticket x where x.item_id = i.id)
 order by t.labour_last_on desc, i.serial limit 1"""

# An order that lies on the bench in Berlin, with nobody's clock on it.
_WAITING: Final = """
select r.number from repair_order r join centre c on c.id = r.centre_id
 where c.code = 'BER' and r.state in ('received', 'diagnosing', 'repairing')
   and not exists (select 1 from time_entry t where t.subject_id = r.id and t.stopped_at is null)
 order by r.reported_at desc, r.number limit 1"""

# A ticket in Berlin whose customer can prove who they are by a phone, first one with an estimate to answer.
_FOLLOWED: Final = """
select t.id as ticket_id, t.centre_id, p.id as party_id, p.name, right(c.value, 4) as digits
  from ticket t join party p on p.id = t.party_id join contact_point c on c.party_id = p.id and c.kind in ('phone', 'whatsapp')
       join centre o on o.id = t.centre_id and o.code = 'BER'
       left join repair_order r on r.ticket_id = t.id left join estimate e on e.order_id = r.id and e.state = 'sent'
 where t.state in ('new', 'open', 'waiting_customer', 'in_repair')
 order by e.id is not null desc, p.language = 'en' desc, t.id desc limit 1"""


@dataclass(frozen=True, slots=True)
class Followed:
    """A ticket whose customer may follow it by a link, and the digits that prove who they are."""

    ticket_id: UUID
    centre_id: UUID
    party_id: UUID
    name: str
    digits: str


@dataclass(frozen=True, slots=True)
class Example:
    """A unit to try the main job on."""

    serial: str
    product: str
    owner_id: UUID
    owner: str
    centre_id: UUID
    resource_id: UUID


async def example() -> Example | None:
    row = await fetchrow(_EXAMPLE)
    return None if row is None else Example(**row)


async def followed() -> Followed | None:
    row = await fetchrow(_FOLLOWED)
    return None if row is None else Followed(**row)


async def waiting_order() -> str | None:
    found: str | None = await fetchval(_WAITING)
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """`lost` and `doubled` count postings and messages; everything else is what the tables hold."""

    jobs: int
    tickets: int
    repair_orders: int
    verdicts: dict[str, int]
    postings: dict[str, dict[str, int]]
    ledger_balanced: bool
    stock_matches: bool
    messages: dict[str, dict[str, int]]
    lost: int
    doubled: int


async def report(played: Sequence[Played], receipts: Sequence[UUID]) -> Report:
    """Of these jobs; ledger and stock of the whole database."""
    tickets = [one.ticket_id for one in played if one.ticket_id]
    orders = [one.order_id for one in played if one.order_id]
    numbers = [one.order_number for one in played if one.order_number]
    postings = [FoundPosting(**row) for row in await fetch(_POSTINGS, numbers, [*receipts])]
    sent = await fetch(_MESSAGES, [*tickets, *orders])
    company = (await centres.company()).code
    balance = balance_postings(owed(company, played, receipts), postings) + balance_messages(
        told(played), [_found(row) for row in sent]
    )
    return Report(
        jobs=len(played),
        tickets=await fetchval(_TICKETS, tickets),
        repair_orders=await fetchval(_ORDERS, orders),
        verdicts={row["reason"]: row["n"] for row in await fetch(_VERDICTS, tickets)},
        postings=_table((one.kind, one.state, 1) for one in postings),
        ledger_balanced=await erp.ledger_balanced(),
        stock_matches=await erp.stock_matches(),
        messages=_table((row["medium"], row["state"], row["n"]) for row in sent if row["n"]),
        lost=balance.lost,
        doubled=balance.doubled,
    )


def _found(row: Any) -> FoundMessages:
    return FoundMessages(
        row["event_id"], row["kind"], row["subject_id"], row["recipient"], row["medium"], row["state"], row["n"]
    )


def _table(counted: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for one, other, number in counted:
        row = table.setdefault(one, {})
        row[other] = row.get(other, 0) + number
    return {name: dict(sorted(row.items())) for name, row in sorted(table.items())}


async def unfinished() -> int:
    """What a worker has still to do by itself: seals, deliveries, messages, postings. What waits for a person is left out."""
    waiting = await events.undelivered()
    owed_events = sum(number for state, number in waiting.items() if state != "dead")
    return owed_events + await messages.unfinished() + int(await fetchval(_UNPOSTED))


async def workers() -> int:
    """How many worker processes serve this database."""
    return int(await fetchval(_WORKERS))
