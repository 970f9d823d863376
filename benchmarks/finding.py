"""What people type into the lists, answered from ten thousand of everything and from a million: the time may not grow.

Customers, tickets, repair orders, items and products are asked for through the API, by two processes of the desk on two databases,
in turn, so that a busy moment meets both; the medians of many questions count.
"""

import asyncio
import hashlib
import http.client
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import asyncpg

from benchmarks.measure import Figure
from benchmarks.seed import company, migration_files
from benchmarks.stage import Process, desk, sql
from service_desk.foundation.db import DB
from service_desk.foundation.ids import uuid7
from service_desk.foundation.localpg import LocalPostgres
from service_desk.foundation.migrate import migrate
from service_desk.foundation.search import kept_tokens
from service_desk.foundation.sorting import code_key, kept_key

GOAL: Final = 2.0
FEW, MANY = 10_000, 1_000_000
ROUNDS, PAGE = 41, 20
FEW_OPEN = 4  # of one centre, or with one word, in the small database
START: Final = datetime(2020, 1, 1, tzinfo=UTC)
_SYLLABLES: Final = (
    "ba",
    "den",
    "fel",
    "gor",
    "hun",
    "ka",
    "lin",
    "mo",
    "nes",
    "pra",
    "ro",
    "schu",
    "tal",
    "ver",
    "wei",
    "zan",
)
_GIVEN: Final = tuple(f"{a}{b}".capitalize() for a in _SYLLABLES for b in _SYLLABLES)[:200]
_REPORTS: Final = tuple(
    f"{what} {when}"
    for what in ("Leaks", "Stops", "Smells", "Does not start", "Rattles")
    for when in ("after a minute", "at night")
)
_GOODS: Final = (
    "Pump",
    "Door seal",
    "Motor",
    "Hose",
    "Control board",
    "Battery",
    "Charger",
    "Filter",
    "Heater",
    "Belt",
)
# Made from the n-th of everything: a name, a phone, a serial. The path of a list, and what is asked of it.
Question = tuple[str, str, Callable[[int], dict[str, Any]]]


def _surname(n: int) -> str:
    return "".join(_SYLLABLES[n >> shift & 15] for shift in (0, 4, 8, 12)).capitalize()


def _name(n: int) -> str:
    spread = n * 2_654_435_761
    often = (spread >> 7) % 10_007 / 10_007  # some names are given more often than others
    return f"{_GIVEN[int(often * often * len(_GIVEN))]} {_surname(spread >> 15 & 0xFFFF)}"


def _beginning(size: int, n: int) -> str:
    return _name(n).split()[1][:size]


def _phone(n: int) -> str:
    return f"+49151{n * 48_271 % 99_999_989:08}"


def _serial(n: int) -> str:
    return f"B{n * 69_621 % 999_999_937:09}"


def _part(n: int) -> tuple[str, str]:
    return f"P-{n:07}", f"{_GOODS[n * 31 % len(_GOODS)]} {_surname(n * 40_503 & 0xFFFF)}"


def _opened(n: int) -> dict[str, Any]:
    """A week of reports."""
    day = (START + timedelta(minutes=n)).date()
    return {"since": day.isoformat(), "until": (day + timedelta(days=7)).isoformat()}


def questions() -> list[Question]:
    """Of the first ten thousand, so that both databases hold an answer."""

    asked: list[Question] = [
        ("customer_word", "customers", _words_of(lambda n: _name(n).split()[0])),
        ("customer_two_words", "customers", _words_of(_name)),
        *(
            (f"customer_prefix_{size}", "customers", _words_of(partial(_beginning, size), limit=limit))
            for size, limit in ((1, PAGE), (2, PAGE), (3, PAGE), (4, PAGE), (6, 1), (8, 1))
        ),
        ("customer_five_digits", "customers", lambda n: {"phone": _phone(n)[5:10]}),
        ("customer_last_four_digits", "customers", lambda n: {"phone": _phone(n)[-4:], "limit": 1}),
        ("customer_nobody", "customers", _words_of(lambda n: f"zz{_beginning(6, n)}")),
        ("item_part_of_serial", "items", lambda n: {"part": _serial(n)[2:8]}),
        ("item_serial", "items", lambda n: {"serial": _serial(n)}),
        ("item_owner", "items", _words_of(_name)),
        ("item_model", "items", _words_of(lambda n: f"drill {n % 40}")),
        ("product_word", "products", _words_of(lambda n: _part(n)[1].split()[0])),
        ("product_prefix_3", "products", _words_of(lambda n: _part(n)[1].split()[-1][:3])),
        ("product_two_words", "products", _words_of(lambda n: _part(n)[1])),
        ("product_sku", "products", _words_of(lambda n: _part(n)[0])),
    ]
    return [*asked, *_work("tickets", "t", "open"), *_work("repairs", "r", "repairing"), *_queues(), *_boxes()]


