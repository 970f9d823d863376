"""The database that is measured on: one company made by the rooms' own actions, then rows by the million in SQL."""

import hashlib
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from benchmarks.stage import ROOT, sql
from service_desk.accounts import actions as accounts
from service_desk.centres import actions as centres
from service_desk.faults import actions as faults
from service_desk.foundation.actor import SYSTEM
from service_desk.foundation.db import DB
from service_desk.foundation.localpg import LocalPostgres
from service_desk.foundation.migrate import migrate
from service_desk.parties import actions as parties
from service_desk.products import actions as products
from service_desk.products.rules import Basis
from service_desk.warranty import actions as warranty
from service_desk.warranty import queries as warranty_queries
from service_desk.warranty.rules import Candidate
from service_desk.warranty.rules.snapshot import prepare_terms

FIRST_SERIAL = 100_000_000  # serials are B100000000 and on: of one length, and easy to write in pgbench
PRODUCTS, PARTIES, SALE_DAYS = 40, 1000, 700
CLOSED_TICKETS, OPEN_TICKETS = 100_000, 500
OPEN_STEP = 7  # the n-th of them is on the unit n times that
POLICY = {
    "start": {"mode": "first_of", "candidates": [{"basis": "invoice"}]},
    "classes": {"parts": {"months": 24}, "labour": {"months": 24}},
}
_ITEMS = """
insert into service_item (id, product_id, serial, quantity, owner_id, country_of_sale, created_at, version)
select {id}, p.ids[1 + n % array_length(p.ids, 1)], 'B' || ({first} + n), 1, o.ids[1 + n % array_length(o.ids, 1)], 'DE', now(), 1
  from generate_series(0, {items} - 1) n,
       (select array_agg(id order by sku) as ids from product) p, (select array_agg(id order by id) as ids from party) o"""
_DATES = """
insert into item_date (id, item_id, basis, on_date, evidence_kind, evidence, proof_accepted, recorded_at)
select {id}, i.id, 'invoice', date '2024-11-01' + (substr(i.serial, 2)::int % {days}), 'none', '', false, now() from service_item i"""
_TERMS = """
insert into item_terms (id, item_id, policy_version_id, start_on, start_basis, parts_last_on, labour_last_on, travel_last_on,
  dates, hash, taken_at)
select {id}, i.id, s.policy_version_id, s.start_on, s.start_basis, s.parts_last_on, s.labour_last_on, s.travel_last_on,
  s.dates::jsonb, s.hash, now() from service_item i join bench_snapshot s on s.n = substr(i.serial, 2)::int % {days}"""
_TICKETS = """
insert into ticket (id, centre_id, number, state, item_id, serial_given, party_id, channel, priority, words, symptom, condition,
  reported_at, reported_tz, reported_on, opened_at, opened_by, state_at, state_by, decided_verdict, decided_reason, version, search)
select {id}, c.id, 'BER-T-' || lpad(nextval(s.sequence::regclass)::text, 6, '0'), '{state}', i.id, i.serial, i.owner_id, 'phone',
  'normal', 'It stops after a minute.', 'S099', 'C99', m.at, c.zone, m.at::date, m.at, '{by}', m.at, '{by}', 'covered',
  'within_period', 1, array_to_tsvector(array[i.serial, 'stops', 'after', 'minute'])
  from generate_series(1, {count}) n join centre c on true join number_series s on s.centre_id = c.id and s.kind = 'T'
  join service_item i on i.serial = 'B' || ({first} + n * {step} % {items})
  cross join lateral (select now() - n * interval '1 minute' as at) m"""


@dataclass(frozen=True)
class Seeded:
    """What the load generators need to know of the seeded database."""

    items: int
    centre_id: UUID
    staff_id: UUID
    token: str
    parties: list[UUID]

    def serial(self, n: int) -> str:
        return f"B{FIRST_SERIAL + n}"

    def owner(self, n: int) -> UUID:
        return self.parties[n % len(self.parties)]


