"""One running embedded PostgreSQL: start, address, stop. It never outlives the process that started it."""

import fcntl
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from service_desk.foundation.children import ends_with_parent
from service_desk.foundation.localpg.account import known_place
from service_desk.foundation.localpg.cluster import Cluster, environment, prepare
from service_desk.foundation.localpg.errors import DatabaseInUse, StartFailed
from service_desk.foundation.localpg.ports import free_port
from service_desk.foundation.localpg.postmaster import read, serves, settle

DATABASE = "desk"
START_SECONDS = 120.0  # recovery after a crash may take its time
STOP_SECONDS = 30.0
TRIES = 20
LONGEST_SOCKET_PATH = 107
LARGEST_LOG = 10_000_000
_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


@dataclass
class LocalPostgres:
    root: Path
    cluster: Cluster
    port: int
    settings: dict[str, str]
    _lock: IO[str] = field(repr=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @classmethod
    def start(
        cls, root: Path, *, port: int | None = None, settings: dict[str, str] | None = None, database: str = DATABASE
    ) -> Self:
        """Set up what is missing below `root`, start the server and wait until it takes connections.

        Call it from the main thread: the server is stopped when the thread that started it ends. `port`: a free one is
        chosen and kept when it is None. `settings` are PostgreSQL's own, such as {"fsync": "off"} in tests.
        """
        root = root.resolve()
        root.mkdir(parents=True, exist_ok=True)
        lock = _lock(root)
        try:
            cluster = prepare(root, database)
            settle(cluster.data)
            server = cls(root, cluster, port or 0, settings or {}, lock)
            server._launch(asked=port)
        except BaseException:
            lock.close()
            raise
        return server

    def dsn(self, database: str = DATABASE) -> str:
        return address(self.port, self.cluster.password, database)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        """Start again after it died, on the same port, so that its address stays true."""
        settle(self.cluster.data)
        self._launch(asked=self.port)

    def stop(self) -> None:
        """Ask for a fast shutdown, insist after a while, and give the lock back. Twice does no harm."""
        try:
            for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
                if self._process is None or self._process.poll() is not None:
                    break
                self._process.send_signal(how)
                try:
                    self._process.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _launch(self, *, asked: int | None) -> None:
        for _ in range(TRIES):
            self.port = free_port(self.root, asked)
            reason = self._attempt()
            if reason is None:
                (self.root / "port").write_text(f"{self.port}\n")
                return
            if "still in use" in reason:  # children of a killed server are on their way out
                time.sleep(0.5)
            elif "could not bind" not in reason and "could not create any TCP/IP" not in reason:
                break
        raise StartFailed(reason=reason, log=self.cluster.log)

    def _attempt(self) -> str | None:
        """One start; None when it serves, else what PostgreSQL said."""
        log = self.cluster.log
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.rename(log.with_name("log.1"))
        with log.open("ab") as file:
            before = file.tell()
            self._process = subprocess.Popen(
                self._command(),
                cwd=self.cluster.place,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops the server last
                preexec_fn=ends_with_parent(signal.SIGINT),
                **self.cluster.account.credentials,
            )
        try:
            if _wait_until_ready(self._process, self.cluster.data):
                return None
        except BaseException:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            raise
        said = log.read_bytes()[before:].decode(errors="replace").splitlines()
        return (
            " ".join(line.split(":", 1)[-1].strip() for line in said if "FATAL" in line or "HINT" in line)
            or "no reason."
        )

    def _command(self) -> list[str]:
        sockets = str(self.cluster.sockets)
        if len(f"{sockets}/.s.PGSQL.65535".encode()) > LONGEST_SOCKET_PATH:
            sockets = ""  # TCP on the loopback only
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": sockets,
            "jit": "off",
            "shared_buffers": f"{buffers_mb(memory_mb())}MB",
        } | self.settings
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.cluster.binaries["postgres"], "-D", str(self.cluster.data), *options]


def buffers_mb(memory: int) -> int:
    """How much of a machine's memory keeps pages: an eighth, since the desk works on the same machine, within 128 MB and 2 GB. With
    PostgreSQL's usual 128 MB a search among a million customers reads most of its pages anew each time."""
    return max(128, min(2048, memory // 8))


def memory_mb() -> int:
    """What this machine, or the container it is, has."""
    with suppress(OSError, ValueError):
        return int(_OF_CONTAINER.read_text()) >> 20
    with suppress(OSError, ValueError, AttributeError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return 0


def running(root: Path, database: str = DATABASE) -> str | None:
    """The address of the server that another process keeps running below `root`, if one does."""
    place = known_place(root.resolve()) or root.resolve()
    seen = read(place / "data")
    if not seen or not seen.ready or not serves(seen.pid, place / "data"):
        return None
    return address(seen.port, (place / "password").read_text().strip(), database)


def address(port: int, password: str, database: str) -> str:
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/{database}"


def _lock(root: Path) -> IO[str]:
    lock = (root / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise DatabaseInUse(root=root, pid=holder) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _wait_until_ready(process: subprocess.Popen[bytes], data: Path) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        seen = read(data)
        if seen and seen.ready and seen.pid == process.pid:
            return True
        time.sleep(0.02)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        process.wait()
    return False
