"""One desk per home: the lock, and in it the note that tells the next one who runs where."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from service_desk.supervisor.errors import AlreadyRunning


@dataclass
class Claim:
    _file: IO[str]

    def note(self, address: str) -> None:
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "address": address}, self._file)
        self._file.flush()


@contextmanager
def claim_home(home: Path) -> Iterator[Claim]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "running.json").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(**_noted(file)) from None
        claim = Claim(file)
        claim.note("an address it is still choosing")
        yield claim
        file.truncate(0)


def _noted(file: IO[str]) -> dict[str, str]:
    file.seek(0)
    try:
        noted: dict[str, object] = json.load(file)
    except ValueError:  # it is writing just now
        return {"pid": "unknown", "address": "an address it is still choosing"}
    return {name: str(value) for name, value in noted.items()}  # words: the digits of a process are not grouped
