"""What a supervisor runs: steps before, and processes that are kept alive."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from service_desk.home import desk_home

DEFAULT_PORT = 8000
DESK = (sys.executable, "-m", "service_desk.cli")


@dataclass(frozen=True)
class Plan:
    """`{fd}` in a web command is replaced by the number of the listening socket."""

    home: Path
    host: str
    port: int | None  # None: 8000, or the next free one
    database_url: str | None  # None: the embedded server
    web: Sequence[str]
    worker: Sequence[str]
    web_processes: int = 1
    workers: int = 1
    steps: Sequence[Sequence[str]] = ()  # run one after the other before anything serves
    closing_step: Sequence[str] | None = None  # run last; what it prints is shown below the address
    log: Path | None = None  # where web and worker write their log; None: to our own error output
    settings: dict[str, str] = field(default_factory=dict)  # of the embedded server


def desk_plan(
    *,
    host: str,
    port: int | None,
    database_url: str | None,
    web_processes: int = 1,
    workers: int = 1,
    demo: bool = False,
    log_here: bool = True,
) -> Plan:
    home = desk_home()
    return Plan(
        home=home,
        host=host,
        port=port,
        database_url=database_url,
        web=(sys.executable, "-m", "service_desk.serve", "--fd", "{fd}"),
        worker=(sys.executable, "-m", "service_desk.worker"),
        web_processes=web_processes,
        workers=workers,
        steps=[(*DESK, "migrate")],
        closing_step=(*DESK, "seed") if demo else (*DESK, "init", "--hint"),
        log=None if log_here else home / "desk.log",
    )
