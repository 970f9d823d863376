"""The supervisor itself: start in order, keep alive, stop in order, and never outlive whoever started it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from service_desk.foundation.i18n import terminal_language
from service_desk.foundation.localpg import LocalPostgres
from service_desk.foundation.localpg.errors import LocalPostgresError
from service_desk.foundation.sentences import said, sentence
from service_desk.foundation.written import Phrase
from service_desk.home import database_root
from service_desk.supervisor.child import Child, stop
from service_desk.supervisor.claim import Claim, claim_home
from service_desk.supervisor.errors import StepFailed
from service_desk.supervisor.listening import address, answers, listen
from service_desk.supervisor.plan import DEFAULT_PORT, Plan

POLL_SECONDS = 0.1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAskedError(BaseException):
    """A signal, or the end of the parent. Not an Exception: nothing on the way may swallow it."""


def say(text: str, **places: Any) -> None:
    """In the language of the terminal. Whoever read our output may be gone, which is no reason to leave the database running."""
    line = said(Phrase(text, **places), "service_desk.supervisor", terminal_language())
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


@dataclass
class Supervisor:
    plan: Plan
    database: LocalPostgres | None = None
    web: list[Child] = field(default_factory=list)
    workers: list[Child] = field(default_factory=list)
    step: Child | None = None
    listening: socket.socket | None = None
    _parent: int = field(default_factory=os.getppid)
    _on_terminal: bool = field(default_factory=lambda: os.isatty(0))
    _asked: bool = False
    _hurried: bool = False
    _database_due: float = 0.0

    def run(self) -> None:
        """Serve until told to stop. Raises a DeskError when the desk cannot start; the message says why."""
        with claim_home(self.plan.home) as claim:
            self._hear_signals()
            try:
                self._start(claim)
                while True:
                    self._look_after()
            except StopAskedError:
                say("Stopping.")
            finally:
                self._stop()

    def _start(self, claim: Claim) -> None:
        self.listening = listen(self.plan.host, self.plan.port)
        if self.plan.port is None and self.listening.getsockname()[1] != DEFAULT_PORT:
            usual, port = str(DEFAULT_PORT), str(self.listening.getsockname()[1])
            say("Port {usual} is taken by another program, so the desk uses {port}.", usual=usual, port=port)
        claim.note(address(self.listening))
        if self.plan.database_url is None:
            say("Starting the database.")
            self.database = LocalPostgres.start(database_root(self.plan.home), settings=self.plan.settings)
        environment = self._environment()
        for step in self.plan.steps:
            self._finish(step, environment)
        closing = self._finish(self.plan.closing_step, environment, read=True) if self.plan.closing_step else ""
        self._open(environment)
        say("{told}", told=closing)
        if self.plan.log:
            say("What web and worker do is written to {log}.", log=str(self.plan.log))
        say("The desk is open at {address} (Ctrl-C stops it).", address=environment["DESK_PUBLIC_URL"])

    def _open(self, environment: dict[str, str]) -> None:
        assert self.listening is not None
        fd = self.listening.fileno()
        command = [part.replace("{fd}", str(fd)) for part in self.plan.web]
        log, plan = self.plan.log, self.plan
        self.web = [Child(name, command, environment, fds=(fd,), log=log) for name in _names("web", plan.web_processes)]
        self.workers = [Child(name, plan.worker, environment, log=log) for name in _names("worker", plan.workers)]
        for child in (*self.web, *self.workers):
            child.start()
        while not answers(self.listening):
            self._look_after()

    def _environment(self) -> dict[str, str]:
        assert self.listening is not None
        url = self.plan.database_url or (self.database.dsn() if self.database else "")
        given = {
            "DATABASE_URL": url,
            "DESK_HOME": str(self.plan.home),
            "DESK_HOST": self.plan.host,
            "DESK_PORT": str(self.listening.getsockname()[1]),
        }
        wished = {"DESK_PUBLIC_URL": address(self.listening)}
        if self.plan.log is None and sys.stderr.isatty():
            wished["DESK_LOG_FORMAT"] = "console"
        return wished | os.environ | given

    def _finish(self, command: Sequence[str], environment: dict[str, str], *, read: bool = False) -> str:
        """Run one step to its end; what it printed, where that is wanted for later."""
        self.step = Child("step", command, environment, output=subprocess.PIPE if read else None)
        self.step.start()
        assert self.step.process is not None
        printed = ""
        while self.step.exit_code is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                printed, _ = self.step.process.communicate(timeout=POLL_SECONDS)
            self._mind_end()
        if self.step.exit_code:
            raise StepFailed(step=" ".join(["desk", *command[3:]]), exit_code=self.step.exit_code)
        return printed or ""

    def _look_after(self) -> None:
        """One round: the parent, the database, the processes."""
        self._mind_end()
        if self.database and not self.database.alive and time.monotonic() >= self._database_due:
            say("The database was ended; starting it again.")
            try:
                self.database.restart()
            except LocalPostgresError as error:
                say("{why}", why=sentence(error, terminal_language()))
                self._database_due = time.monotonic() + 1.0
        for child in (*self.web, *self.workers):
            child.revive(say)
        time.sleep(POLL_SECONDS)

    def _mind_end(self) -> None:
        """Stop when asked to, and when whoever started the desk is gone: the parent, or the terminal."""
        # nohup, setsid and service managers ask for a life of one's own.
        orphaned = os.getppid() != self._parent and os.getsid(0) != os.getpid()
        hung_up = self._on_terminal and not os.isatty(0)  # make keeps the signal to itself
        if self._asked or ((orphaned or hung_up) and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN):
            raise StopAskedError

    def _stop(self) -> None:
        self._asked = True
        if self.listening:
            self.listening.close()
        for group in ([self.step] if self.step else [], self.web, self.workers):
            stop(group, lambda: self._hurried)
        if self.database:
            self.database.stop()

    def _hear_signals(self) -> None:
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:
                signal.signal(number, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            self._hurried = True  # a second Ctrl-C: processes are killed, the database still ends in good order
            return
        # The exception ends a long wait at once. Raised inside a destructor it is lost, so each round looks at the mark.
        self._asked = True
        raise StopAskedError


def _names(kind: str, count: int) -> list[str]:
    return [kind] if count == 1 else [f"{kind} {number}" for number in range(1, count + 1)]
