"""A migrated template database, made once and cloned; a transaction that forgets each test; the app without a network."""

import hashlib
import os
import sys
from contextlib import ExitStack, asynccontextmanager, suppress
from itertools import count
from pathlib import Path

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
for place in (ROOT, ROOT / "barcode"):
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))
os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")

from service_desk import seams  # noqa: E402
from service_desk.centres.queries import forget  # noqa: E402
from service_desk.foundation import address, logs, migrate  # noqa: E402  # the path is set above
from service_desk.foundation.db import DB, atomic, execute  # noqa: E402
from service_desk.foundation.kept import forget_kept  # noqa: E402
from service_desk.foundation.localpg import DatabaseInUse, LocalPostgres  # noqa: E402
from service_desk.foundation.settings import environment  # noqa: E402
from tests.world import World, build_world  # noqa: E402

logs.configure("WARNING", "console")
seams.fill()

# How long an example takes says how loaded the machine is, and nothing about the property.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
_clones = iter(range(1_000_000))


@pytest.fixture(scope="session")
def server_dsn():
    """The maintenance database of the test server: TEST_DATABASE_URL, or the first embedded server kept under .cache that
    no other process tests on."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with ExitStack() as held:
        for beside in count():
            with suppress(DatabaseInUse):
                name = f"test-postgres-{beside}" if beside else "test-postgres"
                server = held.enter_context(LocalPostgres.start(ROOT / ".cache" / name, settings=FAST))
                break
        yield server.dsn("postgres")


def _database(dsn: str, name: str) -> str:
    return dsn.rsplit("/", 1)[0] + "/" + name


def _template_name() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "migrations").rglob("*")):
        if path.suffix in {".py", ".sql"}:
            digest.update(path.name.encode() + path.read_bytes())
    return f"desk_template_{digest.hexdigest()[:12]}"


@pytest.fixture(scope="session")
async def template(server_dsn):
    name = _template_name()
    admin = await asyncpg.connect(server_dsn)
    try:
        await admin.execute("select pg_advisory_lock(4711)")
        if not await admin.fetchval("select 1 from pg_database where datname = $1", name):
            await admin.execute(f"drop database if exists {name}_making with (force)")
            await admin.execute(f"create database {name}_making")
            await migrate.migrate(_database(server_dsn, f"{name}_making"))
            await admin.execute(f"alter database {name}_making rename to {name}")
        await admin.execute("select pg_advisory_unlock(4711)")
        yield name
    finally:
        await admin.close()


async def _clone(admin_dsn: str, template: str) -> str:
    name = f"desk_test_{os.getpid()}_{next(_clones)}"
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(f"create database {name} template {template} strategy file_copy")
    await admin.close()
    return name


async def _drop(admin_dsn: str, name: str) -> None:
    admin = await asyncpg.connect(admin_dsn)
    await admin.execute(f"drop database if exists {name} with (force)")
    await admin.close()


@asynccontextmanager
async def _elsewhere(dsn: str | None = None, **server: str):
    """What is opened inside is left at the end, and the pool from before goes on; with `dsn` a pool there is opened."""
    kept, DB.pool = (DB.pool, DB.config), None
    try:
        if dsn is not None:
            await DB.open(dsn, most=8, **server)
        yield
    finally:
        await DB.close()
        DB.pool, DB.config = kept


@asynccontextmanager
async def _patient(server_dsn: str, template: str):
    """A pool on a clone for all tests of the process, beside the one that is open: what DB needs to use it."""
    name = await _clone(server_dsn, template)
    async with _elsewhere(
        _database(server_dsn, name), statement_timeout="30000", idle_in_transaction_session_timeout="0"
    ):
        opened, DB.pool = (DB.pool, DB.config), None
    yield opened
    await opened[0].close()
    await _drop(server_dsn, name)


@pytest.fixture(scope="session")
async def pool(server_dsn, template):
    async with _patient(server_dsn, template) as opened:
        DB.pool, DB.config = opened
        yield DB
    DB.pool = None


@pytest.fixture(scope="session")
async def furnished(server_dsn, template):
    """A template with the named world in it, built once: its name and the world."""
    name = await _clone(server_dsn, template)
    async with _elsewhere(_database(server_dsn, name)):
        world = await build_world()
    yield name, world
    await _drop(server_dsn, name)


@pytest.fixture(scope="session")
async def furnished_pool(server_dsn, furnished):
    async with _patient(server_dsn, furnished[0]) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _no_memory():
    """What a process remembers of the company and its centres belongs to one database."""
    forget()
    forget_kept()
    yield
    forget()


@pytest.fixture(autouse=True)
def _same_database():
    """Whoever opens another one goes back: tests of the same process, in whatever order, would ask it otherwise."""
    before = DB.pool, DB.config
    yield
    assert (DB.pool, DB.config) == before, "another database is left behind"


@pytest.fixture(autouse=True)
def _no_address():
    """Commands and web note the desk's address in the environment of their process, which tests share."""
    before = os.environ.get(address.VARIABLE)
    yield
    if os.environ.get(address.VARIABLE) != before:
        os.environ.pop(address.VARIABLE, None)
        if before is not None:
            os.environ[address.VARIABLE] = before
        environment.cache_clear()


@pytest.fixture
async def db(pool, furnished_pool, request):
    """A database that forgets the test: all of it is one transaction, rolled back at the end."""
    kept = pool.pool, pool.config
    if "world" in request.fixturenames:
        pool.pool, pool.config = furnished_pool
        await execute("select setval(sequence::regclass, 1, false) from number_series")  # these forget nothing
    try:
        async with atomic() as transaction:
            transaction.harness = True
            yield pool
            await transaction.rollback()
    finally:
        pool.pool, pool.config = kept


@pytest.fixture
async def committed_db(pool, server_dsn, template, furnished, request):
    """A database of its own with real commits and several connections; gives its address."""
    if "committed_world" in request.fixturenames:
        template, _ = furnished
    name = await _clone(server_dsn, template)
    async with _elsewhere(_database(server_dsn, name)):
        yield _database(server_dsn, name)
    await _drop(server_dsn, name)


@pytest.fixture
def world(db, furnished) -> World:
    return furnished[1]


@pytest.fixture
def committed_world(committed_db, furnished) -> World:
    return furnished[1]


@pytest.fixture(scope="session")
def app():
    from service_desk.app import app as built

    return built


@pytest.fixture
async def anonymous(db, app):
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    # Most tests change what they made themselves; those of tests/doors/test_versions.py say what they read.
    async with httpx.AsyncClient(
        transport=transport, base_url="http://desk.local", headers={"If-Match": "*"}
    ) as browser:
        yield browser


@pytest.fixture
async def client(world, anonymous):
    """A client that carries an API token of Cy the manager, who may do everything in both centres."""
    anonymous.headers["Authorization"] = f"Bearer {world.token}"
    return anonymous