def _queues() -> list[Question]:
    """What is to be done: a hundred times more of it is open in the large database."""
    asked: dict[str, dict[str, Any]] = {
        "open": {},
        "oldest": {"sort": "opened"},
        "due": {"sort": "due"},
        "late": {"due": "late", "sort": "due"},
        "of_a_centre": {"centre_id": "C3", "limit": FEW_OPEN},
        "of_a_centre_by_due": {"centre_id": "C3", "sort": "due", "limit": FEW_OPEN},
    }
    own: dict[str, dict[str, Any]] = {
        "urgent": {"sort": "priority"},
        "nobodys": {"owner": "nobody", "sort": "due"},
        "mine": {"owner": "me", "sort": "due"},
        "high": {"priority": "high", "limit": FEW_OPEN},
    }
    lists = [("tickets", asked | own, "closed", "resolved"), ("repairs", asked, "handed_over", "closed")]
    return [
        (f"{path}_queue_{name}", path, partial(_same, told))
        for path, views, done, rare in lists
        for name, told in {
            **views,
            "done_of_a_centre": {"centre_id": "C3", "state": done},
            "rare_state": {"state": rare},
            "changed_lately": {"updated_since": "latest"},
            "changed_since_long": {"updated_since": "2020-01-03T00:00:00Z"},
        }.items()
    ]


def _boxes() -> list[Question]:
    asked: dict[str, Callable[[int], str]] = {
        "name": _name,
        "serial": _serial,
        "phone": _phone,
        "number": "ber-t-{}".format,
        "word": lambda n: _part(n)[1].split()[0],
    }
    return [(f"box_{name}", "box", partial(_typed, of)) for name, of in asked.items()]


def _same(told: dict[str, Any], _n: int) -> dict[str, Any]:
    return dict(told)


def _typed(of: Callable[[int], str], n: int) -> dict[str, Any]:
    return {"typed": of(n)}


def _words_of(of: Callable[[int], str], *, limit: int = PAGE) -> Callable[[int], dict[str, Any]]:
    """`limit`: so many that the small database answers as much as the large one, else the answers are what is compared."""
    return lambda n: {"words": of(n), "limit": limit}


def _report(n: int) -> str:
    return _reported(n).split()[0]


def _reported(n: int) -> str:
    """In no step with states and centres, which go by `n` too."""
    return _REPORTS[n * 2_654_435_761 // 4096 % len(_REPORTS)]


def _work(path: str, letter: str, state: str) -> list[Question]:
    asked: dict[str, Callable[[int], dict[str, Any]]] = {
        "number": _words_of(str),
        "full_number": _words_of(f"ber-{letter}-{{}}".format),
        "owner": _words_of(_name),
        "owner_prefix_3": _words_of(partial(_beginning, 3)),
        "word": _words_of(_report),
        "word_of_a_week": lambda n: {"words": _report(n), **_opened(n)},
        "word_in_a_state": lambda n: {"words": _report(n), "state": state, "limit": FEW_OPEN},
        "word_and_serial": _words_of(lambda n: f"{_report(n)} {_serial(n)}"),
        "nothing": _words_of(lambda n: f"{_report(n)} zz{n}"),
    }
    return [(f"{path}_{name}", path, made) for name, made in asked.items()]


def measure(server: LocalPostgres, only: Sequence[str] = (), *, sizes: tuple[int, int] = (FEW, MANY)) -> list[Figure]:
    few, many = (server.dsn(asyncio.run(_made(server, rows))) for rows in sizes)
    with desk(few) as small, desk(many) as large:
        sides = [_Asking(small, few), _Asking(large, many)]
        return [
            _figure(question, sides, sizes)
            for question in questions()
            if not only or any(o in question[0] for o in only)
        ]


def _figure(question: Question, sides: "Sequence[_Asking]", sizes: tuple[int, int]) -> Figure:
    name, path, made = question
    dice = random.Random(name)
    spent: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS + 3):
        told = ({} if path == "box" else {"limit": PAGE}) | made(dice.randrange(1, sizes[0]))
        for side, kept, rows in zip(sides, spent, sizes, strict=True):
            url = f"/api/v1/{path}?{urlencode(_late(told, rows))}"
            seconds = side.seconds(url)
            if turn >= 3:  # statements are prepared by then
                kept.append(seconds)
    few, many = (statistics.median(kept) * 1000 for kept in spent)
    return Figure(
        f"find_{name}_1m_vs_10k",
        many / few,
        "ratio",
        f"{few:.2f} ms of {sizes[0]:,}, {many:.2f} ms of {sizes[1]:,}",
        GOAL,
    )


