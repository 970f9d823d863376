"""`desk …` in a process of its own, on the database of a test."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


def environment(dsn: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DESK_")}
    return kept | {"DATABASE_URL": dsn, "PYTHONPATH": f"{ROOT}:{ROOT / 'barcode'}", "PYTHONUNBUFFERED": "1"} | more


async def desk(dsn: str, *words: str) -> Ended:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "service_desk.cli", *words, cwd=ROOT, env=environment(dsn),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def typed(dsn: str, *words: str, answers: str) -> Ended:
    """The same at a terminal, where somebody types the answers, divided by |."""
    ours, theirs = os.openpty()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "service_desk.cli", *words, cwd=ROOT, env=environment(dsn),
            stdin=theirs, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        os.write(ours, answers.replace("|", "\n").encode() + b"\n")
        out, err = await process.communicate()
    finally:
        os.close(ours)
        os.close(theirs)
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def desk_json(dsn: str, *words: str) -> Any:
    ended = await desk(dsn, *words, "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)
