"""The desk's processes under torture: the real entries, forked from one that imported them, so that a restart takes 0.1 s.

200 kills at 2 s of imports each would leave the desk dead most of the time, and the test measuring Python.
"""

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from typing import Any, Final

STARTING: Final = 0.4  # about what a worker needs from the fork to its first claim
SHORTEST_WORK: Final = 0.3  # a process that worked less than that has done nothing worth a kill
PATIENCE_SECONDS: Final = 15.0
_FORKS: Final = multiprocessing.get_context("forkserver")


def _end_with(harness: BaseProcess) -> None:
    harness.join()
    os._exit(1)


def _begin(log: str, faults: str) -> None:
    """In the new process: say things into `log`, plan the faults, and end with the process that started it all."""
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
        os.dup2(file.fileno(), sys.stdout.fileno())
    harness = multiprocessing.parent_process()
    assert harness is not None
    threading.Thread(target=_end_with, args=(harness,), daemon=True).start()
    from service_desk.foundation.fault_points import plan_faults  # never in the harness itself

    plan_faults(faults)


def run_web(listening: socket.socket, log: str, faults: str) -> None:
    _begin(log, faults)
    from service_desk.serve import serve  # as above

    serve("127.0.0.1", 0, fd=listening.detach())


def run_worker(log: str, faults: str) -> None:
    _begin(log, faults)
    from service_desk.worker import main  # as above

    main()


@dataclass
class Child:
    name: str
    target: Any
    arguments: tuple[Any, ...]
    process: Any = None
    works_since: float | None = None

    def start(self, faults: str) -> None:
        self.process = _FORKS.Process(target=self.target, args=(*self.arguments, faults), name=self.name, daemon=True)
        self.process.start()
        self.works_since = None if self.target is run_web else time.monotonic() + STARTING

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.exitcode is None

    @property
    def grown(self) -> bool:
        return self.alive and self.works_since is not None and time.monotonic() - self.works_since >= SHORTEST_WORK

    def send(self, how: signal.Signals) -> None:
        if self.alive:
            os.kill(self.process.pid, how)


@dataclass
class Desk:
    """One web process and some workers on `dsn`. The listening socket outlives them, as under `desk run`."""

    dsn: str
    log: Path
    workers: int = 2
    faults: str = ""
    kills: int = 0  # deaths by SIGKILL: by our hand, or by a fault point
    troubles: list[str] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    _ours: int = 0

    def __post_init__(self) -> None:
        os.environ |= {"DATABASE_URL": self.dsn, "DESK_LOG_LEVEL": "WARNING", "DESK_FAULT_POINTS": ""}
        os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
        _FORKS.set_forkserver_preload(["service_desk.serve", "service_desk.app", "service_desk.worker"])
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.children = [Child("web", run_web, (self.listening, str(self.log)))] + [
            Child(f"worker {number}", run_worker, (str(self.log),)) for number in range(1, self.workers + 1)
        ]

    def start(self) -> None:
        for child in self.children:
            child.start(self.faults)

    def revive(self) -> int:
        """Start again whatever ended, at once; how many."""
        ended = [child for child in self.children if not child.alive]
        for child in ended:
            if child.process.exitcode == -signal.SIGKILL:
                self.kills += 1
            else:
                self.troubles.append(f"the {child.name} ended by itself with exit code {child.process.exitcode}")
            child.start(self.faults)
        return len(ended)

    def answered(self) -> None:
        """A client was answered: the web process is there."""
        web = self.children[0]
        if web.alive and web.works_since is None:
            web.works_since = time.monotonic()

    def kill_one(self, random: Random) -> None:
        grown = [child for child in self.children if child.grown]
        if grown:
            self._ours += 1
            random.choice(grown).send(signal.SIGKILL)

    def kill_all(self) -> None:
        """The last kills: all of them at once."""
        for child in self.children:
            self._ours += child.alive
            child.send(signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        for child in self.children:
            child.process.join(max(deadline - time.monotonic(), 0.1))

    def stop(self) -> None:
        """As told by a supervisor; by force where that does not help."""
        for child in self.children:
            child.send(signal.SIGTERM)
        self.wait()
        for child in self.children:
            child.send(signal.SIGKILL)
        self.listening.close()

    @property
    def at_fault_points(self) -> int:
        return max(self.kills - self._ours, 0)
