"""`desk …` in a process of its own, on the database of a test."""

import asyncio
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests import forked

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def environment(dsn: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    return (
        kept
        | {
            "DATABASE_URL": dsn,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'barcode'}",
            "PYTHONUNBUFFERED": "1",
            "LC_ALL": "C.UTF-8",
        }
        | more
    )


async def desk(dsn: str, *words: str, **more: str) -> Ended:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as nothing:
        streams = nothing.fileno(), out.fileno(), err.fileno()
        code = await asyncio.to_thread(forked.run, words, environment(dsn, **more), *streams)
        return Ended(code, _read(out), _read(err))


async def typed(dsn: str, *words: str, answers: str, **more: str) -> Ended:
    """The same at a terminal, where somebody types the answers, divided by |. `more`: of the environment."""
    ours, theirs = os.openpty()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            os.write(ours, answers.replace("|", "\n").encode() + b"\n")
            code = await asyncio.to_thread(
                forked.run, words, environment(dsn, **more), theirs, out.fileno(), err.fileno()
            )
        finally:
            os.close(ours)
            os.close(theirs)
        return Ended(code, _read(out), _read(err))


def _read(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


async def desk_json(dsn: str, *words: str) -> Any:
    ended = await desk(dsn, *words, "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)
