"""The desk's public address, for those of its processes and commands that were told of none.

Web knows where it is reached and notes it in the database. What is printed by a command or said by a worker names the
same place, whatever stands in its own environment.
"""

import contextlib
import os
from ipaddress import ip_address
from typing import Final

import asyncpg

from service_desk.foundation import facts
from service_desk.foundation.settings import environment

VARIABLE: Final = "DESK_PUBLIC_URL"


def listening_at(host: str, port: int) -> None:
    """Where nobody says how web is reached, it is reached where it listens."""
    if not os.environ.get(VARIABLE) and port:
        os.environ[VARIABLE] = f"http://{_reachable(host)}:{port}"
        environment.cache_clear()


def _reachable(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "127.0.0.1"
    return f"[{host}]" if address.version == 6 else host


async def tell() -> None:
    """Note it, in a database that has tables already."""
    with contextlib.suppress(asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        await facts.note(facts.ADDRESS, environment().public_url)


async def learn() -> None:
    """Take the noted one, where the environment names none."""
    if os.environ.get(VARIABLE):
        return
    with contextlib.suppress(asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError):
        if found := await facts.value_of(facts.ADDRESS):
            os.environ[VARIABLE] = found
            environment.cache_clear()
