"""What people type into the lists, answered from ten thousand of everything and from a million: the time may not grow.

The questions are asked of the product's own queries, the two databases in turn, so that a busy moment meets both; of each
question the fastest of many rounds counts.
"""

import hashlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from benchmarks.measure import Figure
from benchmarks.seed import company, migration_files
from benchmarks.stage import sql
from service_desk.foundation.db import DB
from service_desk.foundation.ids import uuid7
from service_desk.foundation.localpg import LocalPostgres
from service_desk.foundation.migrate import migrate
from service_desk.foundation.search import kept_tokens
from service_desk.foundation.sorting import kept_key
from service_desk.parties import queries as parties
from service_desk.products import queries as products
from service_desk.tickets import queries as tickets

GOAL: Final = 2.0
FEW, MANY = 10_000, 1_000_000
ROUNDS, PAGE = 8, 20
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
# Made from the n-th of everything: a name, a phone, a serial.
Question = tuple[str, Callable[[], Awaitable[Any]]]


def _surname(n: int) -> str:
    return "".join(_SYLLABLES[n >> shift & 15] for shift in (0, 4, 8, 12)).capitalize()


def _name(n: int) -> str:
    spread = n * 2_654_435_761
    return f"{_GIVEN[(spread >> 7) % len(_GIVEN)]} {_surname(spread >> 15 & 0xFFFF)}"


def _beginning(size: int, n: int) -> str:
    return _name(n).split()[1][:size]


def _phone(n: int) -> str:
    return f"+49151{n * 48_271 % 99_999_989:08}"


def _serial(n: int) -> str:
    return f"B{n * 69_621 % 999_999_937:09}"


def questions() -> list[Question]:
    """Of the first ten thousand, so that both databases hold an answer; another each time it is asked."""
    dice = random.Random(5)

    def some() -> int:
        return dice.randrange(FEW)

    def customers(words: Callable[[int], str]) -> Callable[[], Awaitable[Any]]:
        return lambda: parties.search(words(some()), limit=PAGE)

    def reports(words: Callable[[int], str]) -> Callable[[], Awaitable[Any]]:
        return lambda: tickets.search(words(some()), centres=None, limit=PAGE)

    def digits(cut: slice) -> Callable[[], Awaitable[Any]]:
        return lambda: parties.find_by_digits(_phone(some())[cut], limit=PAGE)

    return [
        ("a_word", customers(lambda n: _name(n).split()[0])),
        ("two_words", customers(_name)),
        *((f"prefix_{size}", customers(partial(_beginning, size))) for size in range(1, 9)),
        ("five_digits", digits(slice(5, 10))),
        ("last_four_digits", digits(slice(-4, None))),
        ("part_of_serial", lambda: products.search_serials(_serial(some())[2:8], PAGE)),
        ("ticket_number", reports(str)),
        ("ticket_full_number", reports(lambda n: f"ber-t-{n}")),
        ("ticket_owner", reports(_name)),
        ("ticket_word", reports(lambda n: _REPORTS[n % len(_REPORTS)].split()[0])),
        ("ticket_word_and_serial", reports(lambda n: f"{_REPORTS[n % len(_REPORTS)].split()[0]} {_serial(n)[4:]}")),
    ]


async def measure(server: LocalPostgres) -> list[Figure]:
    dsns = [server.dsn(await _made(server, rows)) for rows in (FEW, MANY)]
    best: dict[str, list[float]] = {name: [float("inf")] * 2 for name, _ in questions()}
    for turn in range(ROUNDS + 1):
        for side, dsn in enumerate(dsns):
            async with _opened(dsn):
                for name, ask in questions():
                    await ask()  # prepares the statement
                    for _ in range(3):
                        started = time.perf_counter()
                        await ask()
                        if turn:
                            best[name][side] = min(best[name][side], time.perf_counter() - started)
    return [
        Figure(
            f"find_{name}_growth", many / few, "ratio",
            f"{few * 1000:.2f} ms of {FEW:,}, {many * 1000:.2f} ms of {MANY:,}", GOAL,
        )
        for name, (few, many) in best.items()
    ]  # fmt: skip


@asynccontextmanager
async def _opened(dsn: str) -> AsyncIterator[None]:
    await DB.open(dsn, least=1, most=1)
    try:
        yield
    finally:
        await DB.close()


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
        centre, staff = await held.fetchval("select id from centre"), await held.fetchval("select id from staff")
        await held.execute("delete from contact_point; delete from party; set maintenance_work_mem = '512MB'")
        keys = [(uuid7(), uuid7()) for _ in range(rows)]
        await _copied(held, "party", _parties(keys, staff))
        await _copied(held, "contact_point", _contacts(keys))
        await _copied(held, "service_item", _items(keys, models))
        await _copied(held, "ticket", _tickets(keys, centre, staff))
        await held.execute("vacuum analyze")
    finally:
        await held.close()


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


def _tickets(keys: Sequence[tuple[UUID, UUID]], centre: UUID, staff: UUID) -> Iterator[dict[str, Any]]:
    for n, (party_id, item_id) in enumerate(keys):
        report, at = _REPORTS[n % len(_REPORTS)], START + timedelta(minutes=n)
        yield {
            "id": uuid7(), "centre_id": centre, "number": f"BER-T-{n:06}", "state": "closed", "item_id": item_id,
            "serial_given": _serial(n), "party_id": party_id, "channel": "phone", "priority": "normal", "words": report,
            "scheme": "SD", "symptom": "S099", "condition": "C99", "reported_at": at, "reported_tz": "Europe/Berlin",
            "reported_on": at.date(), "opened_at": at, "opened_by": staff, "state_at": at, "state_by": staff,
            "decided_verdict": "covered", "decided_reason": "within_period", "version": 1,
            "search": _words(report, _serial(n), *_name(n).split()),
        }  # fmt: skip


def _words(*texts: str) -> list[str]:
    return sorted(frozenset[str]().union(*map(kept_tokens, texts)))