def _late(told: dict[str, Any], rows: int) -> dict[str, Any]:
    """`latest`: the last hour of that database."""
    if told.get("updated_since") != "latest":
        return told
    return told | {"updated_since": (START + timedelta(minutes=rows - 60)).isoformat()}


class _Asking:
    """One connection to one desk, as whoever its database was made with."""

    def __init__(self, server: Process, dsn: str) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", server.port)
        self._head = {"Authorization": f"Bearer {asyncio.run(_token(dsn))}"}

    def seconds(self, url: str) -> float:
        started = time.perf_counter()
        self._line.request("GET", url, headers=self._head)
        answer = self._line.getresponse()
        body = answer.read()
        spent = time.perf_counter() - started
        if answer.status != 200:
            raise SystemExit(f"{url} answered {answer.status}: {body[:500]!r}")
        return spent


async def _token(dsn: str) -> str:
    held = await asyncpg.connect(dsn)
    try:
        return str(await held.fetchval("select token from bench_fact"))
    finally:
        await held.close()


async def _made(server: LocalPostgres, rows: int) -> str:
    """The name of a database with that many of each; one of the same migrations and contents is used again."""
    digest = hashlib.sha256(Path(__file__).read_bytes().split(b"# Made from")[0])
    for path in migration_files():
        digest.update(path.read_bytes())
    name, admin = f"finding_{rows}_{digest.hexdigest()[:8]}", server.dsn("postgres")
    held = await asyncpg.connect(admin)
    known = await held.fetchval("select 1 from pg_database where datname = $1", name)
    stale = await held.fetch(
        "select datname from pg_database where datname like $1 and datname <> $2", f"finding\\_{rows}\\_%", name
    )
    await held.close()
    if known:
        return name
    started = time.perf_counter()
    making = f"{name}_making"
    stale_ones = (f"drop database {row['datname']} with (force)" for row in stale)
    await sql(admin, *stale_ones, f"create database {making}")
    dsn = server.dsn(making)
    await migrate(dsn)
    await DB.open(dsn, least=1, statement_timeout="0")
    await company(dsn)
    await DB.close()
    await _fill(dsn, rows)
    await sql(admin, f"alter database {making} rename to {name}")
    print(
        f"Filled {rows:,} of each in {time.perf_counter() - started:.0f} s; they are kept for the next run.", flush=True
    )
    return name


async def _fill(dsn: str, rows: int) -> None:
    held = await asyncpg.connect(dsn)
    try:
        models = [row["id"] for row in await held.fetch("select id from product order by sku")]
        staff = await held.fetchval("select id from staff")
        await held.execute(_CENTRES)
        centres = [row["id"] for row in await held.fetch("select id from centre order by code")]
        await held.execute("delete from contact_point; delete from party; set maintenance_work_mem = '512MB'")
        keys = [(uuid7(), uuid7()) for _ in range(rows)]
        await _copied(held, "party", _parties(keys, staff))
        await _copied(held, "contact_point", _contacts(keys))
        await _copied(held, "service_item", _items(keys, models))
        await _copied(held, "ticket", _tickets(keys, centres, staff))
        await held.execute(_ORDERS)
        await held.execute(_ORDER_ITEMS)
        await _copied(held, "product", _parts(rows))
        await held.execute("vacuum analyze")
    finally:
        await held.close()


_CENTRES: Final = """
insert into centre select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'code', 'C' || n))).*
  from centre c, generate_series(2, 12) n"""
