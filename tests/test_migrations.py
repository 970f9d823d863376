"""Migrations: whole on an empty database, nothing left to make, safe to start at once, polite to those who read."""

import asyncio
import re
from contextlib import asynccontextmanager
from importlib import import_module
from itertools import count
from types import SimpleNamespace

import asyncpg
import pytest
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.commands.new import AutoMigrationManager

from service_desk.foundation import migrate
from service_desk.foundation.db import DB
from service_desk.foundation.localpg import LocalPostgres, binaries
from service_desk.foundation.migrate import APPS, MigrationFailed
from service_desk.worker import settle_everything
from tests.patience import PATIENCE
from tests.peer import missing
from tests.shell import ROOT, desk
from tests.world import build_world

NUMBERS = count()
OLDEST = "15"
FAST = {"fsync": "off", "max_connections": "60", "shared_buffers": "16MB"}


def installed() -> list[str]:
    return [folder.parent.name for folder in binaries.DEBIAN.glob("[0-9]*/bin") if (folder / "initdb").exists()]


@pytest.fixture(scope="session")
def oldest_dsn(tmp_path_factory):
    """A server of the oldest version that the desk works with."""
    if OLDEST not in installed():
        missing(f"PostgreSQL {OLDEST} is not on this machine; see `make peers`")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(binaries, "candidates", lambda: iter([binaries.DEBIAN / OLDEST / "bin"]))
        server = LocalPostgres.start(tmp_path_factory.mktemp("oldest"), settings=FAST)
    with server:
        yield server.dsn("postgres")


@asynccontextmanager
async def empty_database(server: str):
    name = f"migrations_{next(NUMBERS)}"
    admin = await asyncpg.connect(server)
    try:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.execute(f"create database {name}")
        yield server.rsplit("/", 1)[0] + "/" + name
    finally:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.close()


@pytest.fixture
async def empty(server_dsn):
    async with empty_database(server_dsn) as dsn:
        yield dsn


@pytest.fixture
async def oldest(oldest_dsn):
    async with empty_database(oldest_dsn) as dsn:
        yield dsn


async def ask(dsn: str, sql: str, *args):
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql, *args)
    finally:
        await connection.close()


async def tables(dsn: str) -> set[str]:
    return set(
        await ask(
            dsn,
            "select array_agg(relname::text) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
        )
        or ()
    )


def declared() -> set[str]:
    return {
        table._meta.tablename for app in APPS for table in import_module(f"{app}.piccolo_app").APP_CONFIG.table_classes
    }


async def test_an_empty_database_gets_every_table(empty):
    ended = await desk(empty, "migrate")
    assert (ended.code, ended.err) == (0, "")
    assert await tables(empty) == declared() | {"migration"}


async def test_a_second_run_finds_nothing_to_do(empty):
    for _ in range(2):
        await migrate.migrate(empty)
    assert await ask(empty, "select count(*) = count(distinct (app_name, name)) from migration")


@pytest.mark.parametrize("app", APPS)
async def test_no_migration_is_left_to_make(app):
    config = import_module(f"{app}.piccolo_app").APP_CONFIG
    left = await AutoMigrationManager().get_alter_statements(app_config=config)
    assert [statement for each in left for statement in each.statements] == []


async def test_four_that_start_at_once_all_succeed_and_it_is_done_once(empty):
    ends = await asyncio.gather(*(desk(empty, "migrate") for _ in range(4)))
    assert [(ended.code, ended.err) for ended in ends] == [(0, "")] * 4
    assert await ask(empty, "select count(*) = count(distinct (app_name, name)) and count(*) > 3 from migration")


@asynccontextmanager
async def pool_on(dsn: str):
    kept = DB.pool, DB.config
    DB.pool = None
    await DB.open(dsn, most=8)
    try:
        yield
    finally:
        await DB.close()
        DB.pool, DB.config = kept


async def test_the_oldest_postgresql_takes_every_statement_of_a_day(oldest, template):
    await migrate.migrate(oldest)
    assert await tables(oldest) == declared() | {"migration"}
    async with pool_on(oldest):
        await build_world()
        await settle_everything()
        assert await ask(oldest, "select count(*) > 0 from posting where state = 'verified'")


async def test_both_versions_end_with_the_same_indexes_and_rules(oldest, server_dsn, template):
    await migrate.migrate(oldest)
    newest = server_dsn.rsplit("/", 1)[0] + "/" + template
    for what in (
        "select array_agg(indexname::text order by indexname) from pg_indexes where schemaname = 'public'",
        "select array_agg(conname::text order by conname) from pg_constraint where contype in ('c', 'x', 'f', 'u', 'p') and connamespace = 'public'::regnamespace",
        "select array_agg(tgname::text order by tgname) from pg_trigger where not tgisinternal",
    ):
        assert await ask(oldest, what) == await ask(newest, what)


