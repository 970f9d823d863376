"""`desk …` without the seconds that every start takes to load it: one process has loaded the commands and forks for each.

What is forked is a process like any other: its own arguments, environment, files, signals and exit code.
"""

import atexit
import contextlib
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from service_desk import cli
from service_desk.commands import COMMANDS
from service_desk.foundation import settings

ROOT = Path(__file__).resolve().parents[1]
LONGEST_REQUEST = 1 << 17


class _Loaded:
    """The process that has loaded the commands; it ends with the one that asks it."""

    def __init__(self) -> None:
        self.ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("DESK_", "DATABASE_"))}
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked", str(theirs.fileno())],
                cwd=ROOT,
                env=kept | {"PYTHONPATH": f"{ROOT}:{ROOT / 'barcode'}"},
                pass_fds=(theirs.fileno(),),
            )
        atexit.register(self.close)

    def close(self) -> None:
        self.ours.close()
        self.process.wait()


_loaded: list[_Loaded] = []
_loading = threading.Lock()


def run(words: tuple[str, ...], environment: dict[str, str], stdin: int, out: int, err: int) -> int:
    """The exit code of `desk WORDS` in ROOT; as for subprocess it is negative when a signal ended it."""
    with _loading:
        if not _loaded:
            _loaded.append(_Loaded())
    heard, told = os.pipe()
    with os.fdopen(heard) as answer:
        try:
            request = json.dumps({"words": words, "environment": environment}, default=str).encode()
            socket.send_fds(_loaded[0].ours, [request], [stdin, out, err, told])
        finally:
            os.close(told)
        return int(answer.read())


def _serve(place: socket.socket) -> list[str]:
    """Fork for every request; gives the words of a command in the process that is to run it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the commands hear it themselves
    while True:
        request, given, _, _ = socket.recv_fds(place, LONGEST_REQUEST, 4)
        if not request:
            sys.exit()
        if os.fork():
            for each in given:
                os.close(each)
            continue
        place.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        *streams, told = given
        if child := os.fork():
            for each in streams:
                os.close(each)
            _, status = os.waitpid(child, 0)
            os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
            os._exit(0)
        os.close(told)
        return _become(json.loads(request), streams)


def _become(asked: dict, streams: list[int]) -> list[str]:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for place, each in enumerate(streams):
        os.dup2(each, place)
        os.close(each)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, write_through=True)
    settings.environment.cache_clear()
    return asked["words"]


if __name__ == "__main__":
    for module, _ in COMMANDS.values():
        importlib.import_module(module)
    with contextlib.closing(socket.socket(fileno=int(sys.argv[1]))) as ours:
        sys.argv[:] = [cli.__file__, *_serve(ours)]
    cli.main()
