"""What a measurement stands on: a durable embedded PostgreSQL, databases cloned from a seeded one, server processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from benchmarks.measure import cpu_seconds
from service_desk.foundation.children import ends_with_parent
from service_desk.foundation.localpg import LocalPostgres

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "bench"
# Everything that keeps a commit safe (fsync, full_page_writes, synchronous_commit) stays as PostgreSQL has it: on. The
# WAL may grow so that no checkpoint falls into one side of a comparison only.
SETTINGS = {"max_wal_size": "4GB", "checkpoint_timeout": "1h", "autovacuum": "off"}
READY_SECONDS = 30.0


@contextmanager
def database_server() -> Iterator[LocalPostgres]:
    with LocalPostgres.start(CACHE / "postgres", settings=SETTINGS) as server:
        yield server


async def sql(dsn: str, *statements: str) -> None:
    """Run statements one by one, outside a transaction."""
    held = await asyncpg.connect(dsn)
    try:
        for statement in statements:
            await held.execute(statement)
    finally:
        await held.close()


async def clone(server: LocalPostgres, template: str, name: str) -> str:
    """A fresh copy of `template` under `name`; its address."""
    await sql(
        server.dsn("postgres"),
        f"drop database if exists {name} with (force)",
        f"create database {name} template {template} strategy file_copy",
    )
    return server.dsn(name)


async def drop(server: LocalPostgres, name: str) -> None:
    await sql(server.dsn("postgres"), f"drop database if exists {name} with (force)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    """A server process under measurement."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    @property
    def cpu(self) -> float:
        return cpu_seconds(self.process.pid)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def serving(name: str, command: Sequence[str], dsn: str) -> Iterator[Process]:
    """`command` with --port and DATABASE_URL, from its first answer to the end of the block."""
    port = free_port()
    environment = os.environ | {"DATABASE_URL": dsn, "DESK_LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(
        [sys.executable, *command, "--port", str(port)],
        env=environment,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        preexec_fn=ends_with_parent(signal.SIGTERM),  # noqa: PLW1509  # started from the main thread
    )
    server = Process(name, port, process)
    try:
        _wait_for(server)
        yield server
    finally:
        server.stop()


def desk(dsn: str) -> AbstractContextManager[Process]:
    """One web process of the real desk, by its real entry."""
    return serving("desk", ["-m", "service_desk.serve"], dsn)


def bare(dsn: str) -> AbstractContextManager[Process]:
    return serving("bare", ["-m", "service_desk.serve", "--app", "benchmarks.bare:app"], dsn)


def _wait_for(server: Process) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise SystemExit(f"The {server.name} server ended with exit code {server.process.returncode}.")
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The {server.name} server did not listen within {READY_SECONDS:.0f} s.")