def template_name(items: int) -> str:
    """Names what is inside, so that a kept one is used again only while migrations and seed are the same."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in migration_files():
        digest.update(path.read_bytes())
    return f"seed_{items}_{digest.hexdigest()[:10]}"


def migration_files() -> list[Path]:
    return sorted((ROOT / "migrations").rglob("*.sql")) + sorted((ROOT / "migrations").rglob("*.py"))


async def seeded(server: LocalPostgres, items: int) -> tuple[str, Seeded]:
    """The name of the template database with that many items, made now where there is none, and what is in it."""
    name, admin = template_name(items), server.dsn("postgres")
    held = await asyncpg.connect(admin)
    known = await held.fetchval("select 1 from pg_database where datname = $1", name)
    stale = await held.fetch("select datname from pg_database where datname like 'seed\\_%' and datname <> $1", name)
    await held.close()
    if not known:
        await sql(admin, *(f"drop database {row['datname']} with (force)" for row in stale))
        await _make(server, name, items)
    return name, await _read(server.dsn(name), items)


async def _make(server: LocalPostgres, name: str, items: int) -> None:
    started, making = time.perf_counter(), f"{name}_making"
    print(f"Seeding {items:,} items; they are kept for the next run.")
    await sql(server.dsn("postgres"), f"drop database if exists {making} with (force)", f"create database {making}")
    dsn = server.dsn(making)
    await migrate(dsn)
    await DB.open(dsn, least=1, statement_timeout="0")
    await company(dsn)
    await DB.close()
    await _rows(dsn, items)
    await sql(server.dsn("postgres"), f"alter database {making} rename to {name}")
    print(f"Seeded in {time.perf_counter() - started:.0f} s.")


async def company(dsn: str) -> None:
    await centres.create_company(code="A1", name={"en": "Aftercare Works"}, book_currency="EUR", by=SYSTEM)
    await centres.create_centre(
        code="BER", name={"en": "Berlin"}, zone="Europe/Berlin", country="DE", language="en", currency="EUR", by=SYSTEM
    )
    await faults.CODES.load(SYSTEM)
    await faults.LINKS.load(SYSTEM)
    await accounts.load_roles(by=SYSTEM)
    staff = await accounts.add_staff(login="bench", name="Bench", password=None, by=SYSTEM)
    await accounts.assign_role(staff_id=staff, role="admin", centre_id=None, by=SYSTEM)
    issued = await accounts.issue_token(staff_id=staff, label="bench", scopes=["*"], by=SYSTEM)
    await sql(dsn, "create table bench_fact (token text)", f"insert into bench_fact values ('{issued.token}')")
    for n in range(PRODUCTS):
        name = {"en": f"Drill {n}", "fa": f"دریل {n}"}
        await products.create_product(sku=f"D-{n:03}", name=name, brand="Bosch", product_class="tool", by=SYSTEM)
    for n in range(PARTIES):
        await parties.create_party(
            name=f"Customer {n}", language="en", contacts=[("phone", f"+49151{n:08}")], by=SYSTEM
        )
    policy = await warranty.create_policy(code="A", name={"en": "Tools"}, by=SYSTEM)
    await warranty.publish_version(policy_id=policy, terms=POLICY, valid_from=date(2020, 1, 1), by=SYSTEM)
    await _snapshots(dsn)


async def _snapshots(dsn: str) -> None:
    """The frozen terms of each day of sale, as a sale would freeze them."""
    version = await warranty_queries.version_for("A", date(2025, 1, 1))
    rows = []
    for n in range(SALE_DAYS):
        sold = Candidate(Basis.INVOICE, date(2024, 11, 1) + timedelta(n))
        shot = prepare_terms(version, (sold,))._asdict()
        rows.append((n, *(value for name, value in shot.items() if name not in {"pack_id", "product_class"})))
    held = await asyncpg.connect(dsn)
    await held.execute(
        "create table bench_snapshot (n int primary key, policy_version_id uuid, start_on date, start_basis text, "
        "parts_last_on date, labour_last_on date, travel_last_on date, dates text, hash bytea)"
    )
    await held.copy_records_to_table("bench_snapshot", records=rows)
    await held.close()


async def _rows(dsn: str, items: int) -> None:
    held = await asyncpg.connect(dsn)
    new = "uuidv7()" if held.get_server_version().major >= 18 else "gen_random_uuid()"
    by = await held.fetchval("select id from staff")
    await held.close()
    facts = {"id": new, "first": FIRST_SERIAL, "items": items, "days": SALE_DAYS, "by": by, "step": OPEN_STEP}
    closed, opened = min(CLOSED_TICKETS, items), min(OPEN_TICKETS, items)
    await sql(
        dsn,
        "set maintenance_work_mem = '512MB'",
        _ITEMS.format(**facts),
        _DATES.format(**facts),
        _TERMS.format(**facts),
        _TICKETS.format(**facts, state="closed", count=closed),
        _TICKETS.format(**facts, state="open", count=opened),
        "vacuum analyze",
        "checkpoint",
    )


async def _read(dsn: str, items: int) -> Seeded:
    held = await asyncpg.connect(dsn)
    try:
        parties_ = [row["id"] for row in await held.fetch("select id from party order by id")]
        return Seeded(
            items,
            await held.fetchval("select id from centre"),
            await held.fetchval("select id from staff"),
            await held.fetchval("select token from bench_fact"),
            parties_,
        )
    finally:
        await held.close()