async def test_a_migration_that_fails_says_one_sentence_and_keeps_nothing_of_itself(empty):
    await ask(empty, "create view company as select 1 as one")
    ended = await desk(empty, "migrate")
    assert ended.code == 1
    assert re.fullmatch(r'The step \S+ did not go through \([^\n]*"company" already exists\)\. [^\n]*\n', ended.err)
    assert await tables(empty) == {"migration"}
    assert await ask(empty, "select count(*) from migration") == 0


async def test_after_a_failed_migration_was_mended_the_next_run_goes_through(empty):
    await ask(empty, "create view company as select 1 as one")
    await desk(empty, "migrate")
    await ask(empty, "drop view company")
    assert (await desk(empty, "migrate")).code == 0


async def test_a_database_that_is_away_is_said_in_one_sentence():
    ended = await desk("postgresql://nobody@127.0.0.1:1/none", "migrate")
    assert ended.code == 1
    assert re.fullmatch(r"The database cannot be reached: [^\n]*\n", ended.err)


@pytest.fixture
def step(monkeypatch):
    """Puts one more step at the end of the chain of service_desk."""
    found = BaseMigrationManager.get_migration_modules

    def put(work, **manager):
        async def forwards():
            made = MigrationManager(migration_id="9999", app_name="service_desk", description="of a test", **manager)
            made.add_raw(work)
            return made

        def modules(self, folder_path):
            more = (
                {"9999": SimpleNamespace(forwards=forwards)} if "service_desk" in folder_path.rsplit("/", 1)[-1] else {}
            )
            return found(self, folder_path) | more

        monkeypatch.setattr(BaseMigrationManager, "get_migration_modules", modules)

    return put


async def widen() -> None:
    await DB.run_ddl("alter table company add column colour text")


async def test_a_step_waits_for_a_reader_without_stopping_the_others(empty, step):
    await migrate.migrate(empty)
    step(widen)
    reader = await asyncpg.connect(empty)
    transaction = reader.transaction()
    await transaction.start()
    await reader.fetchval("select count(*) from company")
    migrating = asyncio.create_task(migrate.migrate(empty))
    for _ in range(10):
        async with asyncio.timeout(0.4):  # behind a waiting ALTER every reader would stand still
            await ask(empty, "select count(*) from company")
        await asyncio.sleep(0.1)
    assert not migrating.done()
    await transaction.rollback()
    await reader.close()
    await asyncio.wait_for(migrating, PATIENCE)
    assert await ask(empty, "select count(*) from migration where name = '9999'") == 1


async def test_a_step_that_never_gets_its_lock_gives_up_with_a_sentence(empty, step, monkeypatch):
    await migrate.migrate(empty)
    step(widen)
    monkeypatch.setattr(migrate, "TRIES", 2)
    reader = await asyncpg.connect(empty)
    async with reader.transaction():
        await reader.fetchval("select count(*) from company")
        with pytest.raises(MigrationFailed, match="lock timeout"):
            await migrate.migrate(empty)
    await reader.close()
    await migrate.migrate(empty)


async def test_a_step_that_gives_up_says_so_in_the_language_of_the_terminal(empty, step, monkeypatch):
    async def half() -> None:
        raise ValueError("half way")

    await migrate.migrate(empty)
    step(half)
    monkeypatch.setenv("LC_ALL", "fa_IR.UTF-8")
    with pytest.raises(MigrationFailed, match=r"^گام \S*9999\S* انجام نشد \(ValueError: half way\)\."):
        await migrate.migrate(empty)


async def test_a_step_that_breaks_half_way_leaves_nothing(empty, step):
    async def half() -> None:
        await widen()
        raise ValueError("half way")

    await migrate.migrate(empty)
    step(half)
    with pytest.raises(MigrationFailed, match="ValueError: half way"):
        await migrate.migrate(empty)
    assert await ask(empty, "select count(*) from information_schema.columns where column_name = 'colour'") == 0
    assert await ask(empty, "select count(*) from migration where name = '9999'") == 0


async def test_an_index_can_be_built_beside_the_work(empty, step):
    async def index() -> None:
        await DB.run_ddl("create index concurrently company_colour on company (code)")

    await migrate.migrate(empty)
    step(index, wrap_in_transaction=False)
    await migrate.migrate(empty)
    assert await ask(empty, "select indisvalid from pg_index where indexrelid = 'company_colour'::regclass")


GROWING = """event event_seal event_delivery message message_event posting posting_stream posting_step stock_move service_item item_date
    item_owner item_terms decision service_history ticket ticket_entry repair_order repair_item order_line party contact_point charge
    charge_line time_entry scan_record import_finding ledger_line book_move""".split()


def test_an_index_on_a_table_that_grows_stops_nobody_who_writes_there():
    """What the first release brought (up to number 0009) was made on empty tables."""
    found = []
    for path in (ROOT / "migrations" / "sql").glob("*.sql"):
        if path.name >= "0010":
            made = re.findall(
                r"create (?:unique )?index (?!concurrently)(?:if not exists )?(\w+) on (\w+)", path.read_text()
            )
            found += [(path.name, index) for index, table in made if table in GROWING]
    assert found == []
