"""Which port the server listens on: the one asked for, else the one it had last time, else any free one."""

import socket
from pathlib import Path

from service_desk.foundation.localpg.errors import PortTaken


def free_port(root: Path, asked: int | None) -> int:
    if asked:
        if not is_free(asked):
            raise PortTaken(port=str(asked))
        return asked
    try:
        kept = int((root / "port").read_text())
    except (OSError, ValueError):
        kept = 0
    if kept and is_free(kept):
        return kept
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True