_ORDERS: Final = """
insert into repair_order (id, centre_id, number, ticket_id, party_id, state, currency, reported_at, reported_on, started_at, started_by,
  state_at, state_by, due_at, closing, version, changed_at, search)
select gen_random_uuid(), centre_id, replace(number, '-T-', '-R-'), id, party_id,
  case state when 'open' then 'repairing' when 'resolved' then 'closed' else 'handed_over' end, 'EUR', reported_at, reported_on, opened_at,
  opened_by, state_at, state_by, due_at, 0, 1, changed_at, search from ticket order by opened_at"""
_ORDER_ITEMS: Final = """
insert into repair_item (id, order_id, seq, item_id, serial_given, state, service_type)
select gen_random_uuid(), r.id, 1, t.item_id, t.serial_given, r.state, 'repair' from repair_order r join ticket t on t.id = r.ticket_id"""


def _parts(rows: int) -> Iterator[dict[str, Any]]:
    for n in range(rows):
        sku, name = _part(n)
        yield {
            "id": uuid7(), "sku": sku, "name": json.dumps({"en": name}), "kind": "part", "tracking": "none", "brand": "Bosch",
            "product_class": "tool", "uom": "pcs", "created_at": START, "version": 1, "sku_key": code_key(sku),
            "search": _words(sku, name, "Bosch", "tool"),
        }  # fmt: skip


async def _copied(held: Any, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Through a table without indexes, in which the words to search for are still an array."""
    first = next(rows)
    names = ", ".join(first)
    await held.execute(f"create unlogged table raw as select {names} from {table} limit 0")
    if "search" in first:
        await held.execute("alter table raw drop column search, add column search text[]")
    order = [name for name in first if name != "search"] + [name for name in first if name == "search"]
    await held.copy_records_to_table(
        "raw", records=([row[name] for name in order] for row in chain([first], rows)), columns=order
    )
    taken = names.replace("search", "array_to_tsvector(search)")
    await held.execute(f"insert into {table} ({names}) select {taken} from raw; drop table raw")


def _parties(keys: Sequence[tuple[UUID, UUID]], staff: UUID) -> Iterator[dict[str, Any]]:
    for n, (party_id, _) in enumerate(keys):
        name = _name(n)
        yield {
            "id": party_id, "kind": "person", "name": name, "language": "en", "roles": ["customer"], "created_at": START,
            "created_by": staff, "version": 1, "name_key": kept_key(name, "en"), "search": _words(*name.split()),
        }  # fmt: skip


def _contacts(keys: Sequence[tuple[UUID, UUID]]) -> Iterator[dict[str, Any]]:
    for n, (party_id, _) in enumerate(keys):
        value = _phone(n)
        yield {
            "id": uuid7(), "party_id": party_id, "kind": "phone", "value": value, "given": value, "label": "",
            "preferred": True, "created_at": START,
        }  # fmt: skip


def _items(keys: Sequence[tuple[UUID, UUID]], models: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    for n, (party_id, item_id) in enumerate(keys):
        yield {
            "id": item_id, "product_id": models[n % len(models)], "serial": _serial(n), "quantity": 1, "owner_id": party_id,
            "country_of_sale": "DE", "created_at": START, "version": 1,
        }  # fmt: skip


def _tickets(keys: Sequence[tuple[UUID, UUID]], centres: Sequence[UUID], staff: UUID) -> Iterator[dict[str, Any]]:
    for n, (party_id, item_id) in enumerate(keys):
        report, at = _reported(n), START + timedelta(minutes=n)
        yield {
            "id": uuid7(), "centre_id": centres[n * 2_654_435_761 // 65536 % len(centres)], "number": f"BER-T-{n:06}", "state": _state(n), "item_id": item_id,
            "serial_given": _serial(n), "party_id": party_id, "channel": "phone", "priority": "high" if n % 7 == 0 else "normal", "words": report,
            "assignee_id": None if n % 3 else staff, "due_at": at + timedelta(days=n % 11) if n % 600 else None, "changed_at": at,
            "scheme": "SD", "symptom": "S099", "condition": "C99", "reported_at": at, "reported_tz": "Europe/Berlin",
            "reported_on": at.date(), "opened_at": at, "opened_by": staff, "state_at": at, "state_by": staff,
            "decided_verdict": "covered", "decided_reason": "within_period", "version": 1,
            "search": _words(report, _serial(n), *_name(n).split()),
        }  # fmt: skip


def _state(n: int) -> str:
    if n % 200 == 0:
        return "open"
    return "resolved" if n % 400 == 1 else "closed"


def _words(*texts: str) -> list[str]:
    return sorted(frozenset[str]().union(*map(kept_tokens, texts)))
