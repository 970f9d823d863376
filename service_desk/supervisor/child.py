"""One process that is kept alive, and how long to wait before it is started again."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from service_desk.foundation.children import ends_with_parent

SHORTEST_WAIT, LONGEST_WAIT = 0.1, 5.0
SETTLED_SECONDS = 10.0  # one that lived this long was well
STOP_SECONDS = 10.0


@dataclass
class Child:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    fds: tuple[int, ...] = ()
    output: int | None = None  # subprocess.PIPE to read what it prints
    log: Path | None = None  # its error output is added to this file
    process: subprocess.Popen[str] | None = None
    _started: float = 0.0
    _wait: float = SHORTEST_WAIT
    _due: float | None = field(default=None)

    def start(self) -> None:
        self._started, self._due = time.monotonic(), None
        with contextlib.ExitStack() as files:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=self.output,
                stderr=files.enter_context(self.log.open("ab")) if self.log else None,
                text=True,
                pass_fds=self.fds,
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops its processes in order
                preexec_fn=ends_with_parent(signal.SIGTERM),
            )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self.process.poll() if self.process else None

    def revive(self, say: Callable[..., None]) -> None:
        """Start it again if it has ended and its waiting time is over."""
        if (code := self.exit_code) is None:
            return
        now = time.monotonic()
        if self._due is None:
            wait = self._next_wait(now, code)
            self._due = now + wait
            told = {"name": self.name, "wait": f"{wait:.1f}"}
            if code < 0:
                say(
                    "{name} was ended by {signal}; starting it again in {wait} s.",
                    signal=signal.Signals(-code).name,
                    **told,
                )
            else:
                say(
                    "{name} ended with exit code {exit_code}; starting it again in {wait} s.",
                    exit_code=str(code),
                    **told,
                )
        if now >= self._due:
            self.start()

    def _next_wait(self, now: float, code: int) -> float:
        # Killed from outside or after a good while: at once. One that keeps failing by itself: ever more slowly.
        if code == -signal.SIGKILL or now - self._started >= SETTLED_SECONDS:
            self._wait = SHORTEST_WAIT
        wait, self._wait = self._wait, min(self._wait * 2, LONGEST_WAIT)
        return wait

    def send(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(how)


def stop(children: Sequence[Child], hurried: Callable[[], bool]) -> None:
    """SIGTERM to all, SIGKILL to those that are still there after a while, or as soon as someone is in a hurry."""
    for child in children:
        child.send(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while any(child.process and child.exit_code is None for child in children):
        if hurried() or time.monotonic() > deadline:
            for child in children:
                child.send(signal.SIGKILL)
        time.sleep(0.02)
