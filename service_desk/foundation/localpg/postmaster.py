"""The file `postmaster.pid`: who serves a data folder, and what to do when it was left behind by an earlier run."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from service_desk.foundation.localpg.errors import StopFailed

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Postmaster:
    pid: int
    port: int
    ready: bool


def read(data: Path) -> Postmaster | None:
    """None while there is no file, or one that is not whole yet. Line 8 is the state, as pg_ctl reads it."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
        return Postmaster(int(lines[0]), int(lines[3]), lines[7].startswith("ready"))
    except (OSError, ValueError, IndexError):
        return None


def settle(data: Path) -> None:
    """Called by the holder of the lock, so a server on `data` can only be an orphan; nothing else is ours to touch."""
    pid_file = data / "postmaster.pid"
    pid = _first_line(pid_file)
    if pid is None or not _alive(pid):
        return  # PostgreSQL removes the file itself when nobody has that number
    if not serves(pid, data):
        # The number was given to another process since; PostgreSQL would refuse to start, or worse, we would stop it.
        pid_file.unlink(missing_ok=True)
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _alive(pid) and serves(pid, data):
        if time.monotonic() > deadline:
            raise StopFailed(pid=str(pid), place=data.parent)
        time.sleep(0.05)


def serves(pid: int, data: Path) -> bool:
    """Whether process `pid` is a PostgreSQL server on exactly this data folder."""
    words = _command_line(pid)
    return bool(words) and Path(words[0]).name in ("postgres", "postmaster") and str(data) in words


def _command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        if Path("/proc/self").exists():
            return []
    answer = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.split()


def _first_line(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
